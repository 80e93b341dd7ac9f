"""Rows of what people say about a case: comments, who is mentioned in them, which of them instruct; difficulties and their answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, PublicId, UtcDateTime, new_public_id

WAITING = text("acknowledged_at IS NULL")


class Comment(Base):
    """What somebody said about a case. It changes nothing and makes nobody a contributor."""

    __tablename__ = "comments"
    __table_args__ = (Index(None, "instance_id", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"))
    words: Mapped[str] = mapped_column(Text)
    said_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Mention(Base):
    """A person who was mentioned in a comment and could see its case at that moment."""

    __tablename__ = "mentions"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)


class Instruction(Base):
    """A comment by which a superior instructs whoever holds a step; it waits until they take note of it."""

    __tablename__ = "instructions"
    __table_args__ = (Index("ix_instructions_waiting", "work_item_id", postgresql_where=WAITING, sqlite_where=WAITING),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    acknowledged_in_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))


class Difficulty(Base):
    """A difficulty or a proposal (``matter``) of whoever works on a result, and its answer. Until when it has to be answered stands
    with the step that the drawing opened for it.
    """

    __tablename__ = "difficulties"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), index=True)
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"))
    matter: Mapped[str] = mapped_column(String(20))
    addressed: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    answered_in_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
