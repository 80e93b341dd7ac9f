"""All the work of a person who is absent or leaves: what can be handed over and what cannot, and to whom each step may go.

Reads only. Each step then goes by itself (``assignment.reassign``), so that being cut off leaves whole steps on either side; what is
left is still with the person, and is found here again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from workflows.calendar import local_date
from workflows.errors import N_, Conflict, Refusal
from workflows.instances.models import WorkItem
from workflows.organisation import roster
from workflows.organisation.models import Appointment, Person, UnitAncestor, in_force
from workflows.organisation.standing import Standing
from workflows.work import panel
from workflows.work.access import visible_cases
from workflows.work.item import Item, from_row, item_query
from workflows.work.rules import may_be_given, may_reassign, may_receive
from workflows.work.sides import sides_of

NOT_TAKEN = N_("Expected a step that somebody holds, but this one is meant for a person who has not taken it.")
ELSEWHERE = N_("Expected somebody who holds a post in the responsible unit, but that person does not.")


@dataclass(frozen=True, slots=True)
class Held:
    """A step of the person's, and why it cannot be handed over by whoever asks (``None``: it can)."""

    item: Item
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A step, whom it shall go to (``None``: it stays), and why it must not go there."""

    item: Item
    to: Person | None
    refusal: Refusal | None


def held_by(session: Session, person_id: int, standing: Standing, at: datetime, limit: int) -> tuple[list[Held], bool]:
    """What a person has on the desk, as far as it is open to whoever asks, by due date; and whether there is more of it."""
    posts = select(Appointment.position_id).where(
        Appointment.person_id == person_id, in_force(Appointment, local_date(at))
    )
    keys = [f"person:{person_id}", *(f"position:{one}" for one in session.scalars(posts.distinct()))]
    meant = and_(WorkItem.assignee_id.is_(None), WorkItem.candidate_key.in_(keys))
    query = item_query().where(
        WorkItem.closed_at.is_(None), or_(WorkItem.assignee_id == person_id, meant), visible_cases(standing)
    )
    rows = session.execute(query.order_by(WorkItem.due_at.is_(None), WorkItem.due_at, WorkItem.id).limit(limit + 1))
    items = [from_row(row) for row in rows]
    led = _led(session, (item.unit_id for item in items), standing)
    return [Held(item, _refusal(item, standing, led)) for item in items[:limit]], len(items) > limit


def plan_of(
    session: Session, items: Sequence[Item], wanted: Mapping[str, str], at: datetime
) -> tuple[list[Planned], Mapping[int, list[Person]]]:
    """Where each step would go: ``wanted`` names people by the step's address. Also the people of every unit concerned."""
    people = roster.people_of_units(session, {item.unit_id for item in items if item.unit_id}, local_date(at))
    found: dict[str, Person] = {}
    for item in items:
        for person in people.get(item.unit_id or 0, ()):
            if person.public_id == wanted.get(item.public_id):
                found[item.public_id] = person
    sides = sides_of(session, (item.instance_id for item in items), (person.id for person in found.values()))
    planned = []
    for item in items:
        to = found.get(item.public_id)
        refusal = may_receive(item, to.id, sides.get((item.instance_id, to.id))) if to else None
        if to and not refusal:
            refusal = panel.may_be_seated(session, item, to.id)
        if to is None and wanted.get(item.public_id):
            refusal = Conflict(ELSEWHERE)
        planned.append(Planned(item, to, refusal))
    return planned, people


def _led(session: Session, unit_ids: Iterable[int | None], standing: Standing) -> set[int]:
    """Those of the units that the person leads, or leads from above."""
    query = select(UnitAncestor.unit_id).where(
        UnitAncestor.unit_id.in_({one for one in unit_ids if one}), UnitAncestor.ancestor_id.in_(standing.led_unit_ids)
    )
    return set(session.scalars(query))


def _refusal(item: Item, standing: Standing, led: set[int]) -> Refusal | None:
    if refusal := may_be_given(item):
        return refusal
    if item.assignee_id is None:
        return Conflict(NOT_TAKEN)
    return may_reassign(item, standing, leads=item.unit_id in led)
