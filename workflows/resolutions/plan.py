"""Taking a plan file in: all of it or nothing. Cases are started afterwards, one by one, by ``starting``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import WorkCalendar
from workflows.db import new_public_id
from workflows.errors import N_, Invalid
from workflows.facts import Fact, fact
from workflows.ledger.record import record
from workflows.organisation.calendars import calendar_for
from workflows.organisation.folding import fold
from workflows.resolutions import documents
from workflows.resolutions.examining import Difference, Examined, Known, PlanReport, changes, examine, planned_values
from workflows.resolutions.keeping import demand_keeper
from workflows.resolutions.models import PlanDifference, PlanImport, ResolutionTask, TaskUnit
from workflows.resolutions.rows import Placing, PlannedTask


class PlanRefused(Invalid):
    """The file has faults, all of them in ``report``; nothing was written."""

    def __init__(self, report: PlanReport) -> None:
        super().__init__(N_("Expected a plan without faults, but found %(count)s; nothing was taken in."), count=len(report.faults))
        self.report = report


def try_plan(session: Session, content: bytes, placing: Placing) -> PlanReport:
    """What ``import_plan`` would do with the file, faults included; writes nothing."""
    return examine(session, content, placing).report


def import_plan(session: Session, content: bytes, placing: Placing, *, file_name: str, origin: str = "plan",
                start: bool = True, actor: Actor, at: datetime) -> PlanReport:
    """Register the file's tasks and ask for a case for each new one (unless not ``start``).

    A code that is known already: unchanged rows are counted, a task that does not run yet takes the file's words, and
    for a running one each difference becomes a row that waits for a decision (``differences``).
    Raises ``PlanRefused`` when anything is wrong with any row, ``Forbidden`` for whoever does not keep the plan.
    """
    found = examine(session, content, placing, lock=True)
    if found.report.faults:
        raise PlanRefused(found.report)
    demand_keeper(session, actor, list(found.resolutions.values()), at)
    report = found.report
    taken = PlanImport(file_name=file_name[:255], sha256=hashlib.sha256(content).hexdigest(), rows=report.rows,
                       created=len(report.created), unchanged=report.unchanged, imported_by=actor.key, imported_at=at,
                       changed=len({one.code for one in report.changed}), differing=len(report.differing))
    session.add(taken)
    session.flush()
    facts: dict[str, list[Fact]] = {code: [] for code in found.resolutions}
    registered = documents.register_documents(session, {task.texts["source"] for task in found.tasks})
    new = [task for task in found.tasks if (task.resolution, task.code) not in found.known]
    _register(session, found, new, registered, taken.id, origin, at if start else None)
    for task in new:
        facts[task.resolution].append(fact("resolution_task.registered", code=task.code))
    for task in found.tasks:
        known = found.known.get((task.resolution, task.code))
        if known and (differences := changes(task, known)):
            facts[task.resolution] += (_wait(session, taken.id, known, differences) if known.running
                                       else _take_over(session, task, known, differences, registered))
    for code, noted in facts.items():
        summary = fact("plan.imported", file=taken.file_name, created=len(report.created), unchanged=report.unchanged,
                       differing=len(report.differing))
        record(session, f"plan:{code}", [summary, *noted], actor=actor, at=at)
    return report


def _register(session: Session, found: Examined, tasks: list[PlannedTask], registered: Mapping[str, int], import_id: int,
              origin: str, start_wanted_at: datetime | None) -> None:
    if not tasks:
        return
    calendar = calendar_for(session, None)
    values = [{"public_id": new_public_id(), "resolution_id": found.resolutions[task.resolution].id, "code": task.code,
               "assigning_unit_id": found.resolutions[task.resolution].assigning_unit_id, "origin": origin,
               "original_due_on": task.due_on, "imported_by_id": import_id, "start_wanted_at": start_wanted_at,
               "clears": "{}", **_columns(calendar, task, registered)} for task in tasks]
    session.execute(insert(ResolutionTask), values)
    made = select(ResolutionTask.resolution_id, ResolutionTask.code, ResolutionTask.id).where(ResolutionTask.imported_by_id == import_id)
    ids = {(row.resolution_id, row.code): row.id for row in session.execute(made)}
    units = [{"task_id": ids[found.resolutions[task.resolution].id, task.code], "unit_id": unit.id, "product": ""}
             for task in tasks for unit in task.cooperating.units]
    if units:
        session.execute(insert(TaskUnit), units)


def _columns(calendar: WorkCalendar, task: PlannedTask, registered: Mapping[str, int]) -> dict[str, Any]:
    """The columns of a task that the file decides; a day ends by the country's calendar, whoever leads."""
    due_at = calendar.end_of_day(task.due_on) if task.due_on else None
    return {**task.texts, "folded": fold(f"{task.code} {task.texts['title_vi']} {task.texts['title_en']}"),
            "due_on": task.due_on, "due_at": due_at, "kind": task.kind, "priority": task.priority, "province": task.province,
            "lead_unit_id": task.leads.one.id if task.leads.one else None,
            "document_id": registered.get(task.texts["source"]), "planned": json.dumps(planned_values(task), ensure_ascii=False)}


def _take_over(session: Session, task: PlannedTask, known: Known, differences: list[Difference],
               registered: Mapping[str, int]) -> list[Fact]:
    """A task that does not run yet takes the file's words."""
    session.execute(update(ResolutionTask).where(ResolutionTask.id == known.id).values(
        **_columns(calendar_for(session, None), task, registered)))
    session.execute(delete(TaskUnit).where(TaskUnit.task_id == known.id))
    for unit in task.cooperating.units:
        session.add(TaskUnit(task_id=known.id, unit_id=unit.id))
    return [fact("resolution_task.changed", code=task.code, fields=[one.field for one in differences])]


def _wait(session: Session, import_id: int, known: Known, differences: list[Difference]) -> list[Fact]:
    """Lay the differences before a person; one that waits already takes the newest words."""
    waiting = {row.field: row for row in session.scalars(select(PlanDifference).where(
        PlanDifference.task_id == known.id, PlanDifference.decided_at.is_(None)))}
    facts = []
    for one in differences:
        if row := waiting.get(one.field):
            if row.theirs == one.theirs:
                continue
            row.theirs, row.ours, row.import_id = one.theirs, one.ours, import_id
        else:
            session.add(PlanDifference(import_id=import_id, task_id=known.id, field=one.field, ours=one.ours, theirs=one.theirs))
        facts.append(fact("resolution_task.differs", code=one.code, field=one.field))
    return facts
