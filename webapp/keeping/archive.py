"""The archive: one ZIP file that any tool opens, holding each table as lines of JSON, each evidence file, and a manifest.

The manifest comes last and names every other part with its SHA-256, size and number of rows, and the schema's revision. An
archive that was cut off, changed, or lacks a part is refused before anybody reads a row from it. It carries personal data and
password hashes: it is made readable to its owner only.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import orjson

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1024 * 1024
QUICK = 1  # the level of compression: a backup shall be over soon
Step = Callable[[int], None]


class ArchiveFault(Exception):
    """An archive cannot be made, believed or put back; its words are a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside: its size unpacked, its SHA-256 and, for a table, its columns and number of rows."""

    bytes: int
    sha256: str
    rows: int | None = None
    columns: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says about itself; ``damaged`` names evidence that was missing or changed when it was saved."""

    saved_at: datetime
    version: str
    database: str
    revision: str
    parts: dict[str, Part]
    damaged: list[str]
    format: int = FORMAT

    def spelled(self) -> bytes:
        """The one spelling of it, over which its own SHA-256 is taken."""
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)

    @property
    def sha256(self) -> str:
        """The name of the whole archive: two archives of one name hold the same."""
        return hashlib.sha256(self.spelled()).hexdigest()

    def rows(self) -> int:
        """How many rows all tables hold."""
        return sum(part.rows or 0 for part in self.parts.values())


def table_part(name: str) -> str:
    """Where the rows of a table lie."""
    return f"tables/{name}.jsonl"


def evidence_part(stored_as: str) -> str:
    """Where the bytes of an evidence file lie."""
    return f"evidence/{stored_as}"


class Writing:
    """An archive being made: parts are streamed in, the manifest closes it."""

    def __init__(self, packed: zipfile.ZipFile, at: datetime) -> None:
        self._packed, self._at = packed, at
        self.parts: dict[str, Part] = {}

    def add(self, name: str, chunks: Iterable[bytes], *, columns: list[str] | None = None, packs: bool = True) -> Part:
        """Stream a part in; with ``columns`` each chunk is a row's line. Evidence is packed already and stays as it is."""
        entry = zipfile.ZipInfo(name, self._at.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
        entry.external_attr = 0o600 << 16
        digest, size, rows = hashlib.sha256(), 0, 0
        with self._packed.open(entry, "w", force_zip64=True) as into:
            for chunk in chunks:
                digest.update(chunk)
                size, rows = size + len(chunk), rows + 1
                into.write(chunk)
        self.parts[name] = part = Part(size, digest.hexdigest(), None if columns is None else rows, columns or [])
        return part

    def close(self, manifest: Manifest) -> None:
        """Write the manifest; without it nobody takes the archive for whole."""
        self._packed.writestr(MANIFEST, manifest.spelled())


@contextmanager
def written(path: Path, at: datetime) -> Iterator[Writing]:
    """A new archive under a name of its own until it is whole and on the disk; raises ``ArchiveFault`` where one is already."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    if path.exists():
        raise ArchiveFault(f"Expected a new file, but {path} exists already; nothing was saved.")
    try:
        with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as packed:
                yield Writing(packed, at)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


class Reading:
    """An archive that has been read through once and found whole."""

    def __init__(self, packed: zipfile.ZipFile, manifest: Manifest) -> None:
        self._packed, self.manifest = packed, manifest

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a part."""
        with self._packed.open(name) as part:
            yield from part

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part."""
        with self._packed.open(name) as part:
            yield from iter(partial(part.read, CHUNK), b"")


@contextmanager
def opened(path: Path, step: Step = lambda _: None) -> Iterator[Reading]:
    """Read every part through and compare it with the manifest, then hand the archive out.

    Raises ``ArchiveFault`` with the first thing that is wrong. ``step`` is told how many bytes were compared.
    """
    if not path.is_file():
        raise ArchiveFault(f"Expected an archive at {path}, but there is no such file.")
    try:
        with zipfile.ZipFile(path) as packed:
            manifest = _manifest(packed, path)
            _compare(packed, manifest, path, step)
            yield Reading(packed, manifest)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as fault:
        raise ArchiveFault(f"Expected {path} to be a whole archive, but it was cut off or changed: {fault}") from None


def _manifest(packed: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        said: dict[str, Any] = orjson.loads(packed.read(MANIFEST))
        if said["format"] != FORMAT:
            raise ArchiveFault(
                f"Expected an archive of format {FORMAT}, but {path} has format {said['format']}; a newer nq57 made it."
            )
        parts = {name: Part(**part) for name, part in said["parts"].items()}
        return Manifest(**{**said, "saved_at": datetime.fromisoformat(said["saved_at"]), "parts": parts})
    except (KeyError, TypeError, ValueError):
        raise ArchiveFault(
            f"Expected {path} to be an archive of nq57, but it holds no manifest that can be read."
        ) from None


def _compare(packed: zipfile.ZipFile, manifest: Manifest, path: Path, step: Step) -> None:
    inside = sorted(name for name in packed.namelist() if name != MANIFEST)
    if inside != sorted(manifest.parts):
        odd = sorted(set(inside) ^ set(manifest.parts)) or inside
        raise ArchiveFault(f"Expected {path} to hold what its manifest names, but it differs in {odd[0]}.")
    for name, part in manifest.parts.items():
        digest, size, rows = hashlib.sha256(), 0, 0
        with packed.open(name) as content:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
                size, rows = size + len(chunk), rows + chunk.count(b"\n")
                step(len(chunk))
        if (size, digest.hexdigest()) != (part.bytes, part.sha256) or part.rows not in (None, rows):
            raise ArchiveFault(f"Expected {name} in {path} as it was saved, but it was changed.")
