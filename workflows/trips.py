"""Several statements in one trip to the database: how the busy path asks and writes.

A trip on PostgreSQL is the driver's pipeline: the server runs the statements in order and answers once. Each one sees what
was committed when its own turn came, so what stands behind a lock in the same trip is read after the lock was got. On SQLite
there is nothing to travel; the statements run in order. A ``Said`` statement is compiled once for each kind of database and
then goes straight to the driver, which saves more than half of what a statement costs through the ORM's session.

A trip takes part in the session's transaction: what the session holds is written first, a fault is SQLAlchemy's own.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from workflows.errors import N_, Conflict

heard: list[Callable[[str], object]] = []  # told each statement before it is sent: tests count them, and die at them
CHANGED = N_("Expected the case as you saw it, but somebody changed it in the meantime; please look again.")


class Fixed:
    """A statement that is said again and again with other values: ``fixed(name=value, …)`` makes it ready for a trip.

    ``statement`` is one for every database, or one for each by the database's name. ``hits`` is how many rows a change must
    hit. An INSERT fills the columns that it is given values for; defaults made in Python are not asked for.
    """

    def __init__(self, statement: Any, *, hits: int | None = None) -> None:
        self.statement, self.hits = statement, hits
        self._ready: dict[tuple[str, tuple[str, ...]], Ready] = {}

    def __call__(self, **values: Any) -> Said:
        return Said(self, values)

    def on(self, dialect: Dialect, names: tuple[str, ...]) -> Ready:
        """The statement as this kind of database hears it, with values of these names."""
        ready = self._ready.get((dialect.name, names))
        if ready is None:
            statement = self.statement[dialect.name] if isinstance(self.statement, dict) else self.statement
            ready = self._ready[dialect.name, names] = _ready(statement, dialect, names)
        return ready


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with its values. ``hits`` rows must be hit where its ``Fixed`` says so."""

    fixed: Fixed
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ready:
    """The text that the driver gets, how values go in and how rows come out."""

    text: str
    positions: tuple[str, ...] | None
    constants: Mapping[str, Any]
    inward: Mapping[str, Callable[[Any], Any]]
    row: Callable[[Sequence[Any]], Any] | None
    outward: tuple[tuple[int, Callable[[Any], Any]], ...] = field(default=())

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """The values in the driver's own form: by name, or in order."""
        given = {**self.constants, **values}
        for name, process in self.inward.items():
            given[name] = process(given[name])
        return given if self.positions is None else tuple(given[name] for name in self.positions)

    def rows(self, found: Sequence[Sequence[Any]]) -> list[Any]:
        """The driver's rows with their columns' names and types."""
        assert self.row is not None
        if not self.outward:
            return [self.row(one) for one in found]
        made = []
        for one in found:
            cells = list(one)
            for index, process in self.outward:
                cells[index] = process(cells[index])
            made.append(self.row(cells))
        return made


def once(table: Table) -> Fixed:
    """An INSERT that leaves alone what is there already; the same words on both databases."""
    return Fixed(
        {
            "sqlite": sqlite_insert(table).on_conflict_do_nothing(),
            "postgresql": postgresql_insert(table).on_conflict_do_nothing(),
        }
    )


def _ready(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> Ready:
    filled = names if statement.is_insert and statement.select is None else None
    compiled = statement.compile(dialect=dialect, column_keys=filled)
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
    return Ready(
        text=str(compiled),
        positions=tuple(compiled.positiontup) if compiled.positional else None,
        constants={name: bound.value for name, bound in compiled.binds.items() if not bound.required},
        inward=inward,
        row=row,
        outward=tuple(outward),
    )


def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)  # the names are the statement's


def go(session: Session, said: Sequence[Said]) -> list[Any]:
    """Make the trip and answer each statement in order: a question with its rows, a change with the number of rows hit.

    Raises ``Conflict`` when a change did not hit as many rows as it must, SQLAlchemy's ``DBAPIError`` for what the database
    refuses.
    """
    if not said:
        return []
    session.flush()
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    ready = [(one.fixed.on(connection.dialect, tuple(one.values)), one.values) for one in said]
    for listener in heard:
        for one, _values in ready:
            listener(one.text)
    try:
        answers = _pipelined(driver, ready) if connection.dialect.name == "postgresql" else _in_order(driver, ready)
    except connection.dialect.loaded_dbapi.Error as fault:
        raise _as_sqlalchemy(connection, driver, fault) from fault
    for asked, answer in zip(said, answers, strict=True):
        if asked.fixed.hits is not None and answer != asked.fixed.hits:
            raise Conflict(CHANGED)
    return answers


def _pipelined(driver: Any, ready: list[tuple[Ready, Mapping[str, Any]]]) -> list[Any]:
    cursors = []
    with driver.pipeline():
        for one, values in ready:
            cursor = driver.cursor()
            cursor.execute(one.text, one.parameters(values))
            cursors.append(cursor)
    return [
        one.rows(cursor.fetchall()) if one.row else cursor.rowcount
        for cursor, (one, _values) in zip(cursors, ready, strict=True)
    ]


def _in_order(driver: Any, ready: list[tuple[Ready, Mapping[str, Any]]]) -> list[Any]:
    answers: list[Any] = []
    for one, values in ready:
        cursor = driver.cursor()
        cursor.execute(one.text, one.parameters(values))
        answers.append(one.rows(cursor.fetchall()) if one.row else cursor.rowcount)
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
