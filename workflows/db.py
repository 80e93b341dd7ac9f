"""One schema on two databases: the declarative base, the column types, and how a connection is opened.

Doors open sessions and commit; rooms are handed a session. On SQLite a writing session takes the write lock when it
begins (``BEGIN IMMEDIATE``), so that two writers queue instead of failing in the middle.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Engine, Integer, MetaData, String, Table, create_engine, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from workflows.leaving import Unit

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# PostgreSQL takes disks for spinning ones and reads a table from end to end rather than some hundred rows by their index. Compiling
# a plan, or several workers that each begin anew, cost more than our short questions do.
OPTIONS = "-c timezone=UTC -c random_page_cost=1.1 -c jit=off -c max_parallel_workers_per_gather=0"
Key = BigInteger().with_variant(Integer, "sqlite")
PublicId = String(32)


class Base(DeclarativeBase):
    """The one declarative base; constraint names follow ``NAMING`` so that migrations can name what they change."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC, in and out, on both databases; a naive one is a programming error and raises ``ValueError``."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("Expected an aware moment, but it has no time zone.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def table_of(model: type[Base]) -> Table:
    """The table of a class of rows, for statements that go past the ORM on the busy path."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def new_public_id() -> str:
    """A random 128-bit name for an address; says nothing about how many there are."""
    return secrets.token_hex(16)


class Database:
    """Opens sessions on one address. Keeps two views of one pool: readers, and writers that lock first on SQLite."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine = open_engine(url, pool_size=pool_size)
        self._writers = self.engine.execution_options(nq57_begin="IMMEDIATE")

    def reading(self) -> Session:
        """A session for looking only."""
        return Unit(self.engine, expire_on_commit=False)

    def writing(self) -> Session:
        """A session for one unit of work; the door commits it."""
        return Unit(self._writers, expire_on_commit=False)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_engine(url: str, *, pool_size: int = 10) -> Engine:
    """An engine with the settings both databases need (SQLite: WAL, foreign keys, our own BEGIN; PostgreSQL: UTC)."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 30})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "checkin", _end_sqlite)
        return engine
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=False,
        # The driver forgets what it prepared with each session that only looked; the busy path prepares for itself (pipeline).
        # A plan that is kept for everybody is made for units with few tasks, too, and takes five times as long for a ministry.
        connect_args={"options": OPTIONS, "prepare_threshold": None},
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('nq57_begin', 'DEFERRED')}")


def _end_sqlite(connection: Any, _record: Any) -> None:
    """A refused COMMIT leaves its transaction open, which SQLAlchemy takes for ended: nobody shall inherit it, nor its lock."""
    if connection is not None and connection.in_transaction:
        connection.rollback()
