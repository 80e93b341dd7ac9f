"""What a clock process is about to do, noted where it outlives the process: a file of its own in the data folder.

Each process keeps one file, locked as long as it lives, and before a step writes the step's thing into it: one small write
into the system's memory, no transaction (docs/decisions/0010). The system gives the lock back however the process ends, so a
file that is not locked was left behind by a process that died; the thing noted in it is what the process died of.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

from workflows.instances.things import Thing

try:
    import fcntl
except ImportError:  # Windows has no such lock; there, nobody can tell what a process died of
    fcntl = None

NAME, LONGEST = "*.attempt", 4096


class Attempt:
    """The note of this process."""

    def __init__(self, folder: Path) -> None:
        self._path, self._file = None, -1
        while fcntl is not None and self._path is None:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / NAME.replace("*", secrets.token_hex(8))
            self._file = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
            if path.exists():  # otherwise somebody tidied it away before it was locked
                self._path = path
            else:
                os.close(self._file)

    def note(self, thing: Thing | None) -> None:
        """This is about to be touched; ``None``: the step is over."""
        if self._path is not None:
            os.pwrite(self._file, b"\n" if thing is None else json.dumps(astuple(thing)).encode() + b"\n", 0)

    def end(self) -> None:
        """The process ends in good order."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._path = None


def take_left_behind(folder: Path, count: Callable[[Thing], None]) -> None:
    """Hand what each dead process was doing to ``count``, then remove its file. Two who look at once count a file once."""
    for path in sorted(folder.glob(NAME)) if fcntl is not None else ():
        try:
            file = os.open(path, os.O_RDWR)
        except FileNotFoundError:  # another one was quicker
            continue
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            thing = _read(os.pread(file, LONGEST, 0))
            if thing is not None:
                count(thing)
            os.ftruncate(file, 0)
            path.unlink(missing_ok=True)
        except BlockingIOError:  # its process lives
            continue
        finally:
            os.close(file)


def _read(content: bytes) -> Thing | None:
    """The thing in a note; ``None`` when the process was between two steps."""
    first_line = content.partition(b"\n")[0]
    try:
        return Thing(*json.loads(first_line)) if first_line else None
    except (ValueError, TypeError):
        return None
