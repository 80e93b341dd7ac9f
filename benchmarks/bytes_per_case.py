"""How much the database grows with each case that is taken to its sign-off, indexes included, on both databases.

The real drawing, one straight life of six steps with one file of evidence (whose bytes lie outside the database). The growth over
the counted cases is divided by their number; the first cases fill the pages that exist already and are not counted. On
PostgreSQL it is told twice: as it grew, and packed (``VACUUM FULL``), without the room that dead rows leave for later ones.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg
from sqlalchemy import select, text

from benchmarks.completing import accept, assign, decide, submit
from tests.support import postgres
from tests.support.world import World, build
from workflows.db import Database
from workflows.instances.models import WorkItem

FIRST, COUNTED = 20, 60
LIFE = (
    ("tuan", assign),
    ("binh", accept),
    ("lan", submit),
    ("binh", decide("confirm")),
    ("minh", decide("approve")),
    ("tuan", decide("sign_off")),
)


def main(*, first: int = FIRST, counted: int = COUNTED) -> None:
    """Measure on both databases and print."""
    with tempfile.TemporaryDirectory(prefix="nq57-bench-") as folder:
        url = f"sqlite:///{folder}/world.sqlite"
        measure("SQLite", url, Path(folder), (size_of_sqlite,), first, counted)
        with postgres.server() as socket:  # sizes do not depend on fsync
            with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE world")
            url = postgres.url(socket, "world")
            measure("PostgreSQL", url, Path(folder), (size_of_postgresql, packed_size), first, counted)


def measure(
    name: str, url: str, folder: Path, sizes: tuple[Callable[[Database], int], ...], first: int, counted: int
) -> None:
    """Live the first cases, weigh, live the counted ones, weigh again."""
    build(url)
    world = World(Database(url), folder)
    for number in range(first):
        live(world, f"F-{number}")
    before = [size(world.database) for size in sizes], entries(world.database)
    for number in range(counted):
        live(world, f"G-{number}")
    after = [size(world.database) for size in sizes], entries(world.database)
    grown = [(late - early) / counted for early, late in zip(before[0], after[0], strict=True)]
    words = "   ".join(
        f"{each / 1024:.1f} KiB {how}" for each, how in zip(grown, ("as it grew", "packed"), strict=False)
    )
    print(f"{name:<11}{words}   {(after[1] - before[1]) / counted:.0f} ledger entries a case")
    world.database.close()


def live(world: World, key: str) -> None:
    """Take one case from its start to its sign-off."""
    instance_id = world.case(key)
    for who, prepare in LIFE:
        with world.database.reading() as session:
            address = session.scalars(
                select(WorkItem.public_id).where(WorkItem.instance_id == instance_id, WorkItem.closed_at.is_(None))
            ).one()
        prepare(world, who, world.seen(who, address))()


def entries(database: Database) -> int:
    """How many facts the ledger holds."""
    with database.reading() as session:
        return int(session.execute(text("SELECT count(*) FROM ledger_entries")).scalar_one())


def size_of_sqlite(database: Database) -> int:
    """Bytes of the file, the log beside it written back."""
    return _asked(
        database,
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
    )


def size_of_postgresql(database: Database) -> int:
    """Bytes of the database as it stands."""
    return _asked(database, "CHECKPOINT", "SELECT pg_database_size(current_database())")


def packed_size(database: Database) -> int:
    """Bytes of the database when every table is written anew."""
    return _asked(database, "VACUUM FULL", "SELECT pg_database_size(current_database())")


def _asked(database: Database, before: str, question: str) -> int:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(before)
        return int(connection.exec_driver_sql(question).scalar_one())


if __name__ == "__main__":
    main()
