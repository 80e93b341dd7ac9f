"""One process at a time on an embedded database: a lock on a file, given back by the system however the process ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

try:
    import fcntl
except ImportError:  # Windows has no such lock; there, one does not start it twice
    fcntl = None


@contextmanager
def sole_process(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; raises a ``ClickException`` when another process holds it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "process.lock").open("w") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise click.ClickException(
                    f"Expected to be the only process on {folder}, but another one is running there."
                ) from None
        yield
