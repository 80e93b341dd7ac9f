"""Rows of what people are told. Facts stay in the ledger; a row here says who was told of which, and how."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, PublicId, UtcDateTime, new_public_id

UNSEEN = text("seen_at IS NULL")
GATHERING = text("tried_at IS NULL AND withdrawn_at IS NULL")
WAITING = text("try_at IS NOT NULL")


class Notification(Base):
    """One person is told of one fact (``kind`` is the fact's). The two unique keys are the rules: a second delivery is no second
    notice, and one step reminds a person once a day (``reminds_on`` is set for reminders only).

    It is about a case, or about a proposal of a process: exactly one of the two. ``work_item_id`` is the step that the fact is
    about, ``desk_item_id`` the one that now lies on this person's desk.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        CheckConstraint("(instance_id IS NULL) <> (proposal_id IS NULL)", name="about_one_thing"),
        UniqueConstraint("entry_id", "person_id"),
        UniqueConstraint("person_id", "work_item_id", "reminds_on"),
        Index("ix_notifications_unseen", "person_id", postgresql_where=UNSEEN, sqlite_where=UNSEEN),
        Index(None, "person_id", "happened_at", "id"),
        Index(None, "instance_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entries.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str] = mapped_column(String(60))
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instances.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("definition_proposals.id"))
    work_item_id: Mapped[int | None] = mapped_column(ForeignKey("work_items.id"))
    desk_item_id: Mapped[int | None] = mapped_column(ForeignKey("work_items.id"))
    reminds_on: Mapped[date | None] = mapped_column(Date)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mails.id"), index=True)
    unmailed: Mapped[str | None] = mapped_column(String(20))


class Mail(Base):
    """One e-mail to one person. Until it is first tried it gathers what else happens; from then on it is the same mail each time.

    ``public_id`` names it in its Message-ID. ``try_at`` is when it is tried next: empty once it was sent, withdrawn (``why``: a
    word of ``delivery.WHY``) or given up. ``subject`` and ``words`` are kept in the demo only, where nothing leaves the machine.
    """

    __tablename__ = "mails"
    __table_args__ = (
        Index("uq_mails_gathering", "person_id", unique=True, postgresql_where=GATHERING, sqlite_where=GATHERING),
        Index("ix_mails_waiting", "try_at", "id", postgresql_where=WAITING, sqlite_where=WAITING),
        Index(None, "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    why: Mapped[str | None] = mapped_column(String(20))
    subject: Mapped[str | None] = mapped_column(Text)
    words: Mapped[str | None] = mapped_column(Text)


class MailRefusal(Base):
    """A person wants no e-mail since then; the bell goes on ringing."""

    __tablename__ = "mail_refusals"

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
