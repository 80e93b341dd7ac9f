"""What every change of the organisation demands: the right to it, days in order, and the lock under which it is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Forbidden, Invalid, Refusal
from workflows.organisation.models import OrgUnit, UnitAncestor
from workflows.organisation.standing import standing_of

STREAM = "organisation"


def may_administer(session: Session, actor: Actor, unit_id: int, at: datetime) -> Refusal | None:
    """An administrator may change the granted unit and everything below it; the operator at the command line, everything."""
    if actor.kind == "operator":
        return None
    granted = standing_of(session, actor, at).roles.get("administrator", frozenset())
    query = (
        select(UnitAncestor.unit_id)
        .where(UnitAncestor.unit_id == unit_id, UnitAncestor.ancestor_id.in_(granted))
        .limit(1)
    )
    if granted and session.execute(query).first() is not None:
        return None
    return Forbidden(N_("Expected an administrator of this unit, but you were not granted that role here."))


def demand_administrator(session: Session, actor: Actor, unit_id: int, at: datetime) -> None:
    """Raise the refusal of ``may_administer``, if it has one."""
    refusal = may_administer(session, actor, unit_id, at)
    if refusal is not None:
        raise refusal


def demand_existing(unit: OrgUnit) -> None:
    """Raise ``Conflict`` for a unit that is closed: nothing new begins there."""
    if unit.valid_until is not None:
        raise Conflict(
            N_(
                "Expected a unit that still exists, but “%(unit)s” was closed on %(day)s. Choose the one that came after it."
            ),
            unit=unit.name_vi,
            day=unit.valid_until,
        )


def demand_another(actor: Actor, person_id: int) -> None:
    """Raise ``Forbidden`` where somebody would give rights to themselves."""
    if actor.person_id == person_id:
        raise Forbidden(
            N_("Expected another person, but nobody gives rights to themselves. Ask another administrator.")
        )


def demand_words(said: Mapping[str, str]) -> None:
    """Raise ``Invalid``, with a sentence for each field that says nothing."""
    empty = {
        name: Refusal(N_("Expected an answer here, but it is empty.")) for name, words in said.items() if not words
    }
    if empty:
        raise Invalid(
            N_("Expected every field to be filled in as asked, but not all are; to be put right: %(count)s."),
            empty,
            count=len(empty),
        )


def demand_days_in_order(from_on: date, until_on: date | None) -> None:
    """Raise ``Invalid`` where something would end before it begins."""
    if until_on is not None and until_on < from_on:
        raise Invalid(
            N_("Expected the last day not before the first, but got %(first)s and %(last)s."),
            first=from_on,
            last=until_on,
        )


def lock_organisation(session: Session) -> None:
    """Let one change of the organisation happen at a time: checks for cycles see the tree as it will be, facts stay in order.

    Locks the top of the tree; cases that merely point at it are not held up.
    """
    session.execute(
        select(OrgUnit.id)
        .where(OrgUnit.parent_id.is_(None))
        .order_by(OrgUnit.id)
        .limit(1)
        .with_for_update(key_share=True)
    )
