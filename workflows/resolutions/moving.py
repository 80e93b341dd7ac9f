"""Giving a running task to another unit: what waits for the old lead waits for the new one, and everybody can see that it was so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.db import table_of
from workflows.errors import N_, Conflict, Forbidden, Invalid, Refusal
from workflows.facts import fact
from workflows.instances import due, performers
from workflows.instances.models import CaseUnit, WorkItem
from workflows.instances.turn import Turn
from workflows.organisation import hierarchy
from workflows.organisation.models import OrgUnit
from workflows.resolutions import registering
from workflows.resolutions.actions import refresh
from workflows.resolutions.editing import gripped
from workflows.resolutions.examining import Difference
from workflows.resolutions.keeping import may_keep_plan
from workflows.resolutions.models import ResolutionTask
from workflows.work.claim import let_go
from workflows.work.due import change_due
from workflows.work.escalation import settle
from workflows.work.item import Item, from_row, item_query
from workflows.work.parts import CHECK

MOVES = {"accept": "head_of", "submission": "members_of"}
NOT_RUNNING = N_("Expected a task that is being carried out, but it has not started. Correct its lead on its page.")
OVER = N_("Expected a task that is not over, but its case has ended.")
STILL = N_("Expected a case that goes on, but it is suspended. Resume it first.")
IN_PARTS = N_("Expected a task that one unit leads, but its parts have a lead each. Give the part to another unit.")
UNASSIGNED = N_("Expected a task that a unit leads, but it waits to be assigned. Name the unit there.")
TOO_FAR = N_("Expected a task whose result is still being made, but it was handed in and is being checked.")


@dataclass(frozen=True, slots=True)
class Moved:
    """What a reassignment did: from one unit to another, and the steps that went with it (Vietnamese and English name)."""

    before: str
    after: str
    steps: tuple[tuple[str, str], ...]


def may_move(
    turn: Turn | None, row: ResolutionTask, open_steps: Sequence[str], *, keeps: bool, parts: bool
) -> Refusal | None:
    """Whoever keeps the plan moves a running task, while its result is still being made."""
    if not keeps:
        return Forbidden(N_("Expected a keeper of the plan, but you were not granted that role here."))
    if turn is None:
        return Conflict(NOT_RUNNING)
    if turn.ended_at is not None:
        return Conflict(OVER)
    if parts:
        return Conflict(IN_PARTS)
    if turn.suspended:
        return Conflict(STILL)
    if "assign" in open_steps or row.lead_unit_id is None:
        return Conflict(UNASSIGNED)
    return None if set(open_steps) & set(MOVES) else Conflict(TOO_FAR)


def reassign_lead(session: Session, public_id: str, *, unit: str, reason: str, actor: Actor, at: datetime) -> Moved:
    """Let the unit with this code lead the task from now on.

    What was waiting to be accepted, or for the result, waits for the new unit: nobody holds it any more, escalations of it are
    settled (somebody new answers), the time to accept begins anew. The due date of the result stays. Raises ``NotFound``,
    ``Forbidden``, ``Conflict`` when the case is too far, ``Invalid`` at ``unit`` or ``reason``.
    """
    turn, _, row = gripped(session, public_id, actor, at)
    items = _open_items(session, turn)
    parts = session.scalar(select(exists().where(ResolutionTask.parent_id == row.id))) or False
    keeps = may_keep_plan(session, actor, row.assigning_unit_id, at) is None
    if refusal := may_move(turn, row, [item.step for item in items], keeps=keeps, parts=parts):
        raise refusal
    assert turn is not None and row.lead_unit_id is not None
    lead, before = _new_lead(session, row, unit), session.get_one(OrgUnit, row.lead_unit_id)
    if not reason.strip():
        sentence = N_("Expected a reason, but it is empty.")
        raise Invalid(sentence, {"reason": Refusal(sentence)})
    row.lead_unit_id = lead.id
    if row.parent_id is not None:
        row.lead_text = lead.name_vi
    units = table_of(CaseUnit)
    of_lead = (units.c.instance_id == turn.id, units.c.role == "lead")
    session.execute(update(units).where(*of_lead).values(unit_id=lead.id))
    session.flush()
    change = Difference(row.code, "lead_unit", before.name_vi, lead.name_vi)
    registering.remember(session, row.id, [change], reason=reason.strip(), actor=actor, at=at)
    refresh(turn, row)
    turn.variables["lead_unit"], turn.variables["officer"] = lead.code, None
    turn.note(fact("task.moved", reason.strip(), lead_unit=lead.code, before_lead=before.code))
    moving = [item for item in items if item.step in MOVES or item.element == CHECK]
    for item in moving:
        _give(turn, item, lead)
    turn.finish()
    return Moved(before.code, lead.code, tuple((item.name_vi, item.name_en) for item in moving))


def _open_items(session: Session, turn: Turn | None) -> list[Item]:
    if turn is None:
        return []
    query = item_query().where(WorkItem.instance_id == turn.id, WorkItem.closed_at.is_(None)).order_by(WorkItem.id)
    return [from_row(row) for row in session.execute(query)]


def _new_lead(session: Session, row: ResolutionTask, code: str) -> OrgUnit:
    """The unit named; raises ``Invalid`` when there is none, or it leads the task (or another part of it) already."""
    try:
        unit = hierarchy.find_unit(session, code)
    except Refusal:
        sentence = N_("Expected a unit of the tree, but none was chosen.")
        raise Invalid(sentence, {"unit": Refusal(sentence)}) from None
    leading = select(ResolutionTask.id).where(ResolutionTask.lead_unit_id == unit.id)
    leading = leading.where(
        ResolutionTask.id == row.id if row.parent_id is None else ResolutionTask.parent_id == row.parent_id
    )
    if session.scalar(leading.limit(1)) is not None:
        sentence = N_("Expected another unit than the one that leads it, or another part of it, already.")
        raise Invalid(sentence, {"unit": Refusal(sentence)})
    return unit


def _give(turn: Turn, item: Item, lead: OrgUnit) -> None:
    """The step is offered to the new unit, as its drawing would have offered it."""
    performer = performers.resolve(
        turn.session, {MOVES.get(item.step, "members_of"): lead.code}, on=local_date(turn.at)
    )
    if item.assignee_id is not None:
        let_go(turn, item)
    table = table_of(WorkItem)
    chosen = update(table).where(table.c.id == item.id)
    rule = turn.session.scalar(select(table.c.due_rule).where(table.c.id == item.id))
    turn.session.execute(chosen.values(candidate_key=performer.candidate_key, unit_id=performer.unit_id))
    due_at = item.due_at
    if item.step == "accept" and rule:
        due_at = performer.calendar.add_working_days(turn.at, due.read(rule).working_days)
        change_due(turn, item, due_at)
    else:
        settle(turn, item, "new_person")
    turn.note(
        fact(
            "work_item.opened",
            item=item.public_id,
            element=item.element,
            performer=performer.candidate_key,
            due_at=due_at.isoformat() if due_at else None,
        )
    )
