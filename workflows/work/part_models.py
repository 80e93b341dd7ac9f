"""Rows of what co-operating units contribute: the part that is wanted of each, and every time that it was delivered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, PublicId, UtcDateTime, new_public_id

STANDS = text("dropped_at IS NULL")


class Part(Base):
    """A product that a case wants of a co-operating unit: asked for from ``asked_at`` on, not needed any more from ``dropped_at`` on.

    How far it is follows from its deliveries (``parts``); ``due_at`` is its own date, empty where the document gives none,
    ``more_time_until`` the later one that was granted since then.
    """

    __tablename__ = "parts"
    __table_args__ = (
        Index(
            "uq_parts_one_of_a_unit",
            "instance_id",
            "unit_id",
            unique=True,
            postgresql_where=STANDS,
            sqlite_where=STANDS,
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"))
    product: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    more_time_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_reason: Mapped[str | None] = mapped_column(Text)


class PartDelivery(Base):
    """A part as it was delivered once, and what the lead unit decided about it: accepted, or returned with a reason."""

    __tablename__ = "part_deliveries"
    __table_args__ = (CheckConstraint("decision IN ('accepted', 'returned')", name="decision"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id"), index=True)
    note: Mapped[str] = mapped_column(Text)
    delivered_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    delivered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decision: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_in_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
