"""Taking an organisation's file in: each row says a unit, a post and a holder, and becomes so by the same commands as on the pages.

The commands are the rules: a dry run carries the rows out, each within a savepoint, and its unit of work is thrown away. A row that
is refused leaves nothing behind and is told in a sentence; taken in is a file without such rows only. What is so already is
unchanged, so a file taken in twice changes nothing the second time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.organisation import hierarchy, staffing, units
from workflows.organisation.models import Appointment, OrgUnit, Person, Position
from workflows.organisation.rights import STREAM, demand_administrator, lock_organisation
from workflows.reorganising.rows import day_in, read


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one row: what it does (catalogue words), or the sentence that refuses it."""

    number: int
    name: str
    does: tuple[str, ...] = ()
    refusal: Refusal | None = None


@dataclass(slots=True)
class Report:
    """Every row with what becomes of it; ``refusal`` when the file as a whole cannot be read."""

    lines: list[Line] = field(default_factory=list)
    refusal: Refusal | None = None

    @property
    def refused(self) -> int:
        """How many rows are refused."""
        return sum(line.refusal is not None for line in self.lines)

    @property
    def changing(self) -> int:
        """How many rows change something."""
        return sum(bool(line.does) for line in self.lines)

    @property
    def mark(self) -> str:
        """A short name for everything that the report says."""
        said = [(line.number, line.does, str(line.refusal)) for line in self.lines]
        return hashlib.sha256(repr((said, str(self.refusal))).encode()).hexdigest()


def take_roster_in(session: Session, content: bytes, *, file_name: str, actor: Actor, at: datetime) -> Report:
    """Carry out every row that can be; the caller commits where nothing is refused, or else (and for a dry run) rolls back."""
    report = Report()
    lock_organisation(session)
    try:
        for number, row in read(content):
            report.lines.append(_line(session, number, row, actor, at))
    except Refusal as refusal:
        report.refusal = refusal
        return report
    if report.changing:
        digest = hashlib.sha256(content).hexdigest()
        told = fact("organisation.imported", file=file_name, sha256=digest, rows=len(report.lines))
        record(session, STREAM, [told], actor=actor, at=at)
    return report


def _line(session: Session, number: int, row: Mapping[str, str] | Refusal, actor: Actor, at: datetime) -> Line:
    if isinstance(row, Refusal):
        return Line(number, "", refusal=row)
    name = " · ".join(words for words in (row["unit_code"], row["post_code"], row["email"]) if words)
    try:
        with session.begin_nested():
            return Line(number, name, tuple(_carried_out(session, row, actor, at)))
    except Invalid as refusal:  # its first fault says more than how many there are
        return Line(number, name, refusal=next(iter(refusal.faults.values()), refusal))
    except Refusal as refusal:
        return Line(number, name, refusal=refusal)
    except IntegrityError:
        return Line(
            number, name, refusal=Refusal(N_("Expected a row that fits the others, but it contradicts one of them."))
        )


def _carried_out(session: Session, row: Mapping[str, str], actor: Actor, at: datetime) -> list[str]:
    does: list[str] = []
    unit = _unit(session, row, does, actor, at)
    if not row["post_code"]:
        if row["email"]:
            raise Refusal(N_("Expected the code of the post that the person holds, but it is empty."))
        return does
    post = _post(session, unit, row, does, actor, at)
    if row["email"]:
        _appointment(session, post, _person(session, row, does, actor, at), row, does, actor, at)
    return does


def _unit(session: Session, row: Mapping[str, str], does: list[str], actor: Actor, at: datetime) -> OrgUnit:
    """The row's unit, registered, renamed and moved as it says; empty cells say nothing about what is there."""
    code = row["unit_code"]
    if not code:
        raise Refusal(N_("Expected the code of a unit, but it is empty."))
    unit = session.scalars(select(OrgUnit).where(OrgUnit.code == code)).first()
    parent = _known_unit(session, row["parent_code"]) if row["parent_code"] else None
    who: Any = {"actor": actor, "at": at}
    if unit is None:
        if parent is None:
            raise Refusal(N_("Expected the unit above the new unit “%(unit)s”, but it is empty."), unit=code)
        names: Any = {"name_vi": row["unit_vi"], "name_en": row["unit_en"], "level": row["level"] or "division"}
        does.append(N_("new unit"))
        return units.register_unit(session, code=code, **names, parent=parent, valid_from=local_date(at), **who)
    demand_administrator(session, actor, unit.id, at)
    names = {"name_vi": row["unit_vi"] or unit.name_vi, "name_en": row["unit_en"] or unit.name_en}
    if (names["name_vi"], names["name_en"]) != (unit.name_vi, unit.name_en):
        units.rename_unit(session, unit, **names, **who)
        does.append(N_("unit renamed"))
    if parent is not None and parent.id != unit.parent_id:
        units.move_unit(session, unit, parent, **who)
        does.append(N_("unit moved"))
    return unit


def _known_unit(session: Session, code: str) -> OrgUnit:
    try:
        return hierarchy.find_unit(session, code)
    except NotFound:
        raise Refusal(
            N_("Expected a unit that is known or stands in a row above, but “%(code)s” is none."), code=code
        ) from None


def _post(
    session: Session, unit: OrgUnit, row: Mapping[str, str], does: list[str], actor: Actor, at: datetime
) -> Position:
    who: Any = {"actor": actor, "at": at}
    query = select(Position).where(Position.unit_id == unit.id, Position.code == row["post_code"])
    post = session.scalars(query).first()
    if post is None:
        titles: Any = {"title_vi": row["post_vi"], "title_en": row["post_en"]}
        does.append(N_("new post"))
        return staffing.register_position(session, unit, code=row["post_code"], **titles, rank=row["rank"], **who)
    if row["rank"] and row["rank"] != post.rank:
        raise Refusal(
            N_("Expected the rank that “%(post)s” has (%(rank)s), but the row says another."),
            post=post.code,
            rank=post.rank,
        )
    titles = {"title_vi": row["post_vi"] or post.title_vi, "title_en": row["post_en"] or post.title_en}
    if (titles["title_vi"], titles["title_en"]) != (post.title_vi, post.title_en):
        staffing.rename_position(session, post, **titles, **who)
        does.append(N_("post renamed"))
    return post


def _person(session: Session, row: Mapping[str, str], does: list[str], actor: Actor, at: datetime) -> Person:
    address = row["email"].casefold()
    known = session.scalars(select(Person).where(Person.email == address)).first()
    if known is None:
        does.append(N_("new person"))
        return staffing.register_person(session, full_name=row["full_name"], email=address, actor=actor, at=at)
    if row["full_name"] and row["full_name"] != known.full_name:
        raise Refusal(
            N_(
                "Expected the name by which “%(email)s” is known, but the row says another. Leave it empty, or mend the address."
            ),
            email=address,
        )
    return known


def _appointment(
    session: Session,
    post: Position,
    person: Person,
    row: Mapping[str, str],
    does: list[str],
    actor: Actor,
    at: datetime,
) -> None:
    """Somebody who holds the post already goes on holding it, or gets the last day that the row gives."""
    who: Any = {"actor": actor, "at": at}
    kind, until_on = row["kind"] or "regular", day_in(row["until_on"])
    from_on = day_in(row["from_on"])
    held = session.scalars(
        select(Appointment)
        .where(Appointment.position_id == post.id, Appointment.person_id == person.id)
        .order_by(Appointment.from_on.desc())
    ).all()
    same = next((one for one in held if from_on is None or one.from_on == from_on), None)
    if same is None:
        days: Any = {"from_on": from_on or local_date(at), "until_on": until_on}
        staffing.appoint(session, person, post, kind=kind, **days, **who)
        does.append(N_("appointed"))
    elif until_on is not None and until_on != same.until_on:
        staffing.end_appointment(session, same, until_on, **who)
        does.append(N_("appointment ended"))
