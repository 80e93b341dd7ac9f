"""Rows of the organisation. Nothing is deleted: what ends gets a last day (``until_on`` and ``valid_until`` are inclusive)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, PublicId, UtcDateTime, new_public_id

RANKS = ("head", "deputy", "officer")
ROLES = ("administrator", "designer", "plan_keeper", "inspector", "leader")
HEAD = text("rank = 'head'")


class OrgUnit(Base):
    """A unit in the tree.

    ``folded`` is its code and names without accents, for search; ``name_key`` its Vietnamese name as ``folding.name_key``
    spells it, for finding the unit that a document names.
    """

    __tablename__ = "org_units"
    __table_args__ = (Index(None, "parent_id", "id"), CheckConstraint("parent_id <> id", name="not_its_own_parent"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_vi: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300))
    folded: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(String(400), index=True)
    level: Mapped[str] = mapped_column(String(40))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("org_units.id"))
    source: Mapped[str] = mapped_column(Text, default="")
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)


class UnitAncestor(Base):
    """Every unit above a unit, with the number of steps up; the unit itself stands at 0. Follows from ``parent_id``."""

    __tablename__ = "unit_ancestry"
    __table_args__ = (Index(None, "ancestor_id", "unit_id"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"), primary_key=True)
    ancestor_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"), primary_key=True)
    distance: Mapped[int] = mapped_column(Integer)


class Position(Base):
    """A post in a unit, whoever holds it; a unit has one head. ``reports_to_id`` names a superior other than the tree's."""

    __tablename__ = "positions"
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        CheckConstraint("reports_to_id <> id", name="not_its_own_superior"),
        Index("uq_positions_one_head", "unit_id", unique=True, postgresql_where=HEAD, sqlite_where=HEAD),
        CheckConstraint("rank IN ('head', 'deputy', 'officer')", name="rank"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"))
    code: Mapped[str] = mapped_column(String(40))
    title_vi: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    rank: Mapped[str] = mapped_column(String(10))
    reports_to_id: Mapped[int | None] = mapped_column(ForeignKey("positions.id"), index=True)
    valid_until: Mapped[date | None] = mapped_column(Date)


class Person(Base):
    """A human being. Not an account (that signs in) and not a post (that is held)."""

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    full_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    folded: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10), default="vi")


class Appointment(Base):
    """A person holds a post from a day, until a day or still; ``kind`` is regular or acting."""

    __tablename__ = "appointments"
    __table_args__ = (
        Index(None, "person_id", "until_on"),
        Index(None, "position_id", "until_on"),
        CheckConstraint("kind IN ('regular', 'acting')", name="kind"),
        CheckConstraint("until_on >= from_on", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    position_id: Mapped[int] = mapped_column(ForeignKey("positions.id"))
    kind: Mapped[str] = mapped_column(String(10), default="regular")
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)


class CandidateGroup(Base):
    """People across posts who may take the same work (the support team, the verifiers); ``unit_id`` answers for it."""

    __tablename__ = "candidate_groups"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"))


class GroupMember(Base):
    """A person belongs to a candidate group from a day, until a day or still."""

    __tablename__ = "group_members"
    __table_args__ = (Index(None, "group_id"), Index(None, "person_id", "until_on"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("candidate_groups.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)


class Grant(Base):
    """A role on a unit and what lies below it, for a time, given by somebody for a reason (by nobody: the operator)."""

    __tablename__ = "grants"
    __table_args__ = (
        Index(None, "person_id", "until_on"),
        Index(None, "unit_id"),
        CheckConstraint("role IN ('administrator', 'designer', 'plan_keeper', 'inspector', 'leader')", name="role"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    reason: Mapped[str] = mapped_column(Text)


class CalendarDay(Base):
    """A day that a unit and everything below it keeps differently from the country: a holiday, or a day worked."""

    __tablename__ = "calendar_days"
    __table_args__ = (CheckConstraint("kind IN ('holiday', 'working')", name="kind"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))


class CalendarChange(Base):
    """The calendar of a unit and of everything below it changed (without a unit: everybody's): a mark for the clock.

    It goes through the open steps there, by their numbers, and ``through_item_id`` is how far it has come. The row goes when
    it is through; ``wake_at`` is when it goes on.
    """

    __tablename__ = "calendar_changes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_units.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    wake_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    through_item_id: Mapped[int] = mapped_column(Key, default=0)


class OrganisationEdition(Base):
    """One row with a word that the database's own triggers replace whenever units, posts, people's rights or calendars change."""

    __tablename__ = "organisation_edition"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    edition: Mapped[str] = mapped_column(String(36))


def is_over(valid_until: date | None, on: date) -> bool:
    """Whether the last day of a unit or post lies before the day ``on``."""
    return valid_until is not None and valid_until < on


def in_force(row: Any, on: date | ColumnElement[date]) -> ColumnElement[bool]:
    """A condition: the dated row (a class or a table's columns) holds on the day ``on``."""
    held: ColumnElement[bool] = (row.from_on <= on) & or_(row.until_on.is_(None), row.until_on >= on)
    return held
