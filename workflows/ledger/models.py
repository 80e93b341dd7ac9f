"""Rows of the ledger. INSERT and SELECT only: triggers on both databases refuse the rest (migration 0001)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, UtcDateTime


class LedgerEntry(Base):
    """One fact in its stream: ``happened_at`` is when it was so, ``recorded_at`` when it was written down.

    ``note`` (a person's words) may be erased later; the chain holds ``note_hash`` only.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (Index("uq_ledger_entries_stream_seq", "stream", "seq", unique=True),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    stream: Mapped[str] = mapped_column(String(80))
    seq: Mapped[int] = mapped_column(Key)
    kind: Mapped[str] = mapped_column(String(60))
    data: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(40))
    appointment_id: Mapped[int | None] = mapped_column(Key)
    version: Mapped[int | None] = mapped_column(Key)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    note_hash: Mapped[str | None] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class LedgerNote(Base):
    """The words that go with an entry, outside the chain; ``salt`` keeps the hash from being guessed after erasure."""

    __tablename__ = "ledger_notes"

    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entries.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    words: Mapped[str] = mapped_column(Text)


class OutboxRow(Base):
    """Points at a fact that has not been sent out yet; a trigger writes it with the fact (migration 0002)."""

    __tablename__ = "outbox"

    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entries.id"), primary_key=True, autoincrement=False)
