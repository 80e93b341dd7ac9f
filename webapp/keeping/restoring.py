"""Putting an archive back: all of it in one transaction, into an empty database and an empty folder, or nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Table, delete
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp import migrating
from webapp.keeping.archive import ArchiveFault, Manifest, Reading, Step, evidence_part, table_part
from webapp.keeping.pause import begin_pause
from webapp.keeping.rows import count_of, set_sequences, tables_of, take_lines

STORED_AS = re.compile(r"evidence/([0-9a-f]{32})")


def refuse_unless_empty(connection: Connection, folder: Path, manifest: Manifest) -> None:
    """Raise ``ArchiveFault`` when something is here already, or when this code does not know the archive's schema."""
    if not migrating.known(manifest.revision):
        raise ArchiveFault(
            f"Expected an archive of this version or an older one, but its schema is {manifest.revision}; "
            "restore it with the nq57 that made it, or with a newer one."
        )
    tables = tables_of(connection)
    filled = [table.name for table in tables if count_of(connection, table)]
    if filled:
        raise ArchiveFault(
            f"Expected an empty database, but {filled[0]} holds rows; restore into a new one and point nq57 at it."
        )
    if tables and migrating.revision_of(connection) != manifest.revision:
        raise ArchiveFault(
            f"Expected a database without tables, because the archive's schema is {manifest.revision} and "
            "this database's is another; restore into a new one."
        )
    if folder.is_dir() and any(folder.iterdir()):
        raise ArchiveFault(f"Expected an empty folder for evidence, but {folder} holds files; move them away first.")


def take_rows(session: Session, archive: Reading, *, at: datetime, step: Step) -> None:
    """Make the archive's schema, put every row in, bring the schema up to date and begin the pause; the door commits.

    Algorithm: migrate to the archive's revision; empty what migrations filled; take the tables in the order of their foreign
    keys (the outbox, which the ledger's own trigger fills meanwhile, is emptied just before its rows come); count; go on to
    this code's revision. All of that in the caller's transaction: whatever fails leaves the database as it was.
    """
    connection, manifest = session.connection(), archive.manifest
    migrating.upgrade_within(connection, manifest.revision)
    tables = tables_of(connection)
    _refuse_other_tables(tables, manifest)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # a unit may stand before the unit above it
    for table in reversed(tables):
        _empty(connection, table)
    for table in tables:
        name = table_part(table.name)
        _empty(connection, table)
        take_lines(connection, table, manifest.parts[name].columns, archive.lines(name), step)
        set_sequences(connection, table)
    for table in tables:
        if count_of(connection, table) != manifest.parts[table_part(table.name)].rows:
            raise ArchiveFault(f"Expected every row of {table.name}, but another number came in; nothing was kept.")
    migrating.upgrade_within(connection)
    begin_pause(session, archive=manifest.sha256, saved_at=manifest.saved_at, at=at)
    session.flush()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")  # or the first hour's plans are those of empty tables


@contextmanager
def evidence_in_place(archive: Reading, folder: Path, step: Step) -> Iterator[None]:
    """Write the evidence files, on disk before the rows that name them are committed inside; taken away if that fails."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    written: list[Path] = []
    try:
        for name in archive.manifest.parts:
            if found := STORED_AS.fullmatch(name):
                written.append(folder / found[1])
                _write(written[-1], archive.chunks(name))
                step(1)
        _sync(folder)
        yield
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def steps_of(manifest: Manifest) -> int:
    """How many steps restoring takes: rows and files."""
    return manifest.rows() + sum(1 for name in manifest.parts if STORED_AS.fullmatch(name))


def _refuse_other_tables(tables: list[Table], manifest: Manifest) -> None:
    here = {table_part(table.name): sorted(column.name for column in table.columns) for table in tables}
    there = {
        name: sorted(part.columns) for name, part in manifest.parts.items() if not name.startswith(evidence_part(""))
    }
    if here != there:
        odd = sorted(name for name in {**here, **there} if here.get(name) != there.get(name))
        raise ArchiveFault(f"Expected the tables of schema {manifest.revision}, but {odd[0]} is another.")


def _empty(connection: Connection, table: Table) -> None:
    if count_of(connection, table):
        connection.execute(delete(table))


def _write(path: Path, chunks: Iterator[bytes]) -> None:
    with path.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """The names too are on disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
