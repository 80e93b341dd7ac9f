"""What an older release left behind works under this one: nothing of it is changed, everything agrees, and life goes on.

``tests/support/old_data/schema_0002`` is an archive of the first release, unpacked: eight cases made by its own code, one of them
signed off, one waiting to be verified, one late and escalated, one suspended, one whose officer asked for time. It stays as it is.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest

import tests.support
from tests.integration.keeping.holding import faults_of, restore
from tests.support.moments import DAY_AFTER_DUE, local
from tests.support.world import World
from tests.web.story import decided, given_to_the_department
from webapp.keeping import archive, saving
from webapp.keeping.pause import confirm_restoration
from webapp.keeping.rows import lines_of, names_of, set_sequences, tables_of, take_lines
from webapp.migrating import is_current, upgrade
from workflows.db import Database
from workflows.work import claim
from workflows.work.evidence import EvidenceStore

OLD = Path(tests.support.__file__).parent / "old_data" / "schema_0002"
NEXT_WEEK = local(2026, 3, 18)


@pytest.fixture(params=("sqlite", "postgresql"))
def blank(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database in which there is no table yet."""
    kind = "sqlite_copies" if request.param == "sqlite" else "postgres_copies"
    with request.getfixturevalue(kind).blank() as url:
        database = Database(url)
        yield database
        database.close()


def migrated_in_place(database: Database, folder: Path) -> World:
    """The old release's database as it stood, then upgraded by this one."""
    url = database.engine.url.render_as_string(hide_password=False)
    upgrade(url, "0002")
    with database.writing() as session:
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in tables_of(connection):
            connection.execute(table.delete())  # the outbox, which the ledger fills by itself
            take_lines(connection, table, names_of(table), iter(_lines(table.name)), saving.nothing)
            set_sequences(connection, table)
        session.commit()
    shutil.copytree(OLD / "evidence", folder / "evidence")
    upgrade(url)
    assert is_current(url)
    return World(database, folder)


def restored(database: Database, folder: Path) -> World:
    """The old release's archive, put back by this one."""
    path = folder / "old.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for file in sorted(OLD.rglob("*")):
            if file.is_file():
                packed.write(file, file.relative_to(OLD).as_posix())
    restore(path, database, EvidenceStore(folder / "evidence"))
    with database.writing() as session:
        confirm_restoration(session, reason="Máy cũ hỏng", at=DAY_AFTER_DUE)
        session.commit()
    return World(database, folder)


def changed_rows(database: Database) -> dict[str, int]:
    """How many of the old rows do not stand as they were, by table, in the columns that are still there."""
    parts = orjson.loads((OLD / archive.MANIFEST).read_bytes())["parts"]
    changed: dict[str, int] = {}
    with database.engine.connect() as connection:
        for table in tables_of(connection):
            part = parts.get(archive.table_part(table.name))
            if part is None:
                continue
            kept = [name for name in part["columns"] if name in table.columns]
            old = [dict(zip(part["columns"], orjson.loads(line), strict=True)) for line in _lines(table.name)]
            now = [dict(zip(names_of(table), orjson.loads(line), strict=True)) for line in lines_of(connection, table)]
            standing = [[row[name] for name in kept] for row in now]
            if lost := sum([row[name] for name in kept] not in standing for row in old):
                changed[table.name] = lost
    return changed


def live_on(world: World) -> None:
    """The clock acts, the verifier takes what waits for her, and a new case is given to the department."""
    assert world.tick(NEXT_WEEK) > 0
    waiting = next(item for item in world.inbox("minh", NEXT_WEEK) if item.business_key == "O-2")
    world.do("minh", claim.claim, waiting, at=NEXT_WEEK)
    taken = next(item for item in world.inbox("minh", NEXT_WEEK) if item.business_key == "O-2")
    decided(world, "minh", taken, "approve", at=NEXT_WEEK)
    given_to_the_department(world, "N-1", officer="lan", at=NEXT_WEEK, due_at=local(2026, 4, 30, 17))


def _lines(table: str) -> list[bytes]:
    return (OLD / archive.table_part(table)).read_bytes().splitlines()


@pytest.mark.parametrize("arriving", [migrated_in_place, restored])
def test_data_of_the_first_release_comes_over_unchanged_and_its_cases_go_on(
    blank: Database, tmp_path: Path, arriving: Callable[[Database, Path], World]
) -> None:
    world = arriving(blank, tmp_path)
    assert changed_rows(world.database) == {}
    assert faults_of(world.database, world.store) == []
    live_on(world)
    assert faults_of(world.database, world.store) == []
