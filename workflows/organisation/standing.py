"""Where a person stands at a moment: posts, units, groups and granted roles, read afresh for every act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, bindparam, exists, false, literal, select, union_all
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.db import table_of
from workflows.organisation.models import Appointment, CandidateGroup, Grant, GroupMember, OrgUnit, Position, in_force
from workflows.trips import Fixed, go

LEADING = ("head", "deputy")
SEEING_ROLES = ("inspector", "leader", "plan_keeper")
_WHO, _DAY = bindparam("who", type_=Integer), bindparam("day", type_=Date)
_A, _G, _R = table_of(Appointment).c, table_of(GroupMember).c, table_of(Grant).c
_P, _C = table_of(Position).c, table_of(CandidateGroup).c
_TOP, _OTHER = table_of(OrgUnit).alias("top"), table_of(OrgUnit).alias("other")


def _all_below(unit_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether every unit lies below this one: it is at the top, and nothing else is."""
    alone = ~exists().where(_OTHER.c.parent_id.is_(None), _OTHER.c.id != unit_id)
    return and_(exists().where(_TOP.c.id == unit_id, _TOP.c.parent_id.is_(None)), alone)


def _standing(all_below: Callable[[ColumnElement[int]], ColumnElement[bool]]) -> Fixed:
    return Fixed(
        union_all(
            select(
                literal("post").label("what"), _P.id, _P.unit_id, _P.rank, all_below(_P.unit_id).label("all_below")
            ).where(_P.id == _A.position_id, _A.person_id == _WHO, in_force(_A, _DAY)),
            select(literal("group"), _C.id, _C.unit_id, _C.code, false()).where(
                _C.id == _G.group_id, _G.person_id == _WHO, in_force(_G, _DAY)
            ),
            select(literal("grant"), _R.id, _R.unit_id, _R.role, all_below(_R.unit_id)).where(
                _R.person_id == _WHO, in_force(_R, _DAY)
            ),
        ),
        lasting=True,
    )


STANDING = _standing(_all_below)
STANDING_TO_ACT = _standing(lambda unit_id: false())  # who acts on one thing is not asked whether they see everything


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is entitled to. ``candidate_keys`` are the keys under which work is offered to this person;
    ``led_unit_ids`` the units whose head or deputy post the person holds (acting included); ``roles`` maps a granted role to
    the units on which it was granted. ``sees_all``: what the person may see reaches over the whole tree. The clock and the
    operator stand nowhere: everything is empty.
    """

    person_id: int | None = None
    candidate_keys: frozenset[str] = frozenset()
    own_unit_ids: frozenset[int] = frozenset()
    led_unit_ids: frozenset[int] = frozenset()
    position_ids: frozenset[int] = frozenset()
    roles: dict[str, frozenset[int]] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    sees_all: bool = False


def standing_of(session: Session, actor: Actor, at: datetime) -> Standing:
    """Read the actor's appointments, groups and grants of that day in one query."""
    if actor.person_id is None:
        return Standing()
    (found,) = go(session, [STANDING(who=actor.person_id, day=local_date(at))])
    return standing_from(actor, found)


def standing_from(actor: Actor, found: Sequence[Any]) -> Standing:
    """The standing that rows of ``STANDING`` tell of."""
    if actor.person_id is None:
        return Standing()
    keys, own, led, positions, groups = {f"person:{actor.person_id}"}, set(), set(), set(), set()
    roles: dict[str, frozenset[int]] = {}
    sees_all = False
    for what, key, unit_id, word, all_below in found:
        sees_all = sees_all or (bool(all_below) and word in (LEADING if what == "post" else SEEING_ROLES))
        if what == "post":
            keys |= {f"position:{key}", f"unit:{unit_id}"}
            positions.add(key)
            own.add(unit_id)
            if word in LEADING:
                led.add(unit_id)
        elif what == "group":
            keys.add(f"group:{key}")
            groups.add(word)
        else:
            roles[word] = roles.get(word, frozenset()) | {unit_id}
    return Standing(
        actor.person_id,
        frozenset(keys),
        frozenset(own),
        frozenset(led),
        frozenset(positions),
        roles,
        frozenset(groups),
        sees_all,
    )


def scope_unit_ids(standing: Standing) -> frozenset[int]:
    """The units that the person may see with everything below them: those led, and those of a seeing grant.

    Own units are seen too, without what lies below: ``standing.own_unit_ids``.
    """
    return standing.led_unit_ids.union(*(standing.roles.get(role, frozenset()) for role in SEEING_ROLES))
