"""An archive holds bytes once however many rows name them, and versions come back in their order."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.integration.keeping.holding import faults_of, files_of, nowhere, restore, rows_of
from tests.integration.work.test_reuse import two_tasks, used
from tests.integration.work.test_versions import replaced
from tests.support.moments import A_MONDAY
from tests.support.world import World
from webapp.keeping import saving


def test_versions_and_what_was_used_again_are_saved_once_and_come_back_as_they_were(
    world: World, tmp_path: Path
) -> None:
    address, item = two_tasks(world)
    (use,) = used(world, "lan", item, address)
    replaced(world, "lan", item, use)
    path = tmp_path / "saved.zip"
    saving.save(world.database, world.store, path, at=A_MONDAY)
    with zipfile.ZipFile(path) as packed:
        assert sum(name.startswith("evidence/") for name in packed.namelist()) == 2
    with nowhere(tmp_path) as (database, store):
        restore(path, database, store)
        assert rows_of(database)["attachments"] == rows_of(world.database)["attachments"]
        assert files_of(store.folder) == files_of(world.store.folder) and faults_of(database, store) == []
