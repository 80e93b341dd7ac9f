"""A table's rows as lines of JSON that belong to no database: what one of ours gives out, another takes in.

Bytes travel as base64, moments as ISO 8601 in UTC, days as ISO; everything else is plain already. A column of a kind that is
not known here raises ``TypeError``, before anybody believes that it was saved.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import orjson
import psycopg
from psycopg import sql
from sqlalchemy import MetaData, Table, func, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.types import BigInteger, Boolean, Date, DateTime, Integer, LargeBinary, SmallInteger, String, TypeEngine

CHUNK = 2000
SCHEMA_NOTE = "alembic_version"  # kept by the migrations themselves
Value = Callable[[Any], Any]


def tables_of(connection: Connection) -> list[Table]:
    """The tables as this database has them, what is pointed at before what points."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != SCHEMA_NOTE]


def count_of(connection: Connection, table: Table) -> int:
    """How many rows the table holds."""
    return connection.scalar(select(func.count()).select_from(table)) or 0


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Every row as a line, in the order of the key, without holding the table in memory."""
    spell = [_speller(column.type) for column in table.columns]
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=CHUNK)
    with connection.execute(query) as rows:
        for row in rows:
            said = [value if value is None else word(value) for word, value in zip(spell, row, strict=True)]
            yield orjson.dumps(said) + b"\n"


def names_of(table: Table) -> list[str]:
    """The columns in the order in which a line holds them."""
    return [column.name for column in table.columns]


def take_lines(
    connection: Connection, table: Table, columns: list[str], lines: Iterator[bytes], step: Callable[[int], None]
) -> None:
    """Put lines in: by COPY on PostgreSQL, in chunks on SQLite. ``step`` is told how many rows came."""
    read = [_reader(table.columns[name].type, connection.dialect.name) for name in columns]
    rows = (
        [value if value is None else word(value) for word, value in zip(read, orjson.loads(line), strict=True)]
        for line in lines
    )
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, rows, step)
        return
    while chunk := list(islice(rows, CHUNK)):
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in chunk])
        step(len(chunk))


def set_sequences(connection: Connection, table: Table) -> None:
    """On PostgreSQL, let new rows continue after the highest key that came in; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    quoted = connection.dialect.identifier_preparer.quote(table.name)
    for column in table.primary_key:
        sequence = connection.scalar(
            text("SELECT pg_get_serial_sequence(:name, :key)"), {"name": quoted, "key": column.name}
        )
        highest = connection.scalar(select(func.max(column))) if sequence else None
        if highest is not None:
            connection.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


def _copy(
    connection: Connection,
    table: Table,
    columns: list[str],
    rows: Iterator[list[Any]],
    step: Callable[[int], None],
) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor() as cursor, cursor.copy(statement) as copying:
        while chunk := list(islice(rows, CHUNK)):
            for row in chunk:
                copying.write_row(row)
            step(len(chunk))


def _speller(kind: TypeEngine[Any]) -> Value:
    if isinstance(kind, LargeBinary):
        return lambda value: base64.b64encode(value).decode()
    if isinstance(kind, DateTime):
        return _moment
    if isinstance(kind, Date):
        return date.isoformat
    return _plain(kind)


def _reader(kind: TypeEngine[Any], dialect: str) -> Value:
    if isinstance(kind, LargeBinary):
        return base64.b64decode
    if isinstance(kind, DateTime):
        return _naive_moment if dialect == "sqlite" else datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    return _plain(kind)


def _plain(kind: TypeEngine[Any]) -> Value:
    if isinstance(kind, Integer | BigInteger | SmallInteger | String | Boolean):
        return lambda value: value
    raise TypeError(f"Expected a kind of column that an archive can hold, but {kind!r} is not known to it.")


def _moment(value: datetime) -> str:
    """As UTC, whether the database says so (PostgreSQL) or means so (SQLite)."""
    return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()


def _naive_moment(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
