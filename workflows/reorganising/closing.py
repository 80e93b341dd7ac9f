"""Closing a unit or a post: it gets its last day, keeps its history, and only goes when no work hangs on it any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.facts import Fact, fact
from workflows.ledger.record import record
from workflows.organisation.models import Appointment, Grant, OrgUnit, Position
from workflows.organisation.rights import STREAM, demand_administrator, demand_existing, lock_organisation
from workflows.organisation.seen import demand_as_seen
from workflows.reorganising.burdens import Burdens, burdens_of, steps_offered


def may_close(unit: OrgUnit, burdens: Burdens) -> Refusal | None:
    """A unit is closed when nothing is left to do there; otherwise the sentence says what to do first."""
    if burdens.below:
        return Conflict(
            N_("Expected no units below “%(unit)s”, but there are %(count)s. Move, merge or close them first."),
            unit=unit.name_vi,
            count=burdens.below,
        )
    if burdens.steps or burdens.cases or burdens.assigning:
        return Conflict(
            N_(
                "Expected a unit without open work, but “%(unit)s” has %(cases)s tasks under way and %(steps)s open steps. Merge "
                "it into another unit, which takes the work over, or have the tasks finished or given to others first."
            ),
            unit=unit.name_vi,
            cases=burdens.cases + burdens.assigning,
            steps=burdens.steps,
        )
    if burdens.groups:
        return Conflict(
            N_("Expected no groups for which “%(unit)s” answers, but there are %(count)s. Merge it into another unit."),
            unit=unit.name_vi,
            count=burdens.groups,
        )
    return None


def close_unit(
    session: Session,
    unit: OrgUnit,
    *,
    last_on: date,
    reason: str,
    seen: str | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Give a unit its last day, and with it its posts, whoever holds them, and the roles granted on it.

    Raises the refusal of ``may_close``; ``Invalid`` for a day to come (work might still arrive) or no reason.
    """
    _demand_last_day(last_on, reason, at)
    lock_organisation(session)
    demand_administrator(session, actor, unit.id, at)
    demand_as_seen(session, unit, seen)
    demand_existing(unit)
    refusal = may_close(unit, burdens_of(session, unit.id, local_date(at)))
    if refusal:
        raise refusal
    unit.valid_until = last_on
    posts = session.scalars(select(Position).where(Position.unit_id == unit.id, Position.valid_until.is_(None))).all()
    ended = [told for post in posts for told in _end_post(session, post, last_on)]
    ended += end_grants(session, unit.id, last_on)
    session.flush()
    told = fact("unit.closed", reason, unit=unit.id, until_on=last_on.isoformat())
    record(session, STREAM, [*ended, told], actor=actor, at=at)


def close_position(
    session: Session,
    post: Position,
    *,
    last_on: date,
    reason: str,
    seen: str | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Give a post its last day. Raises ``Conflict`` for a head's post, one that somebody holds, or one to which work is offered."""
    _demand_last_day(last_on, reason, at)
    lock_organisation(session)
    demand_administrator(session, actor, post.unit_id, at)
    demand_as_seen(session, post, seen)
    if post.valid_until is not None:
        raise Conflict(
            N_("Expected a post that still exists, but “%(post)s” was closed on %(day)s."),
            post=post.title_vi,
            day=post.valid_until,
        )
    if post.rank == "head":
        raise Conflict(
            N_(
                "Expected another post, but a unit keeps the post of its head. Give it another title, or close the unit."
            )
        )
    if session.scalars(select(Appointment.id).where(*_lasts_beyond(post.id, last_on)).limit(1)).first() is not None:
        raise Conflict(
            N_("Expected a vacant post, but somebody holds “%(post)s”. End the appointment first."), post=post.title_vi
        )
    waiting = steps_offered(session, [f"position:{post.id}"])
    if waiting:
        raise Conflict(
            N_(
                "Expected a post to which no work is offered, but %(count)s steps wait for “%(post)s”. Reassign them first."
            ),
            count=waiting,
            post=post.title_vi,
        )
    told = _end_post(session, post, last_on, reason)
    session.flush()
    record(session, STREAM, list(told), actor=actor, at=at)


def end_grants(session: Session, unit_id: int, last_on: date) -> list[Fact]:
    """Every role granted on the unit ends with it."""
    still = or_(Grant.until_on.is_(None), Grant.until_on > last_on)
    told = []
    for grant in session.scalars(select(Grant).where(Grant.unit_id == unit_id, still).order_by(Grant.id)):
        grant.until_on = last_on
        told.append(fact("grant.ended", person=grant.person_id, role=grant.role, unit=unit_id))
    return told


def _end_post(session: Session, post: Position, last_on: date, reason: str | None = None) -> Iterator[Fact]:
    """The post and its appointments get their last day; one that begins later never does."""
    post.valid_until = last_on
    for held in session.scalars(select(Appointment).where(*_lasts_beyond(post.id, last_on)).order_by(Appointment.id)):
        if held.from_on > last_on:
            raise Conflict(
                N_(
                    "Expected nobody to be appointed for later, but “%(post)s” is taken from %(day)s. Choose a later last day."
                ),
                post=post.title_vi,
                day=held.from_on,
            )
        held.until_on = last_on
        yield fact("appointment.ended", person=held.person_id, position=post.id, until_on=last_on.isoformat())
    yield fact("position.closed", reason, position=post.id, unit=post.unit_id, until_on=last_on.isoformat())


def _lasts_beyond(position_id: int, last_on: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (
        Appointment.position_id == position_id,
        or_(Appointment.until_on.is_(None), Appointment.until_on > last_on),
    )


def _demand_last_day(last_on: date, reason: str, at: datetime) -> None:
    faults: dict[str, Refusal] = {}
    if last_on > local_date(at):
        faults["last_on"] = Refusal(N_("Expected a day that has come, but %(day)s is still ahead."), day=last_on)
    if not reason.strip():
        faults["reason"] = Refusal(N_("Expected an answer here, but it is empty."))
    if faults:
        raise Invalid(
            N_("Expected every field to be filled in as asked, but not all are; to be put right: %(count)s."),
            faults,
            count=len(faults),
        )
