"""Saving everything in one archive while people work: one snapshot of the database, then the files that it names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp import migrating
from webapp.keeping.archive import CHUNK, Manifest, Step, Writing, evidence_part, table_part, written
from webapp.keeping.rows import count_of, lines_of, names_of, tables_of
from workflows.db import Database
from workflows.work.attachments import stored_names
from workflows.work.evidence import EvidenceStore
from workflows.work.models import Attachment


def nothing(_: int) -> None:
    """Nobody watches."""


def save(database: Database, store: EvidenceStore, path: Path, *, at: datetime, step: Step = nothing) -> Manifest:
    """Write the archive ``path`` and say what is in it; ``step`` is told how many rows and files went in.

    Algorithm: open one snapshot (SQLite's WAL, PostgreSQL's REPEATABLE READ; neither holds anybody up), write every table of
    it, then every evidence file that a row of it names. The bytes of evidence are on disk before their row is committed, so
    files read after the snapshot are all there; one that is not, or is not what its row says, is named as damaged.
    """
    with database.engine.connect() as opened, written(path, at) as archive:
        snapshot = _one_snapshot(opened)
        revision = migrating.revision_of(snapshot)
        assert revision is not None
        for table in tables_of(snapshot):
            with closing(lines_of(snapshot, table)) as lines:
                archive.add(table_part(table.name), _counted(lines, step), columns=names_of(table))
        damaged = _add_evidence(snapshot, archive, store, step)
        manifest = Manifest(at, version("nq57"), snapshot.dialect.name, revision, archive.parts, damaged)
        archive.close(manifest)
    return manifest


def size_of(database: Database) -> int:
    """How many steps saving will take, about: rows and files."""
    with database.engine.connect() as opened, Session(opened) as session:
        return sum(count_of(opened, table) for table in tables_of(opened)) + len(stored_names(session))


def _one_snapshot(opened: Connection) -> Connection:
    if opened.dialect.name == "sqlite":
        return opened  # a reading transaction in WAL is one
    return opened.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _counted(lines: Iterator[bytes], step: Step) -> Iterator[bytes]:
    for line in lines:
        yield line
        step(1)


def _add_evidence(snapshot: Connection, archive: Writing, store: EvidenceStore, step: Step) -> list[str]:
    damaged = []
    with Session(snapshot) as session:
        names = sorted(set(stored_names(session)))
        expected = {
            row.stored_as: row.sha256 for row in session.execute(select(Attachment.stored_as, Attachment.sha256))
        }
    for name in names:
        step(1)
        path = store.path_of(name)
        if not path.is_file():
            damaged.append(name)
            continue
        with path.open("rb") as file:
            part = archive.add(evidence_part(name), iter(partial(file.read, CHUNK), b""), packs=False)
        if part.sha256 != expected.get(name, part.sha256):
            damaged.append(name)
    return damaged
