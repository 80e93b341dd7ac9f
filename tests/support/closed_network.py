"""No test reaches outside this machine, and none sends mail but to a server of its own: such an attempt is stopped and fails the
test that made it.
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator
from contextlib import contextmanager

LOCAL_NAMES = ("localhost", "", None)
_noted: list[str] = []
_mail_ports: set[int] = set()


class WentOutside(ConnectionError):
    """Something tried to leave this machine."""


def lay() -> None:
    """Start watching; cannot be undone in this process, as Python wants it."""
    sys.addaudithook(_hook)


def noted() -> list[str]:
    """What was stopped since the last asking; asking empties the list."""
    found = _noted[:]
    _noted.clear()
    return found


@contextmanager
def mail_to(port: int) -> Iterator[None]:
    """Meanwhile mail may be handed in at this port of this machine: a test's own server listens there."""
    _mail_ports.add(port)
    try:
        yield
    finally:
        _mail_ports.discard(port)


def note(what: str) -> None:
    """Hold an attempt that was stopped elsewhere (in the browser) against the test."""
    _noted.append(what)


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event == "smtplib.connect":
        if _is_local(arguments[1]) and arguments[2] in _mail_ports:
            return
        _stop(f"mail through {arguments[1]}")
    elif event == "socket.getaddrinfo" and not _is_local(arguments[0]):
        _stop(f"a look-up of {arguments[0]!r}")
    elif event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and not _is_local(address[0]):
            _stop(f"a connection to {address[0]!r}")


def _stop(what: str) -> None:
    note(what)
    raise WentOutside(f"Expected a test to stay on this machine, but it tried {what}.")


def _is_local(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False
