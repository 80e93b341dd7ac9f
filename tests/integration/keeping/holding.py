"""What an installation holds, said in a way that two databases of different kinds can be compared by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import inspect

from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.web.story import handed_in
from webapp.keeping import archive, restoring, saving
from webapp.keeping.rows import lines_of, tables_of
from workflows.db import Database
from workflows.instances import invariants as of_cases
from workflows.ledger.verify import broken_links
from workflows.work import invariants as of_work
from workflows.work.evidence import EvidenceStore

LATER = A_MONDAY + timedelta(days=1)


def rows_of(database: Database) -> dict[str, list[bytes]]:
    """Every row of every table, spelled as an archive spells it."""
    with database.engine.connect() as connection:
        return {table.name: list(lines_of(connection, table)) for table in tables_of(connection)}


def files_of(folder: Path) -> dict[str, bytes]:
    """Every evidence file."""
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def is_untouched(database: Database, folder: Path) -> bool:
    """Is there nothing at all: no table and no file?"""
    return not inspect(database.engine).get_table_names() and not files_of(folder)


def faults_of(database: Database, store: EvidenceStore) -> list[str]:
    """What ``nq57 check`` would say."""
    with database.reading() as session:
        return [
            *of_cases.violations(session),
            *of_work.violations(session, store),
            *broken_links(session),
        ]


def archive_of(world: World, folder: Path) -> Path:
    """An archive of the small country with a case whose result, with evidence, waits to be confirmed."""
    handed_in(world)
    path = folder / "saved.zip"
    saving.save(world.database, world.store, path, at=A_MONDAY)
    return path


def restore(path: Path, database: Database, store: EvidenceStore) -> None:
    """Put an archive back, as the command does."""
    with archive.opened(path) as whole, database.writing() as session:
        restoring.refuse_unless_empty(session.connection(), store.folder, whole.manifest)
        restoring.take_rows(session, whole, at=LATER, step=saving.nothing)
        with restoring.evidence_in_place(whole, store.folder, saving.nothing):
            session.commit()


@contextmanager
def nowhere(folder: Path) -> Iterator[tuple[Database, EvidenceStore]]:
    """A database and a folder in which nothing is yet."""
    database = Database(f"sqlite:///{folder / 'new.sqlite'}")
    yield database, EvidenceStore(folder / "restored")
    database.close()
