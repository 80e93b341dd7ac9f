"""Several statements in one trip to the database: how the busy path asks and writes.

A trip on PostgreSQL is a pipeline (``pipeline.py``): the server runs the statements in order and answers once. Each one sees what
was committed when its own turn came, so what stands behind a lock in the same trip is read after the lock was got. On SQLite
there is nothing to travel; the statements run in order. A ``Said`` statement is compiled once for each kind of database and
then goes straight to the driver, which saves more than half of what a statement costs through the ORM's session.

A trip takes part in the session's transaction: what the session holds is written first, a fault is SQLAlchemy's own.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from workflows import pipeline
from workflows.beside import MOST_AT_ONCE, Ready, Sentence, apart, folded
from workflows.errors import N_, Conflict

heard: list[
    Callable[[str], object]
] = []  # told each statement before it is sent, also where several go as one, so that
# tests count them alike on both databases, and die at them
LEFT = "nq57_left"  # where a session keeps what goes out with its COMMIT (``leaving.py``)
CONNECTION = "nq57_connection"  # where it keeps the connection of its transaction, from the first use to the end
MISSED = "22012"  # PostgreSQL's code for a division by nothing: a change missed its row
CHANGED = N_("Expected the case as you saw it, but somebody changed it in the meantime; please look again.")


class Fixed:
    """A statement that is said again and again with other values: ``fixed(name=value, …)`` makes it ready for a trip.

    ``statement`` is one for every database, or one for each by the database's name. ``hits`` is how many rows a change must
    hit. An INSERT fills the columns that it is given values for; defaults made in Python are not asked for. A change that
    goes ``beside`` its neighbours reads nothing that they write and touches no row that they touch. The answer to a
    ``lasting`` question follows from its values and the organisation alone (``organisation/edition.py``).
    """

    def __init__(self, statement: Any, *, hits: int | None = None, beside: bool = False, lasting: bool = False) -> None:
        self.statement, self.hits, self.beside, self.lasting = statement, hits, beside, lasting
        self._ready: dict[tuple[str, tuple[str, ...]], Ready] = {}

    def __call__(self, **values: Any) -> Said:
        return Said(self, values)

    def on(self, dialect: Dialect, names: tuple[str, ...]) -> Ready:
        """The statement as this kind of database hears it, with values of these names."""
        ready = self._ready.get((dialect.name, names))
        if ready is None:
            statement = self.statement[dialect.name] if isinstance(self.statement, dict) else self.statement
            ready = self._ready[dialect.name, names] = _ready(statement, dialect, names, self)
        return ready


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with its values. ``hits`` rows must be hit where its ``Fixed`` says so."""

    fixed: Fixed
    values: Mapping[str, Any]


def once(table: Table, *, beside: bool = False) -> Fixed:
    """An INSERT that leaves alone what is there already; the same words on both databases."""
    statement = {
        "sqlite": sqlite_insert(table).on_conflict_do_nothing(),
        "postgresql": postgresql_insert(table).on_conflict_do_nothing(),
    }
    return Fixed(statement, beside=beside)


def insert_rows(table: Table, rows: Sequence[Mapping[str, Any]]) -> list[Said]:
    """INSERTs of rows that all have the same columns; the database numbers them in this order."""
    said = []
    for first in range(0, len(rows), MOST_AT_ONCE):
        some = rows[first : first + MOST_AT_ONCE]
        values = {f"{name}_{number}": value for number, row in enumerate(some) for name, value in row.items()}
        said.append(_rows(table, tuple(some[0]), len(some))(**values))
    return said


@cache
def _rows(table: Table, names: tuple[str, ...], count: int) -> Fixed:
    columns = [table.c[name] for name in names]
    named = [{c.name: bindparam(f"{c.name}_{number}", type_=c.type) for c in columns} for number in range(count)]
    return Fixed(insert(table).values(named), beside=True)


def _ready(statement: Any, dialect: Dialect, names: tuple[str, ...], fixed: Fixed) -> Ready:
    plain = statement.is_insert and statement.select is None and set(names) <= set(statement.table.c.keys())
    if statement.is_insert:
        statement = statement.inline()  # nobody asks which key a new row got
    compiled = statement.compile(dialect=dialect, column_keys=names if plain else None)
    assert not getattr(compiled, "insert_prefetch", ()), f"Expected values for {compiled.insert_prefetch}."
    inward = {
        name: process
        for name, bound in compiled.binds.items()
        if (process := bound.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    }
    row, outward = None, []
    if statement.is_select:
        columns = statement.selected_columns
        row = _row_type(tuple(columns.keys()))._make
        for index, column in enumerate(columns):
            process = column.type.dialect_impl(dialect).result_processor(dialect, None)
            if process is not None:
                outward.append((index, process))
    text, positions = str(compiled), compiled.positiontup
    if positions is None:
        text, positions = _numbered(text)
    return Ready(
        text=text,
        positions=tuple(positions),
        constants={name: bound.value for name, bound in compiled.binds.items() if not bound.required},
        inward=inward,
        row=row,
        beside=fixed.beside,
        hits=fixed.hits,
        outward=tuple(outward),
    )


def _numbered(text: str) -> tuple[str, list[str]]:
    """A text whose values have names, as PostgreSQL itself hears it (``$1``, ``$2`` …), and the names in order."""
    names: list[str] = []

    def number(found: re.Match[str]) -> str:
        if found[1] not in names:
            names.append(found[1])
        return f"${names.index(found[1]) + 1}"

    return re.sub(r"%\((\w+)\)s", number, text).replace("%%", "%"), names


def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)  # the names are the statement's


def go(session: Session, said: Sequence[Said]) -> list[Any]:
    """Make the trip and answer each statement in order: a question with its rows, a change with the number of rows hit.

    Raises ``Conflict`` when a change did not hit as many rows as it must, SQLAlchemy's ``DBAPIError`` for what the database
    refuses.
    """
    if not said:
        return []
    if session.new or session.dirty or session.deleted:
        session.flush()
    left = session.info.pop(LEFT, ())
    return _sent(session, [*left, *said])[len(left) :]


def connection_of(session: Session) -> Connection:
    """The connection of the session's transaction, which begins if there is none yet; so does a part that may be undone for itself."""
    known: Connection | None = session.info.get(CONNECTION)
    return session.connection() if known is None or session.in_nested_transaction() else known


def send_left(session: Session, *, committing: bool = False) -> None:
    """Send the changes that were left for later, if any; with ``committing`` the COMMIT in the same trip.

    Raises as ``go`` does; then the COMMIT was not run.
    """
    if left := session.info.pop(LEFT, None):
        _sent(session, left, committing=committing)


def _sent(session: Session, said: Sequence[Said], *, committing: bool = False) -> list[Any]:
    connection = connection_of(session)
    driver: Any = connection.connection.driver_connection
    ready = [(one.fixed.on(connection.dialect, tuple(one.values)), one.values) for one in said]
    dbapi: Any = connection.dialect.loaded_dbapi
    pipelines = connection.dialect.name == "postgresql"
    sent = list(folded(ready, strict=committing) if pipelines else apart(ready))
    for listener in heard:
        for one, _values in ready:
            listener(one.text)
    try:
        answers = _pipelined(connection, driver, sent, committing) if pipelines else _in_order(driver, sent)
    except dbapi.Error as fault:
        if committing and getattr(fault, "sqlstate", None) == MISSED:
            raise Conflict(CHANGED) from fault
        raise _as_sqlalchemy(connection, driver, fault) from fault
    for asked, answer in zip(said, answers, strict=True):
        if asked.fixed.hits is not None and answer != asked.fixed.hits:
            raise Conflict(CHANGED)
    return answers


def _pipelined(connection: Connection, driver: Any, sent: list[Sentence], committing: bool) -> list[Any]:
    prepared = connection.info.setdefault("nq57_prepared", {})
    answers: list[Any] = []
    texts = [(one.text, one.parameters) for one in sent]
    said = pipeline.send(driver, prepared, [*texts, *([("COMMIT", [])] if committing else [])])
    for answer, one in zip(said, sent, strict=not committing):
        if one.is_folded:
            answers.extend(answer.rows()[0])
        else:
            answers.append(one.members[0].rows(answer.rows()) if one.members[0].row else answer.hits)
    return answers


def _in_order(driver: Any, sent: list[Sentence]) -> list[Any]:
    answers: list[Any] = []
    for one in sent:
        cursor = driver.cursor()
        cursor.execute(one.text, one.parameters)
        (member,) = one.members
        answers.append(member.rows(cursor.fetchall()) if member.row else cursor.rowcount)
        cursor.close()
    return answers


def _as_sqlalchemy(connection: Connection, driver: Any, fault: Exception) -> BaseException:
    """The fault as every door knows it; a connection that is gone is not given back to the pool."""
    gone = connection.dialect.is_disconnect(fault, driver, None)  # type: ignore[arg-type]
    if gone:
        connection.invalidate(fault)
    return DBAPIError.instance(
        None,
        None,
        fault,
        connection.dialect.loaded_dbapi.Error,
        connection_invalidated=gone,
        dialect=connection.dialect,
    )
