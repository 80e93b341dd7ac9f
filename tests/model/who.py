"""Who may take what, read once from the organisation: for each key under which work is offered, the names it is offered to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select

from tests.support.world import World
from workflows.organisation.models import Appointment, GroupMember, Position


def offered_to(world: World) -> Mapping[str, frozenset[str]]:
    """``position:7`` to its holders, ``unit:3`` to its people, ``group:2`` to its members; nobody else, for every other key."""
    names = {number: name for name, number in world.people.items()}
    found: dict[str, set[str]] = defaultdict(set)
    with world.database.reading() as session:
        posts = select(Appointment.person_id, Position.id, Position.unit_id).join(
            Position, Position.id == Appointment.position_id
        )
        for person, position, unit in session.execute(posts):
            found[f"position:{position}"].add(names[person])
            found[f"unit:{unit}"].add(names[person])
        for person, group in session.execute(select(GroupMember.person_id, GroupMember.group_id)):
            found[f"group:{group}"].add(names[person])
    return defaultdict(frozenset, {key: frozenset(people) for key, people in found.items()})
