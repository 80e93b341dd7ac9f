"""Rows of what is printed: who asked for which document, and what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, PublicId, UtcDateTime, new_public_id

WAITING = text("printed_at IS NULL AND refused_at IS NULL")


class PrintJob(Base):
    """Somebody wants a document about a case: ``kind`` is record or file, ``language`` the one that it speaks.

    It waits until ``printed_at`` (``stored_as`` names its file, ``sha256`` and ``size`` say what is in it) or ``refused_at``: whoever
    asked may not see the case any more. ``wake_at`` is when the clock tries it. ``swept_at``: the file is gone, its hash is kept.
    """

    __tablename__ = "print_jobs"
    __table_args__ = (
        CheckConstraint("kind IN ('record', 'file')", name="kind"),
        Index("ix_print_jobs_waiting", "wake_at", "id", postgresql_where=WAITING, sqlite_where=WAITING),
        Index(
            "ix_print_jobs_kept",
            "printed_at",
            postgresql_where=text("stored_as IS NOT NULL"),
            sqlite_where=text("stored_as IS NOT NULL"),
        ),
        Index(None, "instance_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    kind: Mapped[str] = mapped_column(String(10))
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"))
    language: Mapped[str] = mapped_column(String(5))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    wake_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None] = mapped_column(BigInteger)
    stored_as: Mapped[str | None] = mapped_column(PublicId)
    swept_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_waiting(self) -> bool:
        """Whether the clock still has to print it."""
        return self.printed_at is None and self.refused_at is None
