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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Table, bindparam, insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from workflows import pipeline
from workflows.errors import N_, Conflict

heard: list[
    Callable[[str], object]
] = []  # told each statement before it is sent, also where several go as one, so that
# tests count them alike on both databases, and die at them
MOST_AT_ONCE = 12  # rows, or changes, of one statement: each other number is another text that is planned and kept
CHANGED = N_("Expected the case as you saw it, but somebody changed it in the meantime; please look again.")


class Fixed:
    """A statement that is said again and again with other values: ``fixed(name=value, …)`` makes it ready for a trip.

    ``statement`` is one for every database, or one for each by the database's name. ``hits`` is how many rows a change must
    hit. An INSERT fills the columns that it is given values for; defaults made in Python are not asked for. A change that
    goes ``beside`` its neighbours reads nothing that they write and touches no row that they touch.
    """

    def __init__(self, statement: Any, *, hits: int | None = None, beside: bool = False) -> None:
        self.statement, self.hits, self.beside = statement, hits, beside
        self._ready: dict[tuple[str, tuple[str, ...]], Ready] = {}

    def __call__(self, **values: Any) -> Said:
        return Said(self, values)

    def on(self, dialect: Dialect, names: tuple[str, ...]) -> Ready:
        """The statement as this kind of database hears it, with values of these names."""
        ready = self._ready.get((dialect.name, names))
        if ready is None:
            statement = self.statement[dialect.name] if isinstance(self.statement, dict) else self.statement
            ready = self._ready[dialect.name, names] = _ready(statement, dialect, names, self.beside)
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
    positions: tuple[str, ...]
    constants: Mapping[str, Any]
    inward: Mapping[str, Callable[[Any], Any]]
    row: Callable[[Sequence[Any]], Any] | None
    beside: bool
    outward: tuple[tuple[int, Callable[[Any], Any]], ...] = field(default=())

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        """The values as the driver gets them, in the order of the text."""
        given = {**self.constants, **values}
        for name, process in self.inward.items():
            given[name] = process(given[name])
        return [given[name] for name in self.positions]

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


Sent = tuple[str, list[Any], list[Ready]]


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


def _ready(statement: Any, dialect: Dialect, names: tuple[str, ...], beside: bool) -> Ready:
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
        beside=beside,
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
    session.flush()
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    ready = [(one.fixed.on(connection.dialect, tuple(one.values)), one.values) for one in said]
    dbapi: Any = connection.dialect.loaded_dbapi
    pipelines = connection.dialect.name == "postgresql"
    sent = list(_folded(ready) if pipelines else _apart(ready))
    for listener in heard:
        for one, _values in ready:
            listener(one.text)
    try:
        answers = _pipelined(connection, driver, sent) if pipelines else _in_order(driver, sent)
    except dbapi.Error as fault:
        raise _as_sqlalchemy(connection, driver, fault) from fault
    for asked, answer in zip(said, answers, strict=True):
        if asked.fixed.hits is not None and answer != asked.fixed.hits:
            raise Conflict(CHANGED)
    return answers


def _pipelined(connection: Connection, driver: Any, sent: list[Sent]) -> list[Any]:
    prepared = connection.info.setdefault("nq57_prepared", {})
    answers: list[Any] = []
    said = pipeline.send(driver, prepared, [(text, parameters) for text, parameters, _members in sent])
    for answer, (_text, _parameters, members) in zip(said, sent, strict=True):
        if len(members) > 1:
            answers.extend(answer.rows()[0])
        else:
            answers.append(members[0].rows(answer.rows()) if members[0].row else answer.hits)
    return answers


def _folded(ready: list[tuple[Ready, Mapping[str, Any]]]) -> Iterator[Sent]:
    """What goes to PostgreSQL: changes that may go beside each other are one statement, which answers with what each one hit.

    A statement costs driver and server more than the row that it writes.
    """
    for beside, run in groupby(ready, key=lambda one: one[0].beside):
        while group := list(islice(run, MOST_AT_ONCE if beside else 1)):
            if len(group) == 1:
                yield from _apart(group)
                continue
            members = [one for one, _values in group]
            parameters = [value for one, values in group for value in one.parameters(values)]
            yield _as_one(tuple((one.text, len(one.positions)) for one in members)), parameters, members


def _apart(ready: list[tuple[Ready, Mapping[str, Any]]]) -> Iterator[Sent]:
    for one, values in ready:
        yield one.text, one.parameters(values), [one]


@lru_cache(maxsize=512)
def _as_one(parts: tuple[tuple[str, int], ...]) -> str:
    """One text for several changes, their values numbered through."""
    written, hits, before = [], [], 0
    for number, (text, count) in enumerate(parts):
        places = re.split(r"\$(\d+)", text)  # every second one is a number
        places[1::2] = [f"${int(place) + before}" for place in places[1::2]]
        written.append(f"w{number} AS ({''.join(places)} RETURNING 1)")
        hits.append(f"(SELECT count(*) FROM w{number})")  # noqa: S608  # nosec B608 - a number of ours
        before += count
    return f"WITH {', '.join(written)} SELECT {', '.join(hits)}"


def _in_order(driver: Any, sent: list[Sent]) -> list[Any]:
    answers: list[Any] = []
    for text, parameters, (one,) in sent:
        cursor = driver.cursor()
        cursor.execute(text, parameters)
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
