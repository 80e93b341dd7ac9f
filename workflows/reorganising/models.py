"""Rows of mergers. A merger is decided, then begun and done by the clock, or withdrawn before its day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, PublicId, UtcDateTime, new_public_id

STANDS = text("withdrawn_at IS NULL")


class UnitMerger(Base):
    """A unit goes into another one from a day on.

    ``keeps_grants``: whoever was granted a role on the unit has it on the new one. ``head_post_id`` is the post that led the unit.
    ``begun_at`` is when posts, groups and the units below went over, ``done_at`` when the last case had. ``wake_at`` is when the
    clock goes on (nothing once it is done or withdrawn), ``through_case_id`` how far it has come among the cases.
    """

    __tablename__ = "unit_mergers"
    __table_args__ = (
        Index("uq_unit_mergers_one", "unit_id", unique=True, postgresql_where=STANDS, sqlite_where=STANDS),
        CheckConstraint("unit_id <> into_id", name="two_units"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"), index=True)
    from_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    head_post_id: Mapped[int | None] = mapped_column(ForeignKey("positions.id"))
    keeps_grants: Mapped[bool] = mapped_column(Boolean)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wake_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    through_case_id: Mapped[int] = mapped_column(Key, default=0)
