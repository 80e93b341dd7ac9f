"""What the clock already did about an item, so that nothing is said or escalated twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, UtcDateTime


class DeadlineStep(Base):
    """One rung taken: ``kind`` warned, reminded or overdue (with its level), for one version of the item's due date."""

    __tablename__ = "deadline_steps"

    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"), primary_key=True)
    due_version: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    level: Mapped[int] = mapped_column(Integer, primary_key=True, default=0)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
