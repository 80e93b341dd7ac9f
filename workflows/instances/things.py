"""What a step of a job is about, named so that another process can find it again, and how it is laid aside or set awake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

ANNOUNCE = "nq57.announce"
"""Under this word a door may leave a function in ``session.info``; it is told each thing before a step touches it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """``key`` is ``item:7``, ``case:3``, or a row that its room knows (``timer:5``, ``task:2``); empty: the job as a whole."""

    job: str
    key: str = ""
    instance_id: int | None = None
    work_item_id: int | None = None

    @property
    def number(self) -> int:
        """The number of the row that ``key`` names."""
        return int(self.key.partition(":")[2])


Waker = Callable[[Session, Thing, datetime | None], bool]
_WAKERS: dict[str, Waker] = {}


def wakes(job: str) -> Callable[[Waker], Waker]:
    """Register how the things of a job are woken: the function sets the moment of the next try (``None``: no moment) and
    answers whether there is still anything to do; ``False`` when the thing has ended, closed or gone.
    """

    def keep(waker: Waker) -> Waker:
        if _WAKERS.setdefault(job, waker) is not waker:
            raise ValueError(f"Expected one waker for the job {job!r}, but there are two.")
        return waker

    return keep


def is_tried_by_clock(job: str) -> bool:
    """Whether the clock comes back to the things of this job by itself."""
    return job in _WAKERS


def wake(session: Session, thing: Thing, until: datetime | None) -> bool:
    """Try the thing again at that moment, or not before somebody says so; ``False`` when there is nothing left to try."""
    waker = _WAKERS.get(thing.job)
    return waker is not None and bool(thing.key) and waker(session, thing, until)


def announce(session: Session, thing: Thing) -> None:
    """Say what is about to be touched to whoever watches this unit of work; usually nobody does, and nothing happens."""
    watcher = session.info.get(ANNOUNCE)
    if watcher is not None:
        watcher(thing)
