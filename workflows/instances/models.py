"""Rows of a running case. States are not stored: a case is running while ``ended_at`` is empty, an item open while ``closed_at`` is."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, PublicId, UtcDateTime, new_public_id

OPEN = text("closed_at IS NULL")
LAID_ASIDE = text("recount_at IS NOT NULL")
CLOSED = text("closed_at IS NOT NULL")
RUNNING = text("ended_at IS NULL")
AWAITS = text("ended_at IS NULL AND waiting_for LIKE '%children_completed%'")


class ProcessInstance(Base):
    """A case. ``state`` is the engine's own opaque bytes; ``variables`` the case's data as JSON; ``version`` counts commands.

    ``due_at`` is the due date valid now for the result as a whole; ``folded`` is code and titles without accents, for search.
    """

    __tablename__ = "process_instances"
    __table_args__ = (
        Index(None, "business_key"),
        Index("ix_process_instances_messages", "id", postgresql_where=AWAITS, sqlite_where=AWAITS),
        Index(
            "ix_process_instances_version",
            "definition_version_id",
            "id",
            postgresql_where=RUNNING,
            sqlite_where=RUNNING,
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    definition_version_id: Mapped[int] = mapped_column(ForeignKey("definition_versions.id"))
    business_key: Mapped[str] = mapped_column(String(100))
    title_vi: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    variables: Mapped[str] = mapped_column(Text)
    waiting_for: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(Integer, default=1)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(100))


class CaseUnit(Base):
    """Which units a case belongs to and so who may see it: ``role`` is lead, cooperating, assigning or verifying."""

    __tablename__ = "case_units"
    __table_args__ = (Index(None, "unit_id", "instance_id"),)

    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class WorkItem(Base):
    """A step in somebody's inbox.

    ``candidate_key`` names who may take it (``position:7``, ``unit:3``, ``group:2`` or ``person:5``), ``unit_id`` the unit
    that answers for it. ``due_version`` counts changes of the due date, ``due_set_at`` is when the last of them was made;
    ``due_rule`` is what a changed calendar computes it from anew (``due.Duration``), nothing for a fixed date. ``wake_at`` is the
    clock's indexed hint, ``recount_at`` the one for a date that could not be computed anew at once.
    """

    __tablename__ = "work_items"
    __table_args__ = (
        Index("ix_work_items_open_candidate", "candidate_key", "due_at", postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_work_items_open_assignee", "assignee_id", "due_at", postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_work_items_open_unit", "unit_id", "due_at", postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_work_items_open_wake", "wake_at", "id", postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_work_items_recount_at", "recount_at", postgresql_where=LAID_ASIDE, sqlite_where=LAID_ASIDE),
        Index("ix_work_items_instance", "instance_id", "closed_at"),
        Index("ix_work_items_closed", "closed_at", "id", postgresql_where=CLOSED, sqlite_where=CLOSED),
        UniqueConstraint("instance_id", "ref"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"))
    ref: Mapped[str] = mapped_column(String(40))
    element: Mapped[str] = mapped_column(String(100))
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    step: Mapped[str] = mapped_column(String(20))
    form: Mapped[str | None] = mapped_column(String(100))
    candidate_key: Mapped[str] = mapped_column(String(40))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_units.id"))
    priority: Mapped[int] = mapped_column(Integer, default=50)
    ladder: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_version: Mapped[int] = mapped_column(Integer, default=1)
    due_set_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_rule: Mapped[str | None] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_how: Mapped[str | None] = mapped_column(String(20))
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    wake_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recount_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    local: Mapped[str] = mapped_column(Text, default="{}")
    result: Mapped[str | None] = mapped_column(Text)


class ProcessTimer(Base):
    """A timer drawn in the process, waiting until ``due_at``; the row goes when it fires or is cleared.

    ``wake_at`` is when the clock tries it: the due moment, or later after a failure; empty while it is parked.
    """

    __tablename__ = "process_timers"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), index=True)
    ref: Mapped[str] = mapped_column(String(40))
    element: Mapped[str] = mapped_column(String(100))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    wake_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class Suspension(Base):
    """A case stood still from ``suspended_at`` until ``resumed_at``; deadlines keep what was left of them."""

    __tablename__ = "suspensions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), index=True)
    suspended_at: Mapped[datetime] = mapped_column(UtcDateTime)
    suspended_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    reason: Mapped[str] = mapped_column(Text)
    resumed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resumed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))


class Incident(Base):
    """Something that cannot go on by itself: a sentence, what it concerns, when it is tried again.

    ``thing`` names what the job's step is about (``item:7``, ``task:2``; empty for the job as a whole); a thing has one open
    incident for a job. ``sentence`` is what happened in English; ``template`` its catalogue sentence with its ``params`` (JSON),
    ``words`` the programme's own words when a fault of ours came up. ``crashes`` counts the processes that died in the
    middle of it; a *parked* one is not tried again until somebody says so.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        Index("uq_incidents_one_open", "job", "thing", unique=True, postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_incidents_open", "id", postgresql_where=OPEN, sqlite_where=OPEN),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instances.id"), index=True)
    work_item_id: Mapped[int | None] = mapped_column(ForeignKey("work_items.id"), index=True)
    job: Mapped[str] = mapped_column(String(60))
    thing: Mapped[str] = mapped_column(String(80), default="")
    sentence: Mapped[str] = mapped_column(Text)
    template: Mapped[str | None] = mapped_column(Text)
    params: Mapped[str] = mapped_column(Text, default="{}")
    words: Mapped[str | None] = mapped_column(Text)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tried_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=1)
    crashes: Mapped[int] = mapped_column(Integer, default=0)
    try_again_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    parked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))


class IncidentOwner(Base):
    """Who takes care of an incident, from ``since`` until ``until`` or still; ``given_by_id`` says who decided that."""

    __tablename__ = "incident_owners"
    __table_args__ = (
        Index(
            "uq_incident_owners_one",
            "incident_id",
            unique=True,
            postgresql_where=text("until IS NULL"),
            sqlite_where=text("until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    given_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CommandKey(Base):
    """A form that was sent: its one-time key, so that the same form sent twice acts once."""

    __tablename__ = "command_keys"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    used_on: Mapped[date] = mapped_column(Date)
    answer: Mapped[str] = mapped_column(Text)
