"""What a power cut could take from evidence: the bytes, and the name under which they are found."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from workflows.work.evidence import EvidenceStore


def test_a_stored_file_and_the_folder_that_names_it_are_on_disk_before_any_row_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    really = os.fsync

    def note(opened: int) -> None:
        synced.append(os.fstat(opened).st_ino)
        really(opened)

    monkeypatch.setattr(os, "fsync", note)
    store = EvidenceStore(tmp_path / "evidence")
    stored = store.save(io.BytesIO(b"%PDF-1.7\nbang chung\n"))
    assert synced == [store.path_of(stored.stored_as).stat().st_ino, store.folder.stat().st_ino]
