"""People at work over HTTP while the house is being killed: they send a form again, with its key, until somebody answers."""

from __future__ import annotations

import hashlib
import http.client
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from random import Random
from urllib.parse import urlencode

from tests.crash.chaos_house import DOMAIN, PASSWORD
from tests.support.world import RESULT

WHO = ("tuan", "binh", "lan", "tam", "minh", "dua")
AT_ONCE = 4
SIX = {f"clear_{name}": "true" for name in ("person", "work", "responsibility", "authority", "time", "result")}
ASSIGN = {"lead_units": "56-SKHCN", "product": "Báo cáo", "evidence_required": "Văn bản", **SIX}
ITEM = re.compile(r"/work-items/([0-9a-f]{32})")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SEEN = re.compile(r'name="seen_sha256" value="([0-9a-f]{64})"')
DECISION = re.compile(
    r'name="decision"[^>]*value="(confirm|approve|sign_off)"|value="(confirm|approve|sign_off)"[^>]*name="decision"'
)


@dataclass
class Tally:
    """What the people saw, all together."""

    requests: int = 0
    answered: int = 0
    sent_again: int = 0
    refused: int = 0
    acknowledged: list[tuple[str, str]] = field(default_factory=list)  # (kind of fact, what names it in the fact)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, name: str) -> None:
        """One more."""
        with self.lock:
            setattr(self, name, getattr(self, name) + 1)


class Colleague(threading.Thread):
    """Signs in and does what waits for them, until told to stop."""

    def __init__(self, name: str, ports: Sequence[int], seed: int, tally: Tally, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.ports, self.tally, self.stop = ports, tally, stop
        self.random = Random(f"{seed} {name}")
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.fault: BaseException | None = None

    def run(self) -> None:
        """Round after round."""
        try:
            self._sign_in()
            while not self.stop.wait(self.random.uniform(0.0, 0.1)):
                for item in list(dict.fromkeys(ITEM.findall(self._get("/inbox"))))[:AT_ONCE]:
                    self._work_on(item)
        except Stopped:
            pass
        except BaseException as fault:
            self.fault = fault

    def _sign_in(self) -> None:
        self._get("/sign-in")
        while not self._send("/sign-in", {"email": f"{self.name}@{DOMAIN}", "password": PASSWORD}):
            if self.stop.wait(0.2):  # too many at once
                raise Stopped
        self._get("/account")

    def _work_on(self, item: str) -> None:
        there = f"/work-items/{item}"
        page = self._get(there)
        if f"{there}/claim" in page and self.name != "binh":
            if self._send(f"{there}/claim", {}):
                self._told("work_item.claimed", item)
            page = self._get(there)
        if self.name in ("lan", "tam") and 'name="summary"' in page:
            self._attach(there)
        form = self._form(page)
        if form is not None and self._send(f"{there}/completion", form):
            self._told("work_item.completed", item)

    def _form(self, page: str) -> dict[str, str] | None:
        """What this colleague writes into the form that is shown, or nothing when it is not theirs."""
        seen, decision = SEEN.search(page), DECISION.search(page)
        if self.name in ("lan", "tam"):
            return {**RESULT, "no_classified": "true"} if 'name="summary"' in page else None
        if seen and decision:
            return {"decision": decision.group(1) or decision.group(2), "seen_sha256": seen.group(1)}
        if self.name == "tuan" and 'name="lead_units"' in page:
            return ASSIGN
        return {"decision": "accept"} if self.name == "binh" and 'name="officer"' in page else None

    def _attach(self, there: str) -> None:
        content = f"bằng chứng {self.random.getrandbits(128):032x}\n".encode()
        files = {"file": content, "file_not_classified": b"true"}
        if self._send(f"{there}/evidence/files", files):
            self._told("attachment.added", hashlib.sha256(content).hexdigest())

    def _told(self, kind: str, name: str) -> None:
        with self.tally.lock:
            self.tally.acknowledged.append((kind, name))

    def _get(self, path: str) -> str:
        _, _, text = self._ask("GET", path, None, {})
        if found := TOKEN.search(text):
            self.token = found.group(1)
        return text

    def _send(self, path: str, values: dict[str, str] | dict[str, bytes]) -> bool:
        """Send a form until an answer comes; true when it says that it was done."""
        key = f"{self.random.getrandbits(128):032x}"
        said = {"csrf_token": self.token, "command_key": key, **values}
        if any(isinstance(value, bytes) for value in said.values()):
            body, kind = _multipart(said)
        else:
            body, kind = urlencode(said).encode(), "application/x-www-form-urlencoded"
        status, location, _ = self._ask("POST", path, body, {"Content-Type": kind})
        if status == 303 and not (location.startswith("/sign-in") and path != "/sign-in"):
            return True
        self.tally.count("refused")
        return False

    def _ask(self, how: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str, str]:
        while True:
            self.tally.count("requests")
            try:
                status, location, text = self._once(how, path, body, headers)
                if status < 500:
                    self.tally.count("answered")
                    return status, location, text
            except (OSError, http.client.HTTPException):
                pass
            self.tally.count("sent_again")
            if self.stop.wait(0.2):
                raise Stopped

    def _once(self, how: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.random.choice(self.ports), timeout=60)
        try:
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            line.request(how, path, body, {**headers, "Cookie": cookie, "Accept-Language": "en"})
            answer = line.getresponse()
            text = answer.read().decode()
            for value in answer.headers.get_all("Set-Cookie") or ():
                self.cookies.update({name: one.value for name, one in SimpleCookie(value).items()})
            return answer.status, answer.headers.get("Location", ""), text
        finally:
            line.close()


class Stopped(Exception):
    """It is evening: what was not answered stays unanswered."""


def _multipart(values: dict[str, str | bytes]) -> tuple[bytes, str]:
    mark, parts = "nq57-chaos-boundary", []
    for name, value in values.items():
        named = f'Content-Disposition: form-data; name="{name}"'
        if name == "file":
            named += '; filename="bang-chung.txt"\r\nContent-Type: text/plain'
        content = value if isinstance(value, bytes) else value.encode()
        parts.append(f"--{mark}\r\n{named}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
