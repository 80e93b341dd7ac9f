"""Rows of the catalogue. Whether an indicator is open is never among them: that follows from its records."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, PublicId, UtcDateTime, new_public_id


class Indicator(Base):
    """That there is one: its code, its set, the resolution whose keepers keep it. All else stands in its definitions."""

    __tablename__ = "indicators"
    __table_args__ = (
        CheckConstraint("set_name IN ('strategic', 'operational')", name="set_name"),
        CheckConstraint("origin IN ('plan', 'demo')", name="origin"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    set_name: Mapped[str] = mapped_column(String(20))
    resolution_id: Mapped[int | None] = mapped_column(ForeignKey("resolutions.id"), index=True)
    origin: Mapped[str] = mapped_column(String(10), default="plan")
    registered_by: Mapped[str] = mapped_column(String(40))
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IndicatorDefinition(Base):
    """What an indicator means from a period on: a numbered version that the database lets nobody change.

    ``content`` (JSON) is every field as text in its one spelling (``definition.said_of``); the columns beside it are what lists
    search and filter by. ``folded`` is code and names without accents.
    """

    __tablename__ = "indicator_definitions"
    __table_args__ = (
        UniqueConstraint("indicator_id", "number"),
        CheckConstraint("owner_unit_id <> approver_unit_id", name="four_eyes"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"))
    number: Mapped[int] = mapped_column(Integer)
    from_period: Mapped[str] = mapped_column(String(10))
    name_vi: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    group_name: Mapped[str] = mapped_column(String(20))
    owner_unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_units.id"), index=True)
    approver_unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_units.id"))
    content: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    defined_by: Mapped[str] = mapped_column(String(40))
    defined_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IndicatorOpening(Base):
    """An indicator is reported on from now on: who said so, and when."""

    __tablename__ = "indicator_openings"

    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"), primary_key=True, autoincrement=False)
    opened_by: Mapped[str] = mapped_column(String(40))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IndicatorClosing(Base):
    """It is reported on no more: who said so, when, and why."""

    __tablename__ = "indicator_closings"

    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"), primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(Text)
    closed_by: Mapped[str] = mapped_column(String(40))
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
