"""Rows of tasks that were reopened: which case goes on where another one had ended, by whose word, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, UtcDateTime


class CaseReopening(Base):
    """A case that goes on with a task whose former case had ended by sign-off; a case is gone on with once (``former_id``).

    The newest case of a task is the one that the task itself names (``ResolutionTask.instance_id``). ``through_id`` is there for
    a parent: the case of the child that was reopened, without which its parent would still be done.
    """

    __tablename__ = "case_reopenings"
    __table_args__ = (CheckConstraint("instance_id <> former_id", name="another_case"),)

    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), primary_key=True, autoincrement=False)
    former_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), unique=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("resolution_tasks.id"), index=True)
    through_id: Mapped[int | None] = mapped_column(ForeignKey("process_instances.id"))
    reason: Mapped[str] = mapped_column(Text)
    reopened_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    reopened_at: Mapped[datetime] = mapped_column(UtcDateTime)
