"""Deciding that units merge: what may, what it would carry over, and taking it back before its day. The clock carries it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import VIETNAM, local_date
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.organisation import hierarchy
from workflows.organisation.models import OrgUnit, Position
from workflows.organisation.rights import STREAM, demand_administrator, demand_existing, demand_words, lock_organisation
from workflows.reorganising.models import UnitMerger


def may_merge(session: Session, unit: OrgUnit, into: OrgUnit) -> Refusal | None:
    """A unit goes into another existing one that has a head's post and does not lie below it; each only once."""
    if unit.id == into.id or hierarchy.is_above(session, unit.id, into.id):
        return Invalid(
            N_("Expected a unit outside “%(unit)s”, but “%(parent)s” lies below it."),
            unit=unit.name_vi,
            parent=into.name_vi,
        )
    if unit.parent_id is None:
        return Invalid(N_("Expected a unit below the top, but nothing stands above “%(unit)s”."), unit=unit.name_vi)
    head = select(Position.id).where(Position.unit_id == into.id, Position.rank == "head")
    if session.scalar(head) is None:
        return Conflict(
            N_("Expected a unit with a head's post, but “%(unit)s” has none. Add it first."), unit=into.name_vi
        )
    touching = or_(UnitMerger.unit_id.in_((unit.id, into.id)), UnitMerger.into_id == unit.id)
    standing = select(UnitMerger.id).where(touching, UnitMerger.withdrawn_at.is_(None), UnitMerger.done_at.is_(None))
    if session.scalars(standing.limit(1)).first() is not None:
        return Conflict(
            N_("Expected units that are not merging already, but “%(unit)s” or “%(into)s” is. Look at its page."),
            unit=unit.name_vi,
            into=into.name_vi,
        )
    return None


def decide_merger(
    session: Session,
    units: Sequence[OrgUnit],
    into: OrgUnit,
    *,
    from_on: date,
    keeps_grants: bool,
    reason: str,
    actor: Actor,
    at: datetime,
) -> list[UnitMerger]:
    """Let units go into another one from a day on (today, or one to come). Whoever decides administers all of them.

    Raises the refusal of ``may_merge`` for any of them, and then none merges.
    """
    demand_words({"reason": reason})
    begins_at = _beginning(from_on, at)
    lock_organisation(session)
    for unit in (into, *units):
        demand_administrator(session, actor, unit.id, at)
        session.refresh(unit)
        demand_existing(unit)
    mergers = []
    for unit in units:
        refusal = may_merge(session, unit, into)
        if refusal:
            raise refusal
        mergers.append(
            UnitMerger(
                unit_id=unit.id,
                into_id=into.id,
                from_on=from_on,
                reason=reason,
                keeps_grants=keeps_grants,
                decided_by_id=actor.person_id,
                decided_at=at,
                wake_at=begins_at,
            )
        )
    session.add_all(mergers)
    session.flush()
    told = [
        fact("unit.merger_decided", reason, unit=one.unit_id, into=one.into_id, from_on=from_on.isoformat())
        for one in mergers
    ]
    record(session, STREAM, told, actor=actor, at=at)
    return mergers


def _beginning(from_on: date, at: datetime) -> datetime:
    """When the clock begins: at once, or as the day begins. Raises ``Invalid`` for a day that is over."""
    today = local_date(at)
    if from_on < today:
        sentence = N_("Expected today or a day to come, but %(day)s is over.")
        raise Invalid(sentence, {"from_on": Refusal(sentence, day=from_on)}, day=from_on)
    return at if from_on == today else datetime.combine(from_on, time(0), VIETNAM).astimezone(at.tzinfo)


def withdraw_merger(session: Session, merger: UnitMerger, *, reason: str, actor: Actor, at: datetime) -> None:
    """Take a decision back before the clock has begun with it. Raises ``Conflict`` afterwards."""
    demand_words({"reason": reason})
    session.refresh(merger, with_for_update=True)  # first its row, then the organisation, as the clock does
    lock_organisation(session)
    for unit_id in (merger.unit_id, merger.into_id):
        demand_administrator(session, actor, unit_id, at)
    if merger.begun_at is not None or merger.withdrawn_at is not None:
        raise Conflict(N_("Expected a merger that has not begun, but this one has, or was taken back."))
    merger.withdrawn_at, merger.wake_at = at, None
    session.flush()
    told = fact("unit.merger_withdrawn", reason, unit=merger.unit_id, into=merger.into_id)
    record(session, STREAM, [told], actor=actor, at=at)


def merger_of(session: Session, unit_id: int) -> UnitMerger | None:
    """Where a unit goes or went, if it does."""
    query = select(UnitMerger).where(UnitMerger.unit_id == unit_id, UnitMerger.withdrawn_at.is_(None))
    return session.scalars(query).first()
