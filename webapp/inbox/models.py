"""What people keep about their inbox: views, steps put off, tasks followed. None of it changes anything for anybody else."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, PublicId, UtcDateTime, new_public_id


class SavedView(Base):
    """A list of the inbox under a name: ``words`` are its address; with ``unit_id`` the people of that unit have it, too."""

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_units.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PutOff(Base):
    """A step that a person does not want to see before a day. It comes back on that day, and at once when it is late."""

    __tablename__ = "put_off"

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"), primary_key=True)
    until_on: Mapped[date] = mapped_column(Date)
    put_off_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Followed(Base):
    """A case whose open steps a person wants to find on a shelf of their own, whoever holds them."""

    __tablename__ = "followed"

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instances.id"), primary_key=True)
    followed_at: Mapped[datetime] = mapped_column(UtcDateTime)
