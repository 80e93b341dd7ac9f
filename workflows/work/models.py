"""Rows of people's acts. Every one names the person and the appointment in which it was done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, PublicId, UtcDateTime, new_public_id

VERIFICATION = text("stage = 'verification'")
OF_A_PART = text("part_id IS NOT NULL")
DELEGATED_NOW = text("released_at IS NULL AND how = 'delegated'")


COMES_BACK = text("released_at IS NULL AND back_at IS NOT NULL")


class Claim(Base):
    """A person holds an item from ``claimed_at`` until ``released_at``; ``how`` is claimed, assigned, taken_over, delegated (``by_id``
    still answers), taken_back or came_back. What was handed over until a day goes back to ``back_to_id`` at ``back_at``.
    """

    __tablename__ = "claims"
    __table_args__ = (
        Index(
            "uq_claims_one_holder",
            "work_item_id",
            unique=True,
            postgresql_where=text("released_at IS NULL"),
            sqlite_where=text("released_at IS NULL"),
        ),
        Index(None, "work_item_id"),
        Index("ix_claims_delegated", "by_id", postgresql_where=DELEGATED_NOW, sqlite_where=DELEGATED_NOW),
        Index("ix_claims_back", "back_at", postgresql_where=COMES_BACK, sqlite_where=COMES_BACK),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    how: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    back_to_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))


class Draft(Base):
    """What was typed into an item's form and not yet sent."""

    __tablename__ = "drafts"

    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"), primary_key=True)
    form: Mapped[str] = mapped_column(Text)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Contribution(Base):
    """Who had a hand in a case's result (draft, upload, report, submission, confirmation): carried into every later submission."""

    __tablename__ = "contributions"

    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    how: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class Submission(Base):
    """A result handed in: the form as sent, its hash, and the due date valid at that moment (it decides *on time*)."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("instance_id", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"))
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"))
    number: Mapped[int] = mapped_column(Integer)
    form: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SubmissionSide(Base):
    """Four eyes: one person stands on one side of one submission. The primary key is the rule."""

    __tablename__ = "submission_sides"
    __table_args__ = (CheckConstraint("side IN ('contributor', 'verifier', 'signatory')", name="side"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    side: Mapped[str] = mapped_column(String(20))


class Review(Base):
    """A decision on a submission: ``stage`` confirmation, verification or sign_off; ``decision`` as the verbs of that stage.

    Of several verifiers each is another person: the unique index is the rule.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        Index(None, "submission_id", "stage"),
        Index(
            "uq_reviews_one_verification",
            "submission_id",
            "decided_by_id",
            unique=True,
            postgresql_where=VERIFICATION,
            sqlite_where=VERIFICATION,
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"))
    stage: Mapped[str] = mapped_column(String(20))
    decision: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    seen_sha256: Mapped[str] = mapped_column(String(64))
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProgressReport(Base):
    """How far the work is: percent, what was produced, whether on schedule, and the remedy when it will be late."""

    __tablename__ = "progress_reports"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), index=True)
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"))
    percent: Mapped[int] = mapped_column(Integer)
    produced: Mapped[str] = mapped_column(Text)
    schedule: Mapped[str] = mapped_column(String(20))
    late_days: Mapped[int] = mapped_column(Integer, default=0)
    cause: Mapped[str | None] = mapped_column(Text)
    responsibility: Mapped[str | None] = mapped_column(Text)
    remedy: Mapped[str | None] = mapped_column(Text)
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attachment(Base):
    """Evidence: a file (``stored_as`` names its bytes) or a link (``url``, with what it ``shows``). Bytes are on disk before the row
    is committed.

    A newer ``version`` is a row of its own that names the first one (``first_id``). What was given already and is used again is a
    row of its own, too: it names where it was taken from (``origin_id``), and the same bytes. ``folded`` is the name, for search.
    ``part_id`` is the part of a co-operating unit that it belongs to; the evidence of the result itself has none.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        UniqueConstraint("first_id", "version"),
        Index("ix_attachments_part_id", "part_id", postgresql_where=OF_A_PART, sqlite_where=OF_A_PART),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), index=True)
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    folded: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Key, default=0)
    sha256: Mapped[str] = mapped_column(String(64))
    stored_as: Mapped[str | None] = mapped_column(String(64))
    url: Mapped[str | None] = mapped_column(Text)
    part_id: Mapped[int | None] = mapped_column(ForeignKey("parts.id"))
    shows: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer, default=1)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id"))
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def piece(self) -> int:
        """The number of the first version: all versions of a piece of evidence share it."""
        return self.first_id or self.id


class SubmittedEvidence(Base):
    """Which evidence was part of which submission."""

    __tablename__ = "submitted_evidence"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id"), primary_key=True)


class Escalation(Base):
    """A late item raised to a superior: unique by item, version of its due date, and level."""

    __tablename__ = "escalations"
    __table_args__ = (UniqueConstraint("work_item_id", "due_version", "level"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), index=True)
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"))
    due_version: Mapped[int] = mapped_column(Integer)
    level: Mapped[int] = mapped_column(Integer)
    position_id: Mapped[int | None] = mapped_column(ForeignKey("positions.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("candidate_groups.id"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    effect: Mapped[str | None] = mapped_column(String(20))


class EscalationAct(Base):
    """What the superior did: acknowledge, urge, demand_remedy, reassign, take_over, grant_time, pass_upward."""

    __tablename__ = "escalation_acts"
    __table_args__ = (Index(None, "by_id", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalations.id"), index=True)
    act: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Extension(Base):
    """More time: asked for before the due date, or granted within an escalation. The original date is kept beside it."""

    __tablename__ = "extensions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), index=True)
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"))
    original_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    escalation_id: Mapped[int | None] = mapped_column(ForeignKey("escalations.id"))
    decision: Mapped[str | None] = mapped_column(String(20))
    decision_reason: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
