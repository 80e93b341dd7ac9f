"""From what a drawing says (``head_of(unit)``, ``group("verifiers")`` …) to the key of those who may take the item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam, exists, select
from sqlalchemy.orm import Session

from workflows.calendar import WorkCalendar
from workflows.db import table_of
from workflows.errors import N_, NotFound, Refusal
from workflows.organisation import hierarchy
from workflows.organisation.calendars import THE_COUNTRY, calendar_from, with_days
from workflows.organisation.models import Appointment, CandidateGroup, OrgUnit, Position, UnitAncestor, in_force
from workflows.trips import Fixed, go

FALLBACK_GROUP = "support_team"
_U, _P, _G, _A = (table_of(model).c for model in (OrgUnit, Position, CandidateGroup, Appointment))
_ABOVE = table_of(UnitAncestor).c


@dataclass(frozen=True, slots=True)
class Performer:
    """Who may take an item (``candidate_key``), the unit that answers for it, and that unit's calendar."""

    candidate_key: str
    unit_id: int | None
    calendar: WorkCalendar = THE_COUNTRY


# Questions for somebody: the first column goes into the key; with the days that the unit keeps differently.
UNIT = Fixed(with_days(select(_U.id, _U.id.label("unit_id")).where(_U.code == bindparam("said"))))
GROUP = Fixed(with_days(select(_G.id, _G.unit_id).where(_G.code == bindparam("said"))))
POSITION = Fixed(with_days(select(_P.id, _P.unit_id).where(_P.id == bindparam("said"))))
HEAD = Fixed(
    select(
        _P.id,
        exists().where(_A.position_id == _P.id, in_force(_A, bindparam("day", type_=Date))).label("held"),
    )
    .join_from(table_of(OrgUnit), table_of(UnitAncestor), _ABOVE.unit_id == _U.id)
    .join(table_of(Position), _P.unit_id == _ABOVE.ancestor_id)
    .where(_U.code == bindparam("said"), _P.rank == "head")
    .order_by(_ABOVE.distance)
    .limit(1)
)


def resolve(session: Session, said: Mapping[str, Any] | None, *, on: date) -> Performer:
    """Turn a drawing's tagged value into a ``Performer``, in one trip.

    ``head_of`` names the head post of the unit, or, while it is vacant, the next post above that is held; where nobody is
    left above, the support team's group. The unit that answers stays the one that the drawing named.
    Raises ``Refusal`` when the value names nobody.
    """
    if not said or len(said) != 1:
        raise Refusal(N_("Expected the drawing to say who does the step, but it names nobody."))
    ((tag, value),) = said.items()
    if value is not None:
        if tag == "head_of":
            return _head_of(session, str(value), on)
        if tag == "members_of":
            return _found(session, UNIT, "unit", str(value))
        if tag == "group":
            return _found(session, GROUP, "group", str(value))
        if tag == "person":
            return Performer(f"person:{int(value)}", None)
        if tag == "position":
            try:
                return _found(session, POSITION, "position", int(value))
            except NotFound:
                pass
    raise Refusal(
        N_("Expected the drawing to say who does the step, but “%(said)s” names nobody."), said=f"{tag}({value})"
    )


def _found(session: Session, question: Fixed, kind: str, said: str | int) -> Performer:
    (found,) = go(session, [question(said=said)])
    if not found:
        raise NotFound
    return Performer(f"{kind}:{found[0].id}", found[0].unit_id, calendar_from(found))


def _head_of(session: Session, code: str, on: date) -> Performer:
    unit, head = go(session, [UNIT(said=code), HEAD(said=code, day=on)])
    if not unit:
        raise NotFound
    post_id = head[0].id if head else None
    if head and not head[0].held:
        above = hierarchy.next_up(session, head[0].id, on)
        post_id = above.id if above else None
    key = (
        f"position:{post_id}" if post_id is not None else _found(session, GROUP, "group", FALLBACK_GROUP).candidate_key
    )
    return Performer(key, unit[0].id, calendar_from(unit))
