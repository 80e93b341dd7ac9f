"""Commands on posts and people: register, rename, set who a post reports to, appoint, end an appointment."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.errors import N_, Conflict, Forbidden, Invalid
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.organisation import hierarchy
from workflows.organisation.folding import fold
from workflows.organisation.models import RANKS, Appointment, OrgUnit, Person, Position, is_over
from workflows.organisation.rights import (
    STREAM,
    demand_administrator,
    demand_another,
    demand_days_in_order,
    demand_existing,
    demand_words,
    lock_organisation,
)
from workflows.organisation.seen import demand_as_seen
from workflows.organisation.standing import standing_of


def register_position(
    session: Session, unit: OrgUnit, *, code: str, title_vi: str, title_en: str, rank: str, actor: Actor, at: datetime
) -> Position:
    """Add a post to a unit. Raises ``Invalid`` for an unknown rank, ``Conflict`` for a second head or a code already used."""
    if rank not in RANKS:
        raise Invalid(N_("Expected a head, a deputy or an officer, but got “%(rank)s”."), rank=rank)
    demand_words({"code": code, "title_vi": title_vi})
    lock_organisation(session)
    demand_administrator(session, actor, unit.id, at)
    session.refresh(unit)
    demand_existing(unit)
    same = or_(Position.code == code, Position.rank == "head") if rank == "head" else Position.code == code
    if session.scalar(select(Position.id).where(Position.unit_id == unit.id, same)) is not None:
        raise Conflict(
            N_("Expected a new post, but “%(unit)s” already has a post “%(code)s” or a head."),
            unit=unit.name_vi,
            code=code,
        )
    post = Position(unit_id=unit.id, code=code, title_vi=title_vi, title_en=title_en, rank=rank)
    session.add(post)
    session.flush()
    record(
        session, STREAM, [fact("position.registered", position=post.id, unit=unit.id, rank=rank)], actor=actor, at=at
    )
    return post


def rename_position(
    session: Session,
    post: Position,
    *,
    title_vi: str,
    title_en: str,
    seen: str | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Give a post another title. The old one goes on the record."""
    demand_words({"title_vi": title_vi})
    lock_organisation(session)
    demand_administrator(session, actor, post.unit_id, at)
    demand_as_seen(session, post, seen)
    if (title_vi, title_en) == (post.title_vi, post.title_en):
        return
    before, post.title_vi, post.title_en = post.title_vi, title_vi, title_en
    session.flush()
    told = fact("position.renamed", f"{before} → {title_vi}", position=post.id, unit=post.unit_id)
    record(session, STREAM, [told], actor=actor, at=at)


def report_to(
    session: Session,
    post: Position,
    superior: Position | None,
    *,
    seen: str | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Say who a post reports to; ``None`` gives it back to the tree.

    Raises ``Invalid`` when following the chain of command from the post would lead back to it (through any mixture of
    ``reports_to`` and the tree, vacant posts included).
    """
    lock_organisation(session)
    demand_administrator(session, actor, post.unit_id, at)
    demand_as_seen(session, post, seen)
    before, post.reports_to_id = post.reports_to_id, superior.id if superior else None
    if post.reports_to_id == post.id or hierarchy.comes_back(session, post, local_date(at)):
        post.reports_to_id = before
        raise Invalid(N_("Expected a superior outside the post's own chain of command, but that post stands below it."))
    session.flush()
    record(
        session,
        STREAM,
        [fact("position.superior_set", position=post.id, superior=post.reports_to_id, before=before)],
        actor=actor,
        at=at,
    )


def register_person(
    session: Session, *, full_name: str, email: str, language: str = "vi", actor: Actor, at: datetime
) -> Person:
    """Add a person, known by an e-mail address. Raises ``Invalid`` for a name or address that is none, ``Conflict`` for a known one.

    Whoever administers any unit may; the operator too. A person without an appointment can do nothing.
    """
    address = email.strip().casefold()
    if (
        not full_name.strip()
        or address.count("@") != 1
        or any(letter.isspace() or ord(letter) < 32 for letter in address)
    ):
        raise Invalid(
            N_("Expected a name and an e-mail address, but got “%(name)s” and “%(email)s”."),
            name=full_name,
            email=email,
        )
    lock_organisation(session)
    if actor.kind != "operator" and "administrator" not in standing_of(session, actor, at).roles:
        raise Forbidden(N_("Expected an administrator, but you were not granted that role."))
    if session.scalar(select(Person.id).where(Person.email == address)) is not None:
        raise Conflict(
            N_("Expected a person not known yet, but “%(email)s” belongs to somebody already."), email=address
        )
    who = Person(full_name=full_name.strip(), email=address, folded=fold(f"{full_name} {address}"), language=language)
    session.add(who)
    session.flush()
    record(session, STREAM, [fact("person.registered", person=who.id)], actor=actor, at=at)
    return who


def appoint(
    session: Session,
    person: Person,
    position: Position,
    *,
    kind: str = "regular",
    from_on: date,
    until_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> Appointment:
    """A person takes a post, regularly or acting in it.

    Raises ``Invalid`` for days in the wrong order or another kind; ``Conflict`` when somebody holds the post regularly on one
    of these days, or this person already holds it in any way, or the post is closed; ``Forbidden`` for oneself.
    """
    if kind not in ("regular", "acting"):
        raise Invalid(N_("Expected a regular or an acting appointment, but got “%(kind)s”."), kind=kind)
    demand_days_in_order(from_on, until_on)
    demand_another(actor, person.id)
    lock_organisation(session)
    demand_administrator(session, actor, position.unit_id, at)
    session.refresh(position)
    _demand_open(position, from_on)
    if _is_taken(session, person, position, kind, from_on, until_on):
        raise Conflict(
            N_("Expected a post free in that time, but somebody holds “%(post)s” then."), post=position.title_vi
        )
    made = Appointment(person_id=person.id, position_id=position.id, kind=kind, from_on=from_on, until_on=until_on)
    session.add(made)
    session.flush()
    record(
        session,
        STREAM,
        [
            fact(
                "appointment.made",
                person=person.id,
                position=position.id,
                appointment_kind=kind,
                from_on=from_on.isoformat(),
            )
        ],
        actor=actor,
        at=at,
    )
    return made


def _demand_open(position: Position, on: date) -> None:
    if is_over(position.valid_until, on):
        raise Conflict(
            N_("Expected a post that still exists, but “%(post)s” was closed on %(day)s."),
            post=position.title_vi,
            day=position.valid_until,
        )


def _is_taken(
    session: Session, person: Person, position: Position, kind: str, from_on: date, until_on: date | None
) -> bool:
    """Whether somebody holds the post regularly on one of these days, or this person holds it in any way."""
    taken = Appointment.person_id == person.id
    if kind == "regular":
        taken = or_(taken, Appointment.kind == "regular")
    overlapping = [
        Appointment.position_id == position.id,
        taken,
        or_(Appointment.until_on.is_(None), Appointment.until_on >= from_on),
    ]
    if until_on is not None:
        overlapping.append(Appointment.from_on <= until_on)
    return session.execute(select(Appointment.id).where(*overlapping).limit(1)).first() is not None


def end_appointment(
    session: Session,
    appointment: Appointment,
    until_on: date,
    *,
    seen: str | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Give an appointment its last day. Raises ``Invalid`` for a day before its first, ``Conflict`` when it ended before that day."""
    lock_organisation(session)
    demand_as_seen(session, appointment, seen)
    position = session.get_one(Position, appointment.position_id)
    demand_administrator(session, actor, position.unit_id, at)
    demand_days_in_order(appointment.from_on, until_on)
    if appointment.until_on is not None and appointment.until_on <= until_on:
        raise Conflict(
            N_("Expected an appointment that still holds, but it ends on %(day)s."), day=appointment.until_on
        )
    appointment.until_on = until_on
    session.flush()
    record(
        session,
        STREAM,
        [fact("appointment.ended", person=appointment.person_id, position=position.id, until_on=until_on.isoformat())],
        actor=actor,
        at=at,
    )
