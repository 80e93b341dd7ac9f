"""Where a unit of work dies: a counter inside the driver itself, so that whatever reaches the database passes by it.

``mortal(url, fate)`` opens a database whose every connection is of a class of its own: each statement (``execute``,
``executemany``, in a pipeline of ours) and each COMMIT asks the fate first. SQLAlchemy's own events would not see what is
sent past it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import event

from workflows import pipeline
from workflows.db import Database

BEFORE, REFUSED, AFTER = "before the commit", "in the commit", "after the commit"
LOST = "after the commit was sent, before its answer came"
Point = int | str
DOOM = {  # makes the database itself refuse the COMMIT that follows
    "sqlite": (
        "CREATE TEMPORARY TABLE doomed (a INTEGER PRIMARY KEY, b INTEGER REFERENCES doomed (a) DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO doomed VALUES (1, 2)",
    ),
    "postgresql": (
        "CREATE TEMPORARY TABLE doomed (a integer PRIMARY KEY DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP",
        "INSERT INTO doomed VALUES (1), (1)",
    ),
}


class Died(Exception):
    """The unit of work ends here."""


class Silence(Died):
    """The line to the database breaks here."""


class Killed(BaseException):
    """The same, for doors that go on after an exception: like the process's own end, nobody catches it."""


def by_exception(where: str) -> NoReturn:
    """Die as a fault does."""
    raise Died(where)


def by_force(where: str) -> NoReturn:
    """Die so that no ``except Exception`` notices."""
    raise Killed(where)


def by_silence(where: str) -> NoReturn:
    """Die as the driver tells it: the database gave no answer."""
    raise Silence(where)


def by_exit(_where: str) -> NoReturn:
    """Die as a process does: no rollback, no goodbye, no buffer emptied."""
    os._exit(9)


class Fate:
    """Counts statements and dies at ``point``: the number of a statement, or a place around the commit."""

    def __init__(self) -> None:
        self.point: Point | None = None
        self.die: Callable[[str], NoReturn] = by_exception
        self.look: Callable[[Any], None] = lambda connection: None
        self.statements: list[str] = []
        self.watching = self.met = False

    @contextmanager
    def at(self, point: Point | None, die: Callable[[str], NoReturn] = by_exception) -> Iterator[Fate]:
        """Watch what is sent meanwhile and die at ``point``, once."""
        self.point, self.die, self.statements, self.watching, self.met = point, die, [], True, False
        try:
            yield self
        finally:
            self.watching = False

    @property
    def strikes_next(self) -> bool:
        """Whether the next statement is the point."""
        return self.watching and len(self.statements) + 1 == self.point

    def statement(self, words: str) -> None:
        """A statement is about to be sent."""
        if self.watching and not self.met:  # what is sent to undo a part is no step on the way
            self.statements.append(words)
            if len(self.statements) == self.point:
                self._meet(words)

    def commit(self, connection: Any, really: Callable[[], None]) -> None:
        """A COMMIT is about to be sent; ``look`` may see what it would keep."""
        if not self.watching or self.met:
            return really()
        if self.point == BEFORE:
            self.watching = False
            self.look(connection)
            self._meet(BEFORE)
        if self.point == REFUSED:
            self.watching, self.met = False, True
            for words in DOOM["sqlite" if isinstance(connection, sqlite3.Connection) else "postgresql"]:
                connection.execute(words)
        if self.point == LOST and isinstance(connection, psycopg.Connection):
            connection.pgconn.send_query(b"COMMIT")  # and nobody reads what the server says
            self._meet(LOST)
        really()
        if self.point in (AFTER, LOST):
            self._meet(AFTER)
        return None

    def _meet(self, where: str) -> NoReturn:
        self.met = True
        self.die(where)


def mortal(url: str, fate: Fate) -> Database:
    """The database at ``url``, every connection of which asks ``fate``."""
    database = Database(url)
    driver = _of_sqlite(fate) if url.startswith("sqlite") else _of_psycopg(fate)
    event.listen(database.engine, "do_connect", lambda _dialect, _record, args, kwargs: driver(*args, **kwargs))
    return database


def _of_sqlite(fate: Fate) -> Callable[..., Any]:
    @contextmanager
    def told_by_the_driver() -> Iterator[None]:
        try:
            yield
        except Silence as death:
            raise sqlite3.OperationalError("the database is locked") from death

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, *values: Any) -> Any:
            with told_by_the_driver():
                fate.statement(sql)
            return super().execute(sql, *values)

        def executemany(self, sql: str, *values: Any) -> Any:
            with told_by_the_driver():
                fate.statement(sql)
            return super().executemany(sql, *values)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def commit(self) -> None:
            with told_by_the_driver():
                fate.commit(self, super().commit)

    return lambda *args, **kwargs: sqlite3.connect(*args, **kwargs, factory=Connection)


@contextmanager
def _told_by_psycopg() -> Iterator[None]:
    try:
        yield
    except Silence as death:
        raise psycopg.OperationalError("the statement was cancelled") from death


def _of_psycopg(fate: Fate) -> Callable[..., Any]:
    class Cursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, *values: Any, **how: Any) -> Any:
            self._ask(query)
            return super().execute(query, *values, **how)

        def executemany(self, query: Any, *values: Any, **how: Any) -> Any:
            self._ask(query)
            return super().executemany(query, *values, **how)

        def _ask(self, query: Any) -> None:
            with _told_by_psycopg():
                fate.statement(str(query))

    class Connection(psycopg.Connection[Any]):
        in_pipeline = fate

        def commit(self) -> None:
            if self.pgconn.transaction_status != TransactionStatus.IDLE:  # else it went with the last statements
                self.with_fate(super().commit)

        def with_fate(self, really: Callable[[], None]) -> None:
            try:
                fate.commit(self, really)
            except Died as death:  # between COMMIT and its answer there is nothing but a broken line
                self.close()
                raise psycopg.OperationalError("the connection is lost") from death

    return lambda *args, **kwargs: Connection.connect(*args, **{"cursor_factory": Cursor, **kwargs})


def _asking_first(send: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """Each statement of a pipeline asks the fate of its connection; those before the point have been run by then."""

    def asked(driver: Any, prepared: Any, statements: Any) -> list[Any]:
        fate: Fate | None = getattr(driver, "in_pipeline", None)
        said, first, answers = list(statements), 0, []
        if fate is not None and fate.watching and said[-1][0] == "COMMIT":
            answers = asked(driver, prepared, said[:-1])
            driver.with_fate(lambda: answers.extend(send(driver, prepared, said[-1:])))
            return answers
        for number, (words, _values) in enumerate(said):
            if fate is not None and fate.strikes_next:
                answers += send(driver, prepared, said[first:number])
                first = number
            if fate is not None:
                with _told_by_psycopg():
                    fate.statement(words)
        return answers + send(driver, prepared, said[first:])

    return asked


pipeline.send = _asking_first(pipeline.send)
