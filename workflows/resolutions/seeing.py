"""Which tasks an actor may see: those of the cases that may be seen, and what waits for a case in the person's own units."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true, union, union_all
from sqlalchemy.orm import aliased

from workflows.organisation.among import Among
from workflows.organisation.standing import Standing
from workflows.resolutions.models import ResolutionTask, TaskUnit
from workflows.work.access import seen_unit, visible_case_ids, visible_cases


def visible_tasks(standing: Standing) -> ColumnElement[bool]:
    """Those whose case may be seen; before there is a case, those of the person's own units and of the subtrees below."""
    if standing.sees_all:
        return true()
    row = aliased(ResolutionTask, name="seen")
    seen = union_all(*(select(row.id).where(way) for way in ways_to_see(standing, row)))
    return Among(ResolutionTask.id, seen.scalar_subquery())


def ways_to_see(standing: Standing, row: Any = ResolutionTask) -> list[ColumnElement[bool]]:
    """The same as conditions that exclude each other, for lists: each begins with a few numbers that are found by index. Whoever sees
    all is asked for nothing.
    """
    if standing.sees_all:
        return [true()]
    cooperating = select(TaskUnit.task_id).where(seen_unit(TaskUnit.unit_id, standing))
    before = and_(
        row.instance_id.is_(None),
        or_(
            seen_unit(row.lead_unit_id, standing),
            seen_unit(row.assigning_unit_id, standing),
            row.id.in_(cooperating),
        ),
    )
    return [Among(row.instance_id, union(*visible_case_ids(standing)).scalar_subquery()), before]


def may_see_task(standing: Standing) -> ColumnElement[bool]:
    """The same condition for one task that is asked for by its address."""
    if standing.sees_all:
        return true()
    cooperates = (
        exists()
        .where(TaskUnit.task_id == ResolutionTask.id, seen_unit(TaskUnit.unit_id, standing))
        .correlate(ResolutionTask)
    )
    units = (ResolutionTask.lead_unit_id, ResolutionTask.assigning_unit_id)
    before = or_(*(seen_unit(unit, standing) for unit in units), cooperates)
    return or_(visible_cases(standing), and_(ResolutionTask.instance_id.is_(None), before))
