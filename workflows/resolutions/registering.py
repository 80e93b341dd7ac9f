"""Writing planned tasks into the register, however they came: by a plan file or by a person's form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import WorkCalendar
from workflows.db import new_public_id
from workflows.organisation.calendars import calendar_for
from workflows.organisation.folding import fold
from workflows.resolutions.contributions import name_contributions, take_part
from workflows.resolutions.examining import Difference, planned_values
from workflows.resolutions.leads import UnitNames, load_names
from workflows.resolutions.models import Resolution, ResolutionTask, TaskChange, TaskUnit
from workflows.resolutions.rows import PlannedTask


def register(
    session: Session,
    resolutions: Mapping[str, Resolution],
    planned_tasks: Sequence[PlannedTask],
    documents: Mapping[str, int],
    *,
    names: UnitNames | None = None,
    import_id: int | None = None,
    origin: str = "plan",
    start_wanted_at: datetime | None = None,
) -> dict[tuple[int, str], int]:
    """Enter new tasks with their units; the start job starts those that want a case. Answers their numbers, by resolution and code."""
    if not planned_tasks:
        return {}
    calendar, named = calendar_for(session, None), names or load_names(session)
    values = [
        {
            "public_id": new_public_id(),
            "resolution_id": resolutions[planned.resolution].id,
            "code": planned.code,
            "assigning_unit_id": resolutions[planned.resolution].assigning_unit_id,
            "origin": origin,
            "original_due_on": planned.due_on,
            "imported_by_id": import_id,
            "start_wanted_at": start_wanted_at,
            "clears": "{}",
            "planned": json.dumps(planned_values(planned, named), ensure_ascii=False),
            **columns_of(calendar, planned, documents),
        }
        for planned in planned_tasks
    ]
    numbers = session.execute(
        insert(ResolutionTask).returning(ResolutionTask.resolution_id, ResolutionTask.code, ResolutionTask.id), values
    )
    ids = {(row.resolution_id, row.code): row.id for row in numbers}
    units = [
        {"task_id": ids[resolutions[planned.resolution].id, planned.code], **said}
        for planned in planned_tasks
        for said in _units(planned)
    ]
    if units:
        session.execute(insert(TaskUnit), units)
    return ids


def _units(planned: PlannedTask) -> list[dict[str, Any]]:
    """The units that co-operate, each with what it contributes."""
    own = {one.unit_id: one for one in planned.contributions or ()}
    nothing = {"product": "", "due_on": None}
    return [
        {
            "unit_id": unit_id,
            **({"product": one.product, "due_on": one.due_on} if (one := own.get(unit_id)) else nothing),
        }
        for unit_id in sorted(planned.taking_part)
    ]


def columns_of(calendar: WorkCalendar, planned: PlannedTask, documents: Mapping[str, int]) -> dict[str, Any]:
    """The columns of a task that its plan decides; a day ends by the country's calendar, whoever leads."""
    due_at = calendar.end_of_day(planned.due_on) if planned.due_on else None
    return {
        **planned.texts,
        "folded": fold(f"{planned.code} {planned.texts['title_vi']} {planned.texts['title_en']}"),
        "due_on": planned.due_on,
        "due_at": due_at,
        "kind": planned.kind,
        "priority": planned.priority,
        "province": planned.province,
        "lead_unit_id": planned.leads.one.id if planned.leads.one else None,
        "document_id": documents.get(planned.texts["source"]),
    }


def take_over(session: Session, task_id: int, planned: PlannedTask, documents: Mapping[str, int], **more: Any) -> None:
    """A task that does not run yet takes what is planned, its units included; ``more`` says otherwise for some columns."""
    values = columns_of(calendar_for(session, None), planned, documents) | more
    session.execute(update(ResolutionTask).where(ResolutionTask.id == task_id).values(values))
    name_units(session, task_id, planned.taking_part, meant=planned.meant)
    if planned.contributions is not None:
        name_contributions(session, task_id, planned.contributions)


def name_units(session: Session, task_id: int, named: Set[int], *, meant: Set[int]) -> None:
    """These units co-operate from now on, and no others but those that were chosen of a class that is still ``meant``; a unit that
    stays keeps its own product and day.
    """
    present = set(session.scalars(select(TaskUnit.unit_id).where(TaskUnit.task_id == task_id)))
    if gone := present - named - meant:
        session.execute(delete(TaskUnit).where(TaskUnit.task_id == task_id, TaskUnit.unit_id.in_(gone)))
    take_part(session, task_id, named)


def remember(
    session: Session,
    task_id: int,
    changes: Sequence[Difference],
    *,
    reason: str = "",
    import_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Keep what the task said before, field by field."""
    said = {"task_id": task_id, "reason": reason, "import_id": import_id, "changed_by": actor.key, "changed_at": at}
    rows = [{**said, "field": one.field, "before": one.ours, "after": one.theirs} for one in changes]
    if rows:
        session.execute(insert(TaskChange), rows)
