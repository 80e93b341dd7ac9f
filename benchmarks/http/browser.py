"""A person's browser as far as the server can tell: one connection kept open, cookies, forms sent with their page's tokens."""

from __future__ import annotations

import http.client
import re
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

PASSWORD = "rừng vàng biển bạc đất phì nhiêu"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
KEY = re.compile(r'name="command_key" value="([^"]+)"')
PATIENCE = 120
TOO_MANY_REQUESTS = 429
PAUSE = 0.2


class Crowded(RuntimeError):
    """The server said that too many do this at the moment."""


class Browser:
    """Each request returns the seconds until its answer was read in full; an unexpected answer raises ``RuntimeError``."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._cookies: dict[str, str] = {}
        self.page = ""

    def get(self, path: str) -> float:
        """Open a page."""
        seconds, self.page = self._ask("GET", path, None, 200)
        return seconds

    def send(self, path: str, values: dict[str, str]) -> float:
        """Send a form of the page that is open; it must be taken."""
        tokens = {"csrf_token": TOKEN.search(self.page), "command_key": KEY.search(self.page)}
        sent = {name: found.group(1) for name, found in tokens.items() if found} | values
        return self._ask("POST", path, urlencode(sent), 303)[0]

    def sign_in(self, email: str) -> float:
        """Open the sign-in page (not timed) and sign in."""
        self.get("/sign-in")
        return self.sign_in_here(email)

    def sign_in_here(self, email: str) -> float:
        """Sign in on the page that is open, again after a moment while too many others do; the seconds until it succeeds."""
        start = time.perf_counter()
        while True:
            try:
                self.send("/sign-in", {"email": email, "password": PASSWORD})
                return time.perf_counter() - start
            except Crowded:
                time.sleep(PAUSE)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None, expected: int) -> tuple[float, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        seconds = time.perf_counter() - start
        if answer.status == TOO_MANY_REQUESTS:
            raise Crowded
        if answer.status != expected:
            raise RuntimeError(f"Expected {expected} from {method} {path}, but got {answer.status}: {text[:2000]}")
        for header in answer.headers.get_all("Set-Cookie", ()):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        return seconds, text
