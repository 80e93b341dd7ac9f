"""Rows of definitions. A version never changes: its files are named by what is in them, and a new drawing is a new version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, PublicId, UtcDateTime, new_public_id


class DefinitionFile(Base):
    """One file of a bundle. ``bundle`` is the checksum over all of its files; a proposal and the version made of it share them."""

    __tablename__ = "definition_files"

    bundle: Mapped[str] = mapped_column(String(64), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class DefinitionVersion(Base):
    """What new cases of ``key`` run on, when it is the one with the highest ``number``.

    ``approved_by_id`` is empty when the operator put it there without a second person: at first installation, in a demo.
    """

    __tablename__ = "definition_versions"
    __table_args__ = (
        UniqueConstraint("key", "number"),
        CheckConstraint("approved_by_id <> proposed_by_id", name="four_eyes"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    key: Mapped[str] = mapped_column(String(100))
    number: Mapped[int] = mapped_column(Integer)
    checksum: Mapped[str] = mapped_column(String(64))
    deployed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))


class DefinitionProposal(Base):
    """A bundle waiting for another person: ``decision`` is approved or returned, once decided. One is open per key.

    Withdrawn, it was taken back by who proposed it, and nobody decided. ``based_on_id`` is the version that was changed.
    """

    __tablename__ = "definition_proposals"
    __table_args__ = (
        CheckConstraint("decided_by_id <> proposed_by_id", name="four_eyes"),
        Index(
            "uq_definition_proposals_open",
            "key",
            unique=True,
            postgresql_where=text("decided_at IS NULL"),
            sqlite_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    key: Mapped[str] = mapped_column(String(100))
    checksum: Mapped[str] = mapped_column(String(64))
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("definition_versions.id"))
    reason: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decision: Mapped[str | None] = mapped_column(String(20))
    decision_reason: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DefinitionDraft(Base):
    """What one person is making of a process; nobody else writes in it. ``revision`` counts the savings, so that of two windows the
    later one is told. It is gone once it is proposed or thrown away. ``report`` says what became of a drawing that was made elsewhere.
    """

    __tablename__ = "definition_drafts"
    __table_args__ = (UniqueConstraint("owner_id", "key"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    key: Mapped[str] = mapped_column(String(100), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("definition_versions.id"))
    revision: Mapped[int] = mapped_column(Integer)
    report: Mapped[str | None] = mapped_column(Text)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DraftFile(Base):
    """One file of a draft, as it was saved last; it may be wrong in every way but its size."""

    __tablename__ = "definition_draft_files"

    draft_id: Mapped[int] = mapped_column(ForeignKey("definition_drafts.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class DefinitionRetirement(Base):
    """A process takes no new cases while its newest version stands here; the next version that is deployed takes them again."""

    __tablename__ = "definition_retirements"

    version_id: Mapped[int] = mapped_column(ForeignKey("definition_versions.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    retired_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    retired_at: Mapped[datetime] = mapped_column(UtcDateTime)
