"""Handing a message to a mail server: one line for each message, with patience that ends."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

PATIENCE = 20  # seconds for each answer of the server
WAYS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
FAULTS = (OSError, smtplib.SMTPException)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in: ``smtp://``, ``smtp+starttls://`` or ``smtps://[user:password@]host[:port]``."""

    way: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)


def server_at(address: str) -> MailServer:
    """The server that an address names. Raises ``ValueError`` for one that names none."""
    parts = urlsplit(address)
    if parts.scheme not in WAYS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("Expected smtp://HOST:PORT, smtp+starttls:// or smtps://, but the address is another.")
    port = parts.port or WAYS[parts.scheme]
    return MailServer(parts.scheme, parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""))


def send(server: MailServer, message: EmailMessage, *, we_are: str) -> None:
    """Hand the message in; ``we_are`` is the name we greet with. Raises one of ``FAULTS``."""
    trusted = ssl.create_default_context()
    if server.way == "smtps":
        line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, we_are, timeout=PATIENCE, context=trusted)
    else:
        line = smtplib.SMTP(server.host, server.port, we_are, timeout=PATIENCE)
    with line:
        if server.way == "smtp+starttls":
            line.starttls(context=trusted)
        if server.user:
            line.login(server.user, server.password)
        line.send_message(message)


def is_final(fault: Exception) -> bool:
    """Whether the server will never take this message for this address, however often it is tried."""
    if not isinstance(fault, smtplib.SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _words in fault.recipients.values())
