"""Giving work and taking it on: the plan's keepers assign a task to a unit, the unit accepts or declines, a superior reassigns an item."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.organisation import hierarchy, roster
from workflows.organisation.models import Person
from workflows.work.authority import leads_unit
from workflows.work.claim import hold
from workflows.work.escalation import settle
from workflows.work.forms import cleaned
from workflows.work.item import Item, grip
from workflows.work.rules import may_act, may_reassign


def assign(session: Session, item: Item, *, form: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Complete the clears and name the lead unit (or several: then the drawing makes a parent with children)."""
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_act(held.item, held.standing, "assign"):
        raise refusal
    values = cleaned(held, form)
    leads = values.get("lead_units") or []
    for code in leads:
        try:
            hierarchy.find_unit(session, code)
        except NotFound:
            raise Invalid(
                N_("Expected units of the organisation, but “%(code)s” is none."),
                {"lead_units": Refusal(N_("Expected units of the organisation, but “%(code)s” is none."), code=code)},
                code=code,
            ) from None
    held.turn.note(fact("task.assigned", item=item.public_id, lead_unit="; ".join(leads)))
    _complete(held.turn, held.item, values)


def accept(session: Session, item: Item, *, form: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """The unit takes the task (and may name the officer who does it), or declines it with a reason."""
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_act(held.item, held.standing, "accept"):
        raise refusal
    values = cleaned(held, form)
    if values.get("decision") == "decline":
        held.turn.note(fact("task.declined", values.get("reason"), item=item.public_id))
        values["officer"] = None
    else:
        officer = values.get("officer")
        values["officer"] = officer_of_unit(session, held.item.unit_id, officer, at).id if officer else None
        held.turn.note(fact("task.accepted", item=item.public_id, officer=values["officer"]))
    _complete(held.turn, held.item, values)


def complete(session: Session, item: Item, *, form: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Complete a step that has no rules beyond its form (a designer's own step)."""
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_act(held.item, held.standing, "other"):
        raise refusal
    values = cleaned(held, form)
    _complete(held.turn, held.item, values)


def _complete(turn: Any, item: Item, values: dict[str, Any]) -> None:
    turn.complete(item.ref, values)
    settle(turn, item, "closed")
    turn.finish()


def officer_of_unit(session: Session, unit_id: int | None, public_id: object, at: datetime) -> Person:
    """The person with this address, if they hold a post in the unit; raises ``Invalid`` at the field ``officer``."""
    person = session.scalars(select(Person).where(Person.public_id == str(public_id))).first()
    if person is None or unit_id is None or not roster.holds_post_in(session, person.id, unit_id, local_date(at)):
        sentence = N_("Expected somebody who holds a post in the responsible unit, but that person does not.")
        raise Invalid(sentence, {"officer": Refusal(sentence)})
    return person


def reassign(session: Session, item: Item, *, person: str, reason: str, actor: Actor, at: datetime) -> None:
    """A superior gives an open item to another officer of the responsible unit; that is a new responsible person."""
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_reassign(held.item, held.standing, leads=leads_unit(session, held.item.unit_id, held.standing)):
        raise refusal
    chosen = officer_of_unit(session, held.item.unit_id, person, at)
    give(held.turn, held.item, chosen.id, reason)
    held.turn.finish()


def give(turn: Any, item: Item, person_id: int, reason: str) -> None:
    """Put the item into that person's hands and settle its escalations: somebody new answers for it."""
    hold(turn, item, person_id, how="assigned", reason=reason)
    turn.note(fact("work_item.reassigned", reason, item=item.public_id, person=person_id))
    settle(turn, item, "new_person")
