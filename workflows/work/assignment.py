"""Giving work and taking it on: the plan's keepers assign a task to a unit, the unit accepts or declines, a superior reassigns an item."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.db import table_of
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.facts import fact
from workflows.limits import CHOSEN
from workflows.organisation import roster
from workflows.organisation.calendars import calendar_for
from workflows.organisation.models import OrgUnit
from workflows.trips import Fixed, Said, go
from workflows.work import panel
from workflows.work.authority import leads_unit
from workflows.work.claim import Back, hold
from workflows.work.escalation import settle
from workflows.work.forms import cleaned
from workflows.work.item import Grip, Item, grip
from workflows.work.parts import ask, has_parts
from workflows.work.rules import may_act, may_reassign, may_receive
from workflows.work.sides import sides_of

_U = table_of(OrgUnit).c
MEANWHILE = N_(
    "Expected a step that this person still holds, but it was put back or given to somebody else in the meantime."
)
UNIT = Fixed(select(_U.code, _U.valid_until).where(_U.code == bindparam("with_code")))


def assign(session: Session, item: Item, *, form: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Complete the clears and name the lead unit (or several: then the drawing makes a parent with children)."""
    asked = [code for code in form.get("lead_units") or () if isinstance(code, str)][:CHOSEN]
    held = grip(session, item, actor=actor, at=at, asking=[UNIT(with_code=code) for code in asked])
    if refusal := may_act(held.item, held.standing, "assign"):
        raise refusal
    values = cleaned(held, form)
    leads = values.get("lead_units") or []
    known = {row.code: row.valid_until for found in held.answers for row in found}
    for code in leads:
        if known.get(code) is not None:
            sentence = N_(
                "Expected units that still exist, but “%(code)s” does not. Choose the one that came after it."
            )
            raise Invalid(sentence, {"lead_units": Refusal(sentence, code=code)}, code=code)
        if code not in known:
            sentence = N_("Expected units of the organisation, but “%(code)s” is none.")
            raise Invalid(sentence, {"lead_units": Refusal(sentence, code=code)}, code=code)
    held.turn.note(fact("task.assigned", item=item.public_id, lead_unit="; ".join(leads)))
    _complete(held.turn, held.item, values)


def accept(session: Session, item: Item, *, form: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """The unit takes the task (and may name the officer who does it), or declines it with a reason."""
    named = form.get("officer")
    asked = [_officer(item.unit_id, named, at)] if isinstance(named, str) and named.isalnum() else []
    held = grip(session, item, actor=actor, at=at, asking=asked)
    if refusal := may_act(held.item, held.standing, "accept"):
        raise refusal
    values = cleaned(held, form)
    if values.get("decision") == "decline":
        held.turn.note(fact("task.declined", values.get("reason"), item=item.public_id))
        values["officer"] = None
    else:
        officer = values.get("officer")
        values["officer"] = (
            _post_holder(_found(held, asked, _officer(held.item.unit_id, officer, at))) if officer else None
        )
        held.turn.note(fact("task.accepted", item=item.public_id, officer=values["officer"]))
    wants_parts = values.get("decision") != "decline" and has_parts(held.turn)
    held.turn.complete(held.item.ref, values)
    if wants_parts:
        ask(held.turn)
    _end(held.turn, held.item)


def complete(session: Session, item: Item, *, form: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Complete a step that has no rules beyond its form (a designer's own step)."""
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_act(held.item, held.standing, "other"):
        raise refusal
    values = cleaned(held, form)
    _complete(held.turn, held.item, values)


def _complete(turn: Any, item: Item, values: dict[str, Any]) -> None:
    turn.complete(item.ref, values)
    _end(turn, item)


def _end(turn: Any, item: Item) -> None:
    settle(turn, item, "closed")
    turn.finish()


def officer_of_unit(session: Session, unit_id: int | None, public_id: object, at: datetime) -> int:
    """The key of the person with this address who holds a post in the unit; raises ``Invalid`` at the field ``officer``."""
    return _post_holder(go(session, [_officer(unit_id, public_id, at)])[0])


def _officer(unit_id: int | None, public_id: object, at: datetime) -> Said:
    return roster.OFFICER(address=str(public_id), in_unit=unit_id, day=local_date(at))


def _found(held: Grip, asked: list[Said], question: Said) -> Any:
    """The rows for a question; what was asked together with the lock is not asked again, unless the form meant another."""
    return held.answers[asked.index(question)] if question in asked else go(held.turn.session, [question])[0]


def _post_holder(found: Any) -> int:
    if not found:
        sentence = N_("Expected somebody who holds a post in the responsible unit, but that person does not.")
        raise Invalid(sentence, {"officer": Refusal(sentence)})
    return int(found[0].id)


def receiver_of(session: Session, item: Item, public_id: object, at: datetime) -> int:
    """The same for whoever shall have this very step; raises ``Conflict`` when they have it, or may not do it (four eyes)."""
    person_id = officer_of_unit(session, item.unit_id, public_id, at)
    side = sides_of(session, [item.instance_id], [person_id]).get((item.instance_id, person_id))
    if refusal := may_receive(item, person_id, side) or panel.may_be_seated(session, item, person_id):
        raise refusal
    return person_id


def reassign(
    session: Session,
    item: Item,
    *,
    person: str,
    reason: str,
    actor: Actor,
    at: datetime,
    from_id: int | None = None,
    until: date | None = None,
) -> None:
    """A superior gives an open item to another officer of the responsible unit; that is a new responsible person.

    ``from_id`` is whoever must still hold it: when somebody else does by now, nothing is done. Given ``until`` a day, it comes back
    to them on the next working day (``coming_back``).
    """
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_reassign(held.item, held.standing, leads=leads_unit(session, held.item.unit_id, held.standing)):
        raise refusal
    if from_id is not None and held.item.assignee_id != from_id:
        raise Conflict(MEANWHILE)
    chosen = receiver_of(session, held.item, person, at)
    back = None
    if until is not None and held.item.assignee_id is not None:
        calendar = calendar_for(session, held.item.unit_id)
        back = Back(calendar.at_eight(calendar.next_working_day(until)), held.item.assignee_id)
    give(held.turn, held.item, chosen, reason, back)
    held.turn.finish()


def give(turn: Any, item: Item, person_id: int, reason: str, back: Back | None = None) -> None:
    """Put the item into that person's hands and settle its escalations: somebody new answers for it."""
    hold(turn, item, person_id, how="assigned", reason=reason, back=back)
    turn.note(fact("work_item.reassigned", reason, item=item.public_id, person=person_id))
    settle(turn, item, "new_person")
