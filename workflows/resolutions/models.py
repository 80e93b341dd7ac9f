"""Rows of the plan. How far a task is, is never among them: that follows from its case (``progress``)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, PublicId, UtcDateTime, new_public_id
from workflows.organisation.searching import words_index

KINDS = ("one_off", "periodic", "regular")
ORIGINS = ("plan", "demo")
VALID: dict[str, Any] = {"postgresql_where": text("ended_at IS NULL"), "sqlite_where": text("ended_at IS NULL")}
WAITING = text("start_wanted_at IS NOT NULL AND instance_id IS NULL")


class Resolution(Base):
    """A resolution, programme or plan that is carried out; ``parent_id`` is the one it implements.

    ``assigning_group`` (whose unit is ``assigning_unit_id``) assigns and signs off its tasks, ``verifying_group`` verifies.
    """

    __tablename__ = "resolutions"
    __table_args__ = (CheckConstraint("parent_id <> id", name="not_its_own_parent"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    title_vi: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[date | None] = mapped_column(Date)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("resolutions.id"), index=True)
    assigning_unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"))
    assigning_group: Mapped[str] = mapped_column(String(40), default="support_team")
    verifying_group: Mapped[str] = mapped_column(String(40), default="verifiers")
    source: Mapped[str] = mapped_column(Text, default="")


class AssigningDocument(Base):
    """The register of documents that give tasks: number, day, issuer and address where known, and ``words`` as cited.

    ``key`` is what makes two citations the same document: number and day, or else the hash of the words.
    """

    __tablename__ = "assigning_documents"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    number: Mapped[str | None] = mapped_column(String(60), index=True)
    issued_on: Mapped[date | None] = mapped_column(Date)
    issuer: Mapped[str | None] = mapped_column(String(300))
    url: Mapped[str | None] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(100), unique=True)


CARRIED = ["id", "code", "parent_id", "group_vi", "group_en"]  # by the index from a case to its task, for lists


class ResolutionTask(Base):
    """What the resolution orders. ``lead_text`` keeps the document's words; ``lead_unit_id`` is set once there is one lead.

    ``due_on`` is the plan's own day (its end is ``due_at``), ``original_due_on`` the first one ever; the date valid for a
    running case is the case's. ``instance_id`` is the case; ``start_wanted_at`` asks the start job for one.
    ``verifiers`` is how many people verify its result, ``approvals_needed`` how many of them must approve.
    ``clears`` (JSON) is what was checked of the six clears, by whom and when; ``planned`` (JSON) what the plan file last
    said, so that a later file is compared with the file before it and not with what people decided since.
    Secret tasks are not kept here.
    """

    __tablename__ = "resolution_tasks"
    __table_args__ = (
        UniqueConstraint("resolution_id", "code"),
        CheckConstraint("kind IN ('one_off', 'periodic', 'regular')", name="kind"),
        CheckConstraint("origin IN ('plan', 'demo')", name="origin"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        CheckConstraint("approvals_needed BETWEEN 1 AND verifiers", name="enough_verifiers"),
        Index(None, "lead_unit_id", "id"),
        Index(None, "code", "id"),
        Index(None, "group_vi", "code", "id"),
        Index(None, "document_id", "code", "id"),
        Index("uq_resolution_tasks_instance", "instance_id", unique=True, postgresql_include=CARRIED),
        words_index("ix_resolution_tasks_words", "folded"),
        Index("ix_resolution_tasks_to_start", "start_wanted_at", postgresql_where=WAITING, sqlite_where=WAITING),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolutions.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("assigning_documents.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("resolution_tasks.id"), index=True)
    code: Mapped[str] = mapped_column(String(100))
    title_vi: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    group_vi: Mapped[str] = mapped_column(String(200), default="")
    group_en: Mapped[str] = mapped_column(String(200), default="")
    lead_text: Mapped[str] = mapped_column(Text, default="")
    coordinating_text: Mapped[str] = mapped_column(Text, default="")
    province: Mapped[str | None] = mapped_column(String(10))
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_units.id"))
    assigning_unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"))
    deliverable: Mapped[str] = mapped_column(Text, default="")
    evidence_required: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    original_due_on: Mapped[date | None] = mapped_column(Date)
    due_text: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    priority: Mapped[int] = mapped_column(Integer, default=50)
    kind: Mapped[str] = mapped_column(String(10), default="one_off")
    origin: Mapped[str] = mapped_column(String(10), default="plan")
    clears: Mapped[str] = mapped_column(Text, default="{}")
    verifiers: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    approvals_needed: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    planned: Mapped[str] = mapped_column(Text, default="{}")
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instances.id"))
    start_wanted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("plan_imports.id"), index=True)


class TaskUnit(Base):
    """A co-operating unit of a task, with its own product and day where the document gives them."""

    __tablename__ = "task_units"
    __table_args__ = (Index(None, "unit_id"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("resolution_tasks.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"), primary_key=True)
    product: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None] = mapped_column(Date)


class PlanImport(Base):
    """A plan file that was taken in: which one, by whom, and what it did."""

    __tablename__ = "plan_imports"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int] = mapped_column(Integer)
    created: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    differing: Mapped[int] = mapped_column(Integer)
    imported_by: Mapped[str] = mapped_column(String(40))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PlanDifference(Base):
    """A later file says otherwise about a running task: ``field`` (due_on, lead_text, title_vi …), ours and theirs.

    While it waits, the running case keeps what it has; a person decides to take theirs or to keep ours.
    """

    __tablename__ = "plan_differences"
    __table_args__ = (
        CheckConstraint("decision IN ('take', 'keep')", name="decision"),
        Index(
            "uq_plan_differences_waiting",
            "task_id",
            "field",
            unique=True,
            postgresql_where=text("decided_at IS NULL"),
            sqlite_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    import_id: Mapped[int] = mapped_column(ForeignKey("plan_imports.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("resolution_tasks.id"))
    field: Mapped[str] = mapped_column(String(30))
    ours: Mapped[str] = mapped_column(Text)
    theirs: Mapped[str] = mapped_column(Text)
    decision: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TaskChange(Base):
    """What a task of the register said before and says since: one field, by whom, when, why; ``import_id`` when a plan file
    said so. A task that somebody entered begins with its code, before which nothing was."""

    __tablename__ = "task_changes"
    __table_args__ = (Index(None, "task_id", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("resolution_tasks.id"))
    field: Mapped[str] = mapped_column(String(30))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    import_id: Mapped[int | None] = mapped_column(ForeignKey("plan_imports.id"))
    changed_by: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TaskLink(Base):
    """What one task is to another: ``split_from`` it, ``merged_into`` it, or ``implements`` it (a provincial plan's task carries
    out part of a national one). One that was wrong is ended, not deleted."""

    __tablename__ = "task_links"
    __table_args__ = (
        CheckConstraint("kind IN ('split_from', 'merged_into', 'implements')", name="kind"),
        CheckConstraint("task_id <> other_id", name="not_with_itself"),
        Index("uq_task_links_valid", "task_id", "kind", "other_id", unique=True, **VALID),
        Index("ix_task_links_other", "other_id", "kind", "task_id", **VALID),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("resolution_tasks.id"))
    kind: Mapped[str] = mapped_column(String(20))
    other_id: Mapped[int] = mapped_column(ForeignKey("resolution_tasks.id"))
    reason: Mapped[str] = mapped_column(Text)
    linked_by: Mapped[str] = mapped_column(String(40))
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(40))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DocumentChange(Base):
    """What the register of documents said before and says since: one field, by whom, when, why. One that somebody entered begins
    with its words, before which nothing was."""

    __tablename__ = "document_changes"
    __table_args__ = (Index(None, "document_id", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("assigning_documents.id"))
    field: Mapped[str] = mapped_column(String(30))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TaskFigure(Base):
    """What class a task was in, on both axes, when the clock last counted (``FigureSheet``); derived, to be thrown away at will.

    ``code`` is the task's, so that a list by class and code is one walk along an index.
    """

    __tablename__ = "task_figures"
    __table_args__ = (
        Index("ix_task_figures_class", "class_name", "code", "task_id"),
        Index("ix_task_figures_deadline", "deadline", "code", "task_id"),
    )

    task_id: Mapped[int] = mapped_column(ForeignKey("resolution_tasks.id"), primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(100))
    class_name: Mapped[str] = mapped_column(String(30))
    deadline: Mapped[str] = mapped_column(String(20))


class FigureTally(Base):
    """How many tasks of one kind a scope had then: ``scope`` is a unit (``own``: it leads them itself, else a unit below it
    does), 0 for the country, -1 for what no unit leads."""

    __tablename__ = "figure_tallies"

    scope: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    own: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolutions.id"), primary_key=True)
    group_vi: Mapped[str] = mapped_column(String(200), primary_key=True)
    group_en: Mapped[str] = mapped_column(String(200), primary_key=True)
    class_name: Mapped[str] = mapped_column(String(30), primary_key=True)
    deadline: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)


class FigureSheet(Base):
    """When the clock last counted: one row, from the first count on."""

    __tablename__ = "figure_sheets"

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
