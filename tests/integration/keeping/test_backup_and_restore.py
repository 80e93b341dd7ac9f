"""What was saved comes back: every row, every file, the ledger's guards and the next number; on either kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.integration.keeping.holding import (
    archive_of,
    faults_of,
    files_of,
    is_untouched,
    nowhere,
    restore,
    rows_of,
)
from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.web.story import handed_in
from webapp.keeping import archive, restoring, saving
from webapp.keeping.pause import confirm_restoration
from webapp.keeping.rows import SCHEMA_NOTE, _speller
from webapp.migrating import head, is_current
from webapp.models import METADATA
from workflows.db import Database
from workflows.work.evidence import EvidenceStore

ON_SQLITE = pytest.mark.parametrize("world_url", ["sqlite"], indirect=True)
NEW = ("ledger_entries", "outbox")  # restoring says in the ledger that it happened


@pytest.fixture(params=("sqlite", "postgresql"))
def target(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database, migrated but without a row, of either kind whatever the world's is."""
    database = Database(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))
    yield database
    database.close()


def test_everything_comes_back_on_either_kind_of_database(world: World, target: Database, tmp_path: Path) -> None:
    path = archive_of(world, tmp_path)
    restored = tmp_path / "other" / "evidence"
    restore(path, target, EvidenceStore(restored))
    before, after = rows_of(world.database), rows_of(target)
    assert before.pop("organisation_edition") != after.pop("organisation_edition"), "no two histories share an edition"
    assert len(after.pop("restorations")) == 1 and before.pop("restorations") == []
    for name in NEW:
        assert after[name][: len(before[name])] == before[name] and len(after[name]) == len(before[name]) + 1
    assert {name: rows for name, rows in after.items() if name not in NEW} == {
        name: rows for name, rows in before.items() if name not in NEW
    }
    assert files_of(restored) == files_of(world.store.folder) != {}
    home = World(target, restored.parent)
    assert faults_of(target, home.store) == []
    handed_in(home, "T-2")  # new rows find their numbers
    assert faults_of(target, home.store) == []


@ON_SQLITE
def test_the_guards_of_the_ledger_stand_in_a_restored_copy(world: World, target: Database, tmp_path: Path) -> None:
    path = archive_of(world, tmp_path)
    restore(path, target, EvidenceStore(tmp_path / "restored"))
    for statement in ("UPDATE ledger_entries SET kind = 'x'", "DELETE FROM ledger_entries"):
        with target.writing() as session, pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(statement))


@ON_SQLITE
def test_a_database_without_tables_gets_them(world: World, tmp_path: Path) -> None:
    path = archive_of(world, tmp_path)
    with nowhere(tmp_path) as (database, store):
        restore(path, database, store)
        assert is_current(str(database.engine.url)) and faults_of(database, store) == []


def test_people_work_on_while_an_archive_is_made_and_it_holds_one_moment(world: World, tmp_path: Path) -> None:
    handed_in(world)
    before = rows_of(world.database)
    acted: list[int] = []

    def somebody_acts(_rows: int) -> None:
        if not acted:
            acted.append(handed_in(world, "T-2"))

    saving.save(world.database, world.store, tmp_path / "saved.zip", at=A_MONDAY, step=somebody_acts)
    assert acted and rows_of(world.database) != before
    with archive.opened(tmp_path / "saved.zip") as whole:
        for name, rows in before.items():
            assert list(whole.lines(archive.table_part(name))) == rows
    with nowhere(tmp_path) as (database, store):
        restore(tmp_path / "saved.zip", database, store)
        assert faults_of(database, store) == []


@ON_SQLITE
def test_evidence_that_was_damaged_before_is_named_and_the_rest_is_saved(world: World, tmp_path: Path) -> None:
    handed_in(world)
    handed_in(world, "T-2")
    changed, missing = sorted(world.store.folder.iterdir())
    changed.write_bytes(b"something else")
    missing.unlink()
    manifest = saving.save(world.database, world.store, tmp_path / "saved.zip", at=A_MONDAY)
    assert manifest.damaged == [changed.name, missing.name]
    with archive.opened(tmp_path / "saved.zip") as whole:
        assert whole.manifest == manifest and archive.evidence_part(changed.name) in manifest.parts


@ON_SQLITE
def test_an_archive_is_readable_to_its_owner_only_and_never_replaces_another(world: World, tmp_path: Path) -> None:
    path = archive_of(world, tmp_path)
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(archive.ArchiveFault, match="exists already"):
        saving.save(world.database, world.store, path, at=A_MONDAY)
    with archive.opened(path):
        pass


def test_what_cannot_be_finished_leaves_no_file(world: World, tmp_path: Path) -> None:
    def full(_rows: int) -> None:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "backups"
    folder.mkdir()
    with pytest.raises(OSError, match="No space"):
        saving.save(world.database, world.store, folder / "saved.zip", at=A_MONDAY, step=full)
    assert list(folder.iterdir()) == []


def test_every_column_of_ours_is_of_a_kind_that_an_archive_can_hold() -> None:
    """Whoever adds a column of another kind teaches ``webapp/keeping/rows.py`` to spell it."""
    for table in METADATA.sorted_tables:
        assert table.name != SCHEMA_NOTE
        for column in table.columns:
            impl = getattr(column.type, "impl", column.type)
            assert callable(_speller(impl)), f"{table.name}.{column.name}"


@ON_SQLITE
def test_a_copy_of_a_copy_is_the_same_but_for_what_happened_since(world: World, tmp_path: Path) -> None:
    path = archive_of(world, tmp_path)
    with nowhere(tmp_path) as (database, store):
        restore(path, database, store)
        with database.writing() as session:
            confirm_restoration(session, reason="Máy cũ hỏng", at=A_MONDAY)
            session.commit()
        again = saving.save(database, store, tmp_path / "again.zip", at=A_MONDAY)
    with archive.opened(path) as first:
        parts = first.manifest.parts
    differing = {name for name, part in again.parts.items() if parts.get(name) != part}
    assert differing == {
        f"tables/{name}.jsonl"
        for name in ("ledger_entries", "ledger_notes", "organisation_edition", "outbox", "restorations")
    }
    assert again.revision == head()


@ON_SQLITE
def test_a_restore_that_fails_midway_leaves_nothing_and_can_be_tried_again(world: World, tmp_path: Path) -> None:
    path = archive_of(world, tmp_path)
    with nowhere(tmp_path) as (database, store):

        def taken_away(_rows: int) -> None:
            raise OSError(28, "No space left on device")

        with archive.opened(path) as whole:
            with database.writing() as session, pytest.raises(OSError, match="No space"):
                restoring.take_rows(session, whole, at=A_MONDAY, step=taken_away)
            assert is_untouched(database, store.folder)
            with database.writing() as session:
                restoring.take_rows(session, whole, at=A_MONDAY, step=saving.nothing)
                with (
                    pytest.raises(OSError, match="No space"),
                    restoring.evidence_in_place(whole, store.folder, taken_away),
                ):
                    session.commit()
            assert is_untouched(database, store.folder)
        restore(path, database, store)
