"""An archive that is not whole, or a place that is not empty, is refused in a sentence before anything is written."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.keeping.holding import archive_of, files_of, is_untouched, nowhere, restore, rows_of
from tests.support.world import World
from webapp.keeping import archive
from webapp.migrating import upgrade
from workflows.work.evidence import EvidenceStore

pytestmark = pytest.mark.parametrize("world_url", ["sqlite"], indirect=True)
PERSONS = "tables/persons.jsonl"
Parts = dict[str, bytes]


def unpacked(path: Path) -> Parts:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed_again(path: Path, parts: Parts) -> None:
    """A ZIP file that is sound as such, whatever it says."""
    path.unlink()
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def say(parts: Parts, change: Callable[[dict], object]) -> None:
    manifest = json.loads(parts[archive.MANIFEST])
    change(manifest)
    parts[archive.MANIFEST] = json.dumps(manifest).encode()


DAMAGE: dict[str, Callable[[Parts], object]] = {
    "a row was changed": lambda parts: parts.update({PERSONS: parts[PERSONS].replace(b"Charlie", b"Charlis")}),
    "a row was left out": lambda parts: parts.update({PERSONS: parts[PERSONS].partition(b"\n")[2]}),
    "a table was left out": lambda parts: parts.pop(PERSONS),
    "something was put in": lambda parts: parts.update({"evidence/../../x": b"x"}),
    "an evidence file was left out": lambda parts: parts.pop(
        next(name for name in parts if name.startswith("evidence/"))
    ),
    "the manifest was left out": lambda parts: parts.pop(archive.MANIFEST),
    "the manifest counts otherwise": lambda parts: say(parts, lambda said: said["parts"][PERSONS].update(rows=1)),
    "the manifest knows no format": lambda parts: say(parts, lambda said: said.pop("format")),
    "a newer format": lambda parts: say(parts, lambda said: said.update(format=2)),
    "a newer schema": lambda parts: say(parts, lambda said: said.update(revision="9999")),
    "the manifest is no JSON": lambda parts: parts.update({archive.MANIFEST: b"{"}),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_an_archive_that_was_changed_is_refused_before_anything_is_written(
    world: World, tmp_path: Path, damage: str
) -> None:
    path = archive_of(world, tmp_path)
    parts = unpacked(path)
    DAMAGE[damage](parts)
    packed_again(path, parts)
    with nowhere(tmp_path) as (database, store):
        with pytest.raises(archive.ArchiveFault, match=r"^Expected .*\.$"):
            restore(path, database, store)
        assert is_untouched(database, store.folder)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9, 0.999])
def test_an_archive_that_was_cut_off_is_refused_before_anything_is_written(
    world: World, tmp_path: Path, kept: float
) -> None:
    path = archive_of(world, tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    with nowhere(tmp_path) as (database, store):
        with pytest.raises(archive.ArchiveFault, match="cut off or changed"):
            restore(path, database, store)
        assert is_untouched(database, store.folder)


def test_a_flipped_bit_in_any_part_is_noticed(world: World, tmp_path: Path) -> None:
    path = archive_of(world, tmp_path)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        parts = [
            part for part in packed.infolist() if part.compress_size > 100
        ]  # a part has up to 20 bytes of header more
    assert {PERSONS, archive.MANIFEST} <= {part.filename for part in parts}
    places = [part.header_offset + 30 + len(part.filename) + part.compress_size // 2 for part in parts]
    for place in places:
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(archive.ArchiveFault), archive.opened(path):
            pass


def test_what_is_there_already_is_not_touched(world: World, tmp_path: Path) -> None:
    path = archive_of(world, tmp_path)
    before, files = rows_of(world.database), files_of(world.store.folder)
    with pytest.raises(archive.ArchiveFault, match="an empty database"):
        restore(path, world.database, EvidenceStore(tmp_path / "restored"))
    with nowhere(tmp_path) as (database, _):
        with pytest.raises(archive.ArchiveFault, match="an empty folder"):
            restore(path, database, world.store)
        assert is_untouched(database, tmp_path / "restored")
    assert rows_of(world.database) == before and files_of(world.store.folder) == files


def test_a_database_of_another_schema_is_not_filled(world: World, tmp_path: Path) -> None:
    path = archive_of(world, tmp_path)
    with nowhere(tmp_path) as (database, store):
        upgrade(str(database.engine.url), "0001")
        with pytest.raises(archive.ArchiveFault, match="without tables"):
            restore(path, database, store)
