"""Rows of migrations: a plan, what was foreseen for each case and what became of it, and when it stood still."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, PublicId, UtcDateTime, new_public_id

OPEN = text("ended_at IS NULL")
PAUSED = text("resumed_at IS NULL")


class MigrationPlan(Base):
    """The running cases of one version are to go over to another version of the same process.

    It is tried on copies from the moment it is made, then proposed with a reason, then decided on by another person. ``ended_how`` is
    done, stopped, returned or withdrawn. What is left to do is derived: the running cases of the version without an outcome.
    """

    __tablename__ = "migration_plans"
    __table_args__ = (
        Index("uq_migration_plans_open", "from_id", unique=True, postgresql_where=OPEN, sqlite_where=OPEN),
        CheckConstraint("from_id <> to_id", name="two_versions"),
        CheckConstraint("decided_by_id <> made_by_id", name="four_eyes"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    key: Mapped[str] = mapped_column(String(100), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("definition_versions.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("definition_versions.id"))
    mapping: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text)
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_how: Mapped[str | None] = mapped_column(String(20))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MigrationCase(Base):
    """One case in a plan. ``foreseen`` is what the trial on a copy said: same, changed or blocked; ``outcome`` what the act did: moved
    or blocked, nothing before. ``remarks`` are the sentences of the later of the two (JSON), ``stands`` the place where the case was
    found. ``try_at`` lays a case aside that failed by a fault of ours.
    """

    __tablename__ = "migration_cases"

    plan_id: Mapped[int] = mapped_column(ForeignKey("migration_plans.id"), primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), primary_key=True, index=True)
    stands: Mapped[str] = mapped_column(String(250))
    foreseen: Mapped[str] = mapped_column(String(20))
    foreseen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(20))
    acted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    remarks: Mapped[str] = mapped_column(Text, default="[]")
    try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MigrationPause(Base):
    """A plan that was being carried out stood still from ``paused_at`` until ``resumed_at``."""

    __tablename__ = "migration_pauses"
    __table_args__ = (
        Index("uq_migration_pauses_one", "plan_id", unique=True, postgresql_where=PAUSED, sqlite_where=PAUSED),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("migration_plans.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    paused_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    paused_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resumed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    resumed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
