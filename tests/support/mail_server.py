"""A mail server of a test's own, on this machine: it takes what it is given, or misbehaves in one of the ways that servers do."""

from __future__ import annotations

import email
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import cast

from notifications.smtp import MailServer
from tests.support import closed_network


class Postbox(ThreadingTCPServer):
    """What arrived, as it came over the line. ``mood``: takes, refuses (the address), busy (for now), drops (in the middle)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.arrived: list[bytes] = []
        self.mood = "takes"

    @property
    def address(self) -> MailServer:
        """Where it listens."""
        return MailServer("smtp", "127.0.0.1", self.server_address[1])

    def messages(self) -> list[EmailMessage]:
        """What arrived, read as a mail programme reads it."""
        return [cast(EmailMessage, email.message_from_bytes(one, policy=default)) for one in self.arrived]


class _Talk(StreamRequestHandler):
    server: Postbox

    def handle(self) -> None:
        self._say("220 postbox")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self._say("354 go on")
                if self._take() is None:
                    return
            elif word == b"RCPT" and self.server.mood in ("refuses", "busy"):
                self._say("550 nobody here" if self.server.mood == "refuses" else "451 come later")
            else:
                self._say("221 bye" if word == b"QUIT" else "250 well")

    def _take(self) -> bool | None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if self.server.mood == "drops":
                return None
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.arrived.append(b"".join(lines))
        self._say("250 taken")
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def postbox() -> Iterator[Postbox]:
    """A server that listens as long as the block lasts."""
    with Postbox() as server, closed_network.mail_to(server.server_address[1]):
        thread = Thread(target=lambda: server.serve_forever(0.01), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
