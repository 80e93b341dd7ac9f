"""From what a drawing says (``head_of(unit)``, ``group("verifiers")`` …) to the key of those who may take the item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from workflows.trips import Fixed, Said, go

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
UNIT = Fixed(with_days(select(_U.id, _U.id.label("unit_id")).where(_U.code == bindparam("said"))), lasting=True)
GROUP = Fixed(with_days(select(_G.id, _G.unit_id).where(_G.code == bindparam("said"))), lasting=True)
POSITION = Fixed(with_days(select(_P.id, _P.unit_id).where(_P.id == bindparam("said"))), lasting=True)
HEAD = Fixed(
    select(
        _P.id,
        exists().where(_A.position_id == _P.id, in_force(_A, bindparam("day", type_=Date))).label("held"),
    )
    .join_from(table_of(OrgUnit), table_of(UnitAncestor), _ABOVE.unit_id == _U.id)
    .join(table_of(Position), _P.unit_id == _ABOVE.ancestor_id)
    .where(_U.code == bindparam("said"), _P.rank == "head")
    .order_by(_ABOVE.distance)
    .limit(1),
    lasting=True,
)


_OF_TAG = {"members_of": (UNIT, "unit", str), "group": (GROUP, "group", str), "position": (POSITION, "position", int)}


def asking(said: Mapping[str, Any] | None, *, on: date) -> list[Said]:
    """What has to be asked about a drawing's tagged value before ``answered`` can tell who it means."""
    tag, value = _named(said)
    if value is None:
        return []
    if tag == "head_of":
        return [UNIT(said=str(value)), HEAD(said=str(value), day=on)]
    if tag in _OF_TAG:
        question, _kind, read = _OF_TAG[tag]
        return [question(said=read(value))]
    return []


def answered(session: Session, said: Mapping[str, Any] | None, answers: Sequence[Any], *, on: date) -> Performer:
    """Turn a drawing's tagged value and the rows for what it was ``asking`` into a ``Performer``.

    ``head_of`` names the head post of the unit, or, while it is vacant, the next post above that is held; where nobody is
    left above, the support team's group. The unit that answers stays the one that the drawing named.
    Raises ``Refusal`` when the value names nobody.
    """
    tag, value = _named(said)
    if value is not None:
        if tag == "head_of":
            return _head_of(session, answers, on)
        if tag == "person":
            return Performer(f"person:{int(value)}", None)
        if tag in _OF_TAG and (answers[0] or tag != "position"):
            return _found(answers[0], _OF_TAG[tag][1])
    raise Refusal(
        N_("Expected the drawing to say who does the step, but “%(said)s” names nobody."), said=f"{tag}({value})"
    )


def resolve(session: Session, said: Mapping[str, Any] | None, *, on: date) -> Performer:
    """The same for who asks about one value alone, in one trip."""
    return answered(session, said, go(session, asking(said, on=on)), on=on)


def _named(said: Mapping[str, Any] | None) -> tuple[str, Any]:
    if not said or len(said) != 1:
        raise Refusal(N_("Expected the drawing to say who does the step, but it names nobody."))
    ((tag, value),) = said.items()
    return tag, value


def _found(rows: Sequence[Any], kind: str) -> Performer:
    if not rows:
        raise NotFound
    return Performer(f"{kind}:{rows[0].id}", rows[0].unit_id, calendar_from(rows))


def _head_of(session: Session, answers: Sequence[Any], on: date) -> Performer:
    unit, head = answers
    if not unit:
        raise NotFound
    post_id = head[0].id if head else None
    if head and not head[0].held:
        above = hierarchy.next_up(session, head[0].id, on)
        post_id = above.id if above else None
    if post_id is None:
        (support,) = go(session, [GROUP(said=FALLBACK_GROUP)])
        return Performer(_found(support, "group").candidate_key, unit[0].id, calendar_from(unit))
    return Performer(f"position:{post_id}", unit[0].id, calendar_from(unit))
