"""What the units that co-operate in a task shall contribute: a product and a day of their own, named by who keeps the plan.

Named before the case runs, the parts are asked for when the lead takes the task; named later, at once. The case keeps its own rows
of them (``work.parts``), as it keeps its own title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session, aliased

from workflows.db import table_of
from workflows.instances.models import CaseUnit
from workflows.instances.turn import Turn
from workflows.organisation.calendars import calendar_for
from workflows.organisation.models import OrgUnit
from workflows.resolutions.leads import proposed_leads
from workflows.resolutions.models import ResolutionTask, TaskUnit
from workflows.resolutions.reopening_models import CaseReopening
from workflows.work import parts
from workflows.work.part_models import Part


@dataclass(frozen=True, slots=True)
class Cooperating:
    """A unit that takes part, with its own product and day where the document gives them."""

    unit: OrgUnit
    product: str
    due_on: date | None


def cooperating_units(session: Session, task_id: int) -> Sequence[Any]:
    """The rows of a task's co-operating units."""
    query = select(TaskUnit.unit_id, TaskUnit.product, TaskUnit.due_on).where(TaskUnit.task_id == task_id)
    return session.execute(query.order_by(TaskUnit.unit_id)).all()


def find_cooperating(session: Session, task_id: int) -> tuple[Cooperating, ...]:
    """The same with their units."""
    query = (
        select(OrgUnit, TaskUnit.product, TaskUnit.due_on)
        .join(TaskUnit, TaskUnit.unit_id == OrgUnit.id)
        .where(TaskUnit.task_id == task_id)
        .order_by(OrgUnit.id)
    )
    return tuple(Cooperating(*row) for row in session.execute(query))


def meant_units(session: Session, row: ResolutionTask) -> tuple[tuple[str, tuple[OrgUnit, ...]], ...]:
    """The classes of units that the document's words about co-operating mean, each with its words and its units in today's tree; those
    that are named by themselves, too, are left out: they co-operate anyway.
    """
    if not row.coordinating_text:
        return ()
    said = proposed_leads(session, row.coordinating_text, row.province)
    classes, named = said.classes, {unit.id for unit in said.units}
    numbers = {unit.id for meant in classes for unit in meant.units} - named
    units = {one.id: one for one in session.scalars(select(OrgUnit).where(OrgUnit.id.in_(numbers)))} if numbers else {}
    each = ((meant.words, tuple(units[unit.id] for unit in meant.units if unit.id in units)) for meant in classes)
    return tuple((words, several) for words, several in each if several)


def let_cooperate(turn: Turn, task_id: int) -> None:
    """Let the case belong to the units that co-operate in its task, and to no others beside its lead and those who check."""
    session = turn.session
    named = set(session.scalars(select(TaskUnit.unit_id).where(TaskUnit.task_id == task_id)))
    of_case = (CaseUnit.instance_id == turn.id, CaseUnit.role == "cooperating")
    present = set(session.scalars(select(CaseUnit.unit_id).where(*of_case)))
    if gone := present - named:
        session.execute(delete(CaseUnit).where(*of_case, CaseUnit.unit_id.in_(gone)))
    if come := sorted(named - present):
        rows = [{"instance_id": turn.id, "unit_id": one, "role": "cooperating"} for one in come]
        session.execute(insert(table_of(CaseUnit)), rows)
    session.flush()


def arrange_parts(turn: Turn, task_id: int, *, reason: str = "") -> None:
    """Let the task's case want what the plan wants of each co-operating unit; a day ends by the country's calendar. The children of a
    parent ask, each for its own; a case that goes on asks for nothing that the former one asked for in the same words.
    """
    named = [one for one in cooperating_units(turn.session, task_id) if one.product]
    if not named and not parts.has_parts(turn):
        return
    has_children = select(ResolutionTask.id).where(ResolutionTask.parent_id == task_id).limit(1)
    if turn.session.scalar(has_children) is not None:
        return
    calendar = calendar_for(turn.session, None)
    wanted = {
        one.unit_id: parts.Wanted(one.product, calendar.end_of_day(one.due_on) if one.due_on else None) for one in named
    }
    for former in _asked_before(turn.session, turn.id, task_id):
        if wanted.get(former.unit_id) == parts.Wanted(former.product, former.due_at):
            del wanted[former.unit_id]
    parts.arrange(turn, wanted, reason=reason)


def _asked_before(session: Session, instance_id: int, task_id: int) -> Sequence[Part]:
    """The parts of the task's former cases, of units of which the case itself wants none."""
    own = aliased(Part)
    wants = exists().where(own.instance_id == instance_id, own.unit_id == Part.unit_id, own.dropped_at.is_(None))
    query = select(Part).join(CaseReopening, CaseReopening.former_id == Part.instance_id)
    return session.scalars(query.where(CaseReopening.task_id == task_id, Part.dropped_at.is_(None), ~wants)).all()
