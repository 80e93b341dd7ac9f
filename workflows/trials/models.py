"""Rows of trial cases: what somebody did in one, and nothing that follows from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, UtcDateTime


class ProcessTrial(Base):
    """One person's trial case of a draft of theirs, or of a version. ``story`` holds what was done (``story.Story``); where the case
    stands is found by doing it again. ``checksum`` is that of the texts it was done on last; ``revision`` counts the acts, so that of
    two windows the later one is told. It goes with its draft.
    """

    __tablename__ = "process_trials"
    __table_args__ = (
        UniqueConstraint("owner_id", "draft_id"),
        UniqueConstraint("owner_id", "version_id"),
        CheckConstraint("(draft_id IS NULL) <> (version_id IS NULL)", name="of_one_thing"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("definition_drafts.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("definition_versions.id"))
    story: Mapped[str] = mapped_column(Text)
    checksum: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(Integer)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime)
