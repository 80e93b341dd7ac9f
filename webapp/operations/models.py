"""The row by which a clock process is known to the others and to the operations page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, UtcDateTime

RUNNING = text("ended_at IS NULL")


class ClockProcess(Base):
    """One process that runs the clock: where, since when, when its heart last beat, how many steps it has taken.

    ``ended_at`` is set by the process itself when it was told to stop; one that died leaves it empty and falls silent.
    """

    __tablename__ = "clock_processes"
    __table_args__ = (Index("ix_clock_processes_running", "beat_at", postgresql_where=RUNNING, sqlite_where=RUNNING),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    host: Mapped[str] = mapped_column(String(200))
    pid: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
    steps: Mapped[int] = mapped_column(Key, default=0)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
