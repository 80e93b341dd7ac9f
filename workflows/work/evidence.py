"""The bytes of evidence: kept under random names in a folder, hashed as they come, their type read from what they are.

Bytes are on disk before the row that names them is committed; what a rolled-back command leaves behind is an orphan, which
``sweep`` removes after a day.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import filetype

from workflows.db import new_public_id
from workflows.errors import N_, Invalid
from workflows.limits import EVIDENCE_BYTES

CHUNK = 64 * 1024
ORPHAN_AFTER = timedelta(days=1)
OFFICE = "application/vnd.openxmlformats-officedocument."
ALLOWED = {
    "application/pdf",
    "image/png",
    "image/jpeg",
    "image/webp",
    "application/zip",
    OFFICE + "wordprocessingml.document",
    OFFICE + "spreadsheetml.sheet",
    OFFICE + "presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
}
"""What evidence may be, judged by content; the name's ending decides nothing. Plain text is recognised by being text."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Where bytes went and what they are."""

    stored_as: str
    sha256: str
    size: int
    media_type: str


class EvidenceStore:
    """A folder of evidence files. Nothing in a name comes from outside."""

    def __init__(self, folder: Path, most_bytes: int = EVIDENCE_BYTES) -> None:
        self.folder = folder
        self.most_bytes = most_bytes

    def save(self, stream: BinaryIO) -> Stored:
        """Keep a stream's bytes (flushed to disk) and say what they are; raises ``Invalid`` when too large, empty or of no allowed type."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = new_public_id()
        path = self.folder / name
        digest, size = hashlib.sha256(), 0
        try:
            with path.open("xb") as file:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > self.most_bytes:
                        raise Invalid(
                            N_("Expected a file of at most %(most)s MB, but it is larger."),
                            most=self.most_bytes // 1024 // 1024,
                        )
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            _keep_names(self.folder)
            if size == 0:
                raise Invalid(N_("Expected a file with something in it, but it is empty."))
            return Stored(name, digest.hexdigest(), size, media_type_of(path))
        except Exception:
            path.unlink(missing_ok=True)
            raise

    def discard(self, stored: Stored) -> None:
        """Remove what was kept for nothing, because the command that would have named it was refused."""
        self.path_of(stored.stored_as).unlink(missing_ok=True)

    def path_of(self, stored_as: str) -> Path:
        """The file that an attachment's row names."""
        return self.folder / stored_as

    def sweep(self, known: Iterable[str], now: datetime) -> int:
        """Remove files that no row names and that are older than a day; returns how many."""
        if not self.folder.is_dir():
            return 0
        kept, gone = set(known), 0
        limit = (now - ORPHAN_AFTER).timestamp()
        for path in self.folder.iterdir():
            if path.name not in kept and path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)
                gone += 1
        return gone


def _keep_names(folder: Path) -> None:
    """Sync the folder itself: in a power cut a file whose bytes are on disk could still lose its name."""
    if not hasattr(os, "O_DIRECTORY"):  # a system that keeps folders otherwise
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def media_type_of(path: Path) -> str:
    """The type of a file by its content; raises ``Invalid`` when it is none that evidence may be."""
    kind = filetype.guess_mime(str(path))
    if kind in ALLOWED:
        return str(kind)
    if kind is None and _is_text(path):
        return "text/plain"
    raise Invalid(
        N_(
            "Expected a PDF, a picture, an Office or OpenDocument file, a ZIP or plain text, but the file is something else."
        )
    )


def _is_text(path: Path) -> bool:
    data = path.read_bytes()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in data and data.lstrip()[:1] != b"<"
