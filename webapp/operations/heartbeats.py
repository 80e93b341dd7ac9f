"""The heartbeats of the clock processes: written by the clock's door, read by the operations page."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from webapp.operations.models import ClockProcess
from workflows.db import table_of

EVERY = timedelta(seconds=10)
SILENT_AFTER = timedelta(minutes=1)
KEPT = timedelta(days=2)
MOST_SHOWN = 20
_TABLE = table_of(ClockProcess)


@dataclass(frozen=True, slots=True)
class Heart:
    """A clock process and whether it still beats: it has not ended, and was heard of within a minute."""

    row: ClockProcess
    beats: bool


def begin(session: Session, *, at: datetime) -> int:
    """Write this process down and answer its number."""
    values = {"host": socket.gethostname()[:200], "pid": os.getpid(), "started_at": at, "beat_at": at, "steps": 0}
    number: int = session.scalars(insert(_TABLE).values(values).returning(_TABLE.c.id)).one()
    return number


def beat(session: Session, number: int, steps: int, *, at: datetime, ended: bool = False) -> None:
    """The process is there, and has taken so many steps; at its end it says so itself."""
    values = {"beat_at": at, "steps": steps, **({"ended_at": at} if ended else {})}
    session.execute(update(_TABLE).where(_TABLE.c.id == number).values(values))


def hearts(session: Session, *, at: datetime) -> Sequence[Heart]:
    """The processes that have not ended, those heard of last first, and how each stands."""
    query = select(ClockProcess).where(ClockProcess.ended_at.is_(None))
    rows = session.scalars(query.order_by(ClockProcess.beat_at.desc(), ClockProcess.id).limit(MOST_SHOWN))
    return [Heart(row, row.beat_at > at - SILENT_AFTER) for row in rows]


def sweep(session: Session, *, at: datetime) -> None:
    """Forget processes that were last heard of days ago, however they ended."""
    session.execute(delete(_TABLE).where(_TABLE.c.beat_at < at - KEPT))
