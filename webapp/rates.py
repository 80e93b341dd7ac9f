"""How often one person may do what: counted in the database, so that it holds however many processes answer.

A count belongs to a person, a kind of act and a window of the calendar (an hour, a day in Viet Nam). It is taken in the
command's own transaction: what is refused or fails counts for nothing (unless it is costly all the same), and two requests at
one moment cannot both be the last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import BigInteger, ForeignKey, String, delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.calendar import VIETNAM
from workflows.db import Base, UtcDateTime
from workflows.errors import N_, Refusal
from workflows.limits import (
    ACTS_PER_HOUR,
    CHECKS_PER_HOUR,
    COMPLETIONS_PER_HOUR,
    DRAFTS_PER_HOUR,
    EXPORTS_PER_HOUR,
    FILE_BYTES_PER_DAY,
    FILES_PER_HOUR,
    MB,
    PAPERS_PER_HOUR,
    PASSWORDS_PER_HOUR,
    PLANS_PER_HOUR,
)

View = TypeVar("View", bound=Callable[..., Any])
KEPT = timedelta(days=2)


class Tally(Base):
    """How much a person did of one kind within the window that began then."""

    __tablename__ = "tallies"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    begins_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True, index=True)
    amount: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``most`` within an hour (or a day); ``text`` says so, in units of ``unit``. What ``stands`` counts when refused, too."""

    most: int
    text: str
    daily: bool = False
    stands: bool = False
    unit: int = 1

    def begins_at(self, at: datetime) -> datetime:
        """When the window began in which this moment lies."""
        local = at.astimezone(VIETNAM).replace(minute=0, second=0, microsecond=0)
        return local.replace(hour=0) if self.daily else local

    def refusal(self, at: datetime) -> Refusal:
        """The sentence that says when one may go on."""
        until = self.begins_at(at) + (timedelta(days=1) if self.daily else timedelta(hours=1))
        return Refusal(self.text, status=429, most=self.most // self.unit, until=f"{until:%H:%M}")


RATES = {
    "acts": Rate(
        ACTS_PER_HOUR,
        N_("Expected at most %(most)s entries of yours an hour, but there are as many already. Go on at %(until)s."),
    ),
    "completions": Rate(
        COMPLETIONS_PER_HOUR,
        N_("Expected at most %(most)s steps sent by you an hour, but there are as many already. Go on at %(until)s."),
    ),
    "drafts": Rate(
        DRAFTS_PER_HOUR,
        N_("Expected at most %(most)s drafts of yours an hour, but there are as many already. Go on at %(until)s."),
    ),
    "checks": Rate(
        CHECKS_PER_HOUR,
        N_("Expected at most %(most)s checks of yours an hour, but there are as many already. Go on at %(until)s."),
        stands=True,  # the looking is what costs
    ),
    "passwords": Rate(
        PASSWORDS_PER_HOUR,
        N_(
            "Expected at most %(most)s changes of your password an hour, but there are as many already. Go on at %(until)s."
        ),
        stands=True,  # whoever guesses at the present one is refused each time
    ),
    "files": Rate(
        FILES_PER_HOUR,
        N_("Expected at most %(most)s files of yours an hour, but there are as many already. Go on at %(until)s."),
    ),
    "file_bytes": Rate(
        FILE_BYTES_PER_DAY,
        N_(
            "Expected at most %(most)s MB of files of yours a day, but with this it would be more. Go on after midnight."
        ),
        daily=True,
        unit=MB,
    ),
    "plans": Rate(
        PLANS_PER_HOUR,
        N_("Expected at most %(most)s plan files of yours an hour, but there are as many already. Go on at %(until)s."),
        stands=True,  # reading a file is what costs
    ),
    "papers": Rate(
        PAPERS_PER_HOUR,
        N_("Expected at most %(most)s documents of yours an hour, but there are as many already. Go on at %(until)s."),
    ),
    "exports": Rate(
        EXPORTS_PER_HOUR,
        N_("Expected at most %(most)s downloads of lists an hour, but there are as many already. Go on at %(until)s."),
        stands=True,  # a list is looked at, which writes nothing else
    ),
}


def rated(kind: str) -> Callable[[View], View]:
    """Declare that each carrying out of a route counts; an unknown kind raises ``KeyError`` when the module is read."""
    RATES[kind]

    def declare(view: View) -> View:
        view.rate = kind
        return view

    return declare


def may_go_on(session: Session, kind: str, person_id: int, *, at: datetime, amount: int = 1) -> Refusal | None:
    """Whether so much more would still be within the rate; asked before what is costly, and counted by ``count``."""
    rate = RATES[kind]
    found = session.scalar(
        select(Tally.amount).where(
            Tally.kind == kind, Tally.person_id == person_id, Tally.begins_at == rate.begins_at(at)
        )
    )
    return rate.refusal(at) if (found or 0) + amount > rate.most else None


def count(session: Session, kind: str, person_id: int, *, at: datetime, amount: int = 1) -> None:
    """Count so much more; raises ``Refusal`` (429) when that is above the rate. Others of the same person wait for the row."""
    rate = RATES[kind]
    build: Any = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    adding = build(Tally).values(kind=kind, person_id=person_id, begins_at=rate.begins_at(at), amount=amount)
    adding = adding.on_conflict_do_update(
        index_elements=["kind", "person_id", "begins_at"], set_={"amount": Tally.amount + adding.excluded.amount}
    )
    if session.execute(adding.returning(Tally.amount)).scalar_one() > rate.most:
        raise rate.refusal(at)


def sweep(session: Session, *, at: datetime) -> int:
    """Forget windows that are over; returns how many."""
    return int(session.execute(delete(Tally).where(Tally.begins_at < at - KEPT)).rowcount)
