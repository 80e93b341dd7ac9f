"""People of the country in front of their browsers: signed in by a row, as passwords are slow on purpose."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event, insert, select

from webapp.accounts.models import Account, WebSession
from webapp.accounts.tokens import token_hash
from webapp.app import Application, create_app
from webapp.config import Settings
from workflows.db import Database, table_of


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that was opened: milliseconds by the clock on the wall and of processor time, statements, bytes."""

    took: float
    cost: float
    statements: int
    size: int


class House:
    """The application on the country's database, its clock standing at the moment of the country."""

    def __init__(self, url: str, at: datetime) -> None:
        self.at, self.database = at, Database(url)
        settings = Settings(
            mode="demo",
            data_dir=Path(tempfile.gettempdir()),
            database_url=url,
            secret_key="k" * 40,
            demo_password="not used here",
        )
        self.app: Application = create_app(settings, database=self.database)
        self.app.config.update(NQ57_NOW=lambda: at)
        self.statements = 0
        event.listen(self.database.engine, "before_cursor_execute", self._count)
        event.listen(self.database.engine, "connect", self._note_server)
        self._servers: set[int] = set()
        self._clients: dict[int, FlaskClient] = {}

    def _note_server(self, connection: Any, _record: object) -> None:
        self._servers.add(connection.info.backend_pid)

    def worked(self) -> float:
        """Seconds of processor time so far, ours and the database's for us: what a page costs, whoever else keeps the
        machine busy."""
        stats = [Path(f"/proc/{pid}/schedstat") for pid in self._servers]
        return time.process_time() + sum(int(stat.read_text().split()[0]) for stat in stats if stat.exists()) / 1e9

    def _count(self, *_: object) -> None:
        self.statements += 1

    def sign_in(self, people: Sequence[int], at: datetime | None = None) -> dict[int, str]:
        """A running session for each of these people; returns the words of their cookies."""
        at = at or self.at
        words = {person: f"scale-{person}-{int(at.timestamp())}-{time.monotonic_ns()}" for person in people}
        with self.database.writing() as session:
            accounts = dict(
                session.execute(select(Account.person_id, Account.id).where(Account.person_id.in_(people)))
                .tuples()
                .all()
            )
            rows = [
                {"token_hash": token_hash(word), "account_id": accounts[person], "created_at": at, "seen_at": at}
                for person, word in words.items()
            ]
            session.execute(insert(table_of(WebSession)), rows)
            session.commit()
        return words

    def visit(self, people: Sequence[int]) -> None:
        """Give each of these people a browser that is signed in."""
        missing = [person for person in dict.fromkeys(people) if person not in self._clients]
        if missing:
            for person, word in self.sign_in(missing).items():
                client = self.app.test_client()
                client.set_cookie("nq57_session", word)
                self._clients[person] = client

    def open(self, person: int, path: str) -> Opened:
        """One page as this person."""
        before, worked, began = self.statements, self.worked(), time.perf_counter()
        answer = self._clients[person].get(path, follow_redirects=True)
        took, cost = time.perf_counter() - began, self.worked() - worked
        if answer.status_code != 200:
            raise RuntimeError(f"Expected {path} to open for {person}, but it answered {answer.status_code}.")
        return Opened(took * 1000, cost * 1000, self.statements - before, len(answer.data))
