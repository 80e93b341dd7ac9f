"""Where the tests keep what they throw away: in memory where there is plenty of it, for there no commit waits for a disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
PLENTY = 4 * 1024**3  # bytes; two workers' databases and evidence take about one and a half
ON_DISK = tempfile.gettempdir()  # for what is about syncing


def take() -> None:
    """From now on, for everything temporary that this process makes and names no other place for."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > PLENTY:
        tempfile.tempdir = str(MEMORY)
