"""Parts of co-operating units go along when a task is taken apart or merged: asked for no longer here, but there.

What a unit has delivered already stays with the case that asked for it; it is a part of that case's result.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflows.db import table_of
from workflows.errors import N_, Refusal
from workflows.instances.turn import Turn
from workflows.organisation.models import OrgUnit
from workflows.resolutions.contributions import Contribution, contributions_of, take_part
from workflows.resolutions.cooperating import arrange_parts, let_cooperate
from workflows.resolutions.models import ResolutionTask, TaskUnit
from workflows.work import parts

DELIVERED = N_("Expected a part that was not delivered yet, but this one was; what was delivered stays with this task.")
NO_PART = N_("Expected a unit that has a part of its own in this task, but it has none.")


def movable(session: Session, row: ResolutionTask) -> Sequence[tuple[OrgUnit, Contribution]]:
    """What the task's units contribute and have not delivered yet, each with its unit."""
    delivered = _delivered(session, row)
    said = {
        one.unit_id: one for one in contributions_of(session, [row.id]).get(row.id, []) if one.unit_id not in delivered
    }
    units = session.scalars(select(OrgUnit).where(OrgUnit.id.in_(said)).order_by(OrgUnit.id)) if said else ()
    return [(unit, said[unit.id]) for unit in units]


def may_move(session: Session, row: ResolutionTask, codes: Collection[str]) -> Mapping[str, Refusal]:
    """What is wrong with letting the parts of these units go, by the unit's code."""
    if not codes:
        return {}
    free = {unit.code for unit, _ in movable(session, row)}
    delivered = _delivered(session, row)
    known = {
        row.code: row.id for row in session.execute(select(OrgUnit.code, OrgUnit.id).where(OrgUnit.code.in_(codes)))
    }
    wrong = [code for code in codes if code not in free]
    return {code: Refusal(DELIVERED if known.get(code) in delivered else NO_PART) for code in wrong}


def move(
    session: Session, row: ResolutionTask, to: int, units: Collection[int], *, turn: Turn | None, reason: str
) -> None:
    """Let the task with the number ``to`` want the parts of these units, and this one no longer. Its case, if it runs, closes their steps;
    the caller finishes the turn.
    """
    said = [one for one in contributions_of(session, [row.id]).get(row.id, []) if one.unit_id in units]
    table = table_of(TaskUnit)
    take_part(session, to, {one.unit_id for one in said})
    for one in said:
        there = (table.c.task_id == to, table.c.unit_id == one.unit_id)
        session.execute(update(table).where(*there).values(product=one.product, due_on=one.due_on))
    here = (table.c.task_id == row.id, table.c.unit_id.in_([one.unit_id for one in said]))
    session.execute(update(table).where(*here).values(product="", due_on=None))
    if turn is not None and said:
        arrange_parts(turn, row.id, reason=reason)


def take_along(
    session: Session, row: ResolutionTask, other: ResolutionTask, turn: Turn | None, *, reason: str
) -> tuple[int, ...]:
    """Let the task that stays want what the duplicate's units were to contribute and have not delivered, where it wants nothing of
    them itself and they do not lead it. Answers the units; ``turn`` is the case of the one that stays, which asks them.
    """
    wanted = {one.unit_id for one in contributions_of(session, [other.id]).get(other.id, [])} | {other.lead_unit_id}
    units = tuple(unit.id for unit, _ in movable(session, row) if unit.id not in wanted)
    if not units:
        return ()
    move(session, row, other.id, units, turn=None, reason=reason)
    if turn is not None:
        let_cooperate(turn, other.id)
        arrange_parts(turn, other.id, reason=reason)
        turn.finish()
    return units


def _delivered(session: Session, row: ResolutionTask) -> set[int]:
    """The units of which something lies there, sent back or not."""
    if row.instance_id is None:
        return set()
    asked = parts.find_parts(session, row.instance_id, dropped=False)
    made = parts.find_deliveries(session, [one.id for one in asked]) if asked else {}
    return {one.unit_id for one in asked if made.get(one.id)}
