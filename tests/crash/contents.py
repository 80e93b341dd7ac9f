"""Everything that a database holds, in a form that can be compared."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from webapp.models import METADATA
from workflows.db import Database

TABLES = tuple(sorted(METADATA.tables))
Ask = Callable[[str], list[Any]]
COUNTS = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in TABLES)
HASHES = (
    " UNION ALL ".join(  # a sum of the rows' hashes needs no order: three times as quick as one hash of all rows sorted
        f"SELECT '{name}', concat(count(*), ' ', sum(hashtextextended(t::text, 57))) FROM {name} AS t"
        for name in TABLES
    )
)
FACTS = (
    "SELECT ledger_entries.stream, ledger_entries.seq, ledger_entries.kind, outbox.entry_id IS NOT NULL "
    "FROM ledger_entries LEFT JOIN outbox ON outbox.entry_id = ledger_entries.id ORDER BY ledger_entries.id"
)


@dataclass(frozen=True, slots=True)
class Held:
    """What a database held at one moment, and the mark that every commit moves: the quick way to see that there was none."""

    mark: object
    rows: dict[str, str | None]


def held(database: Database) -> Held:
    """What the database holds now."""
    return Held(_mark(database), contents(database))


def changed(database: Database, before: Held) -> list[str]:
    """The tables that are otherwise than before, in order. Where nothing was committed there is nothing to compare."""
    if _mark(database) == before.mark:
        return []
    after = contents(database)
    return sorted(name for name, rows in before.rows.items() if after[name] != rows)


def _mark(database: Database) -> object:
    """The last transaction that wrote and committed; on SQLite what stands in its files."""
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect() as connection:
            return connection.exec_driver_sql("SELECT xid::text FROM pg_last_committed_xact()").scalar_one()
    files = (Path(f"{database.engine.url.database}{end}") for end in ("", "-wal"))
    return [hashlib.md5(file.read_bytes(), usedforsecurity=False).digest() if file.exists() else b"" for file in files]


def contents(database: Database) -> dict[str, str | None]:
    """A hash of every table's rows: equal before and after means that nothing at all has changed."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            return {name: rows for name, rows in connection.execute(text(HASHES))}
        held, driver = {}, connection.connection.driver_connection
        assert driver is not None
        for name in TABLES:
            rows = sorted(map(repr, driver.execute(f"SELECT * FROM {name}")))
            held[name] = hashlib.md5("\n".join(rows).encode(), usedforsecurity=False).hexdigest()
        return held


def outline(ask: Ask) -> tuple[list[Any], list[Any]]:
    """How many rows each table has, and every fact in order with whether the outbox points at it.

    What two runs of one command have in common, though each draws its own random names; seen alike from inside of the
    transaction and after it.
    """
    facts = [(str(stream).partition(":")[0], seq, kind, bool(sent)) for stream, seq, kind, sent in ask(FACTS)]
    return sorted(map(tuple, ask(COUNTS))), facts


def outline_of(database: Database) -> tuple[list[Any], list[Any]]:
    """The outline as everybody sees it."""
    with database.engine.connect() as connection:
        return outline(lambda words: connection.exec_driver_sql(words).all())
