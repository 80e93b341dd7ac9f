"""What the pages of steps keep for a person alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, UtcDateTime


class OwnDraft(Base):
    """What one person typed into a step's form, saved by itself; nobody else reads it, and it makes nobody a contributor.

    ``edition`` counts the savings, so that of two windows the later one is told; ``due_version`` is the step's of that time.
    """

    __tablename__ = "own_drafts"

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"), primary_key=True)
    form: Mapped[str] = mapped_column(Text)
    edition: Mapped[int] = mapped_column(Integer)
    due_version: Mapped[int] = mapped_column(Integer)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
