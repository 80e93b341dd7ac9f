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
        super().__init__(
            N_("Expected a plan without faults, but found %(count)s; nothing was taken in."), count=len(report.faults)
        )
        self.report = report


def try_plan(session: Session, content: bytes, placing: Placing, *, actor: Actor, at: datetime) -> PlanReport:
    """What ``import_plan`` would do with the file, faults included; writes nothing.

    Raises ``Forbidden`` as the import does: a report tells what the plan says.
    """
    found = examine(session, content, placing)
    demand_keeper(session, actor, list(found.resolutions.values()), at)
    return found.report


def import_plan(
    session: Session,
    content: bytes,
    placing: Placing,
    *,
    file_name: str,
    origin: str = "plan",
    start: bool = True,
    actor: Actor,
    at: datetime,
) -> PlanReport:
    """Register the file's tasks and ask for a case for each new one (unless not ``start``).

    A code that is known already: unchanged rows are counted, a task that does not run yet takes the file's words, and
    for a running one each difference becomes a row that waits for a decision (``differences``).
    Raises ``PlanRefused`` when anything is wrong with any row, ``Forbidden`` for whoever does not keep the plan.
    """
    found = examine(session, content, placing, lock=True)
    demand_keeper(session, actor, list(found.resolutions.values()), at)
    if found.report.faults:
        raise PlanRefused(found.report)
    report = found.report
    taken = _taken(session, report, content, file_name, actor, at)
    facts: dict[str, list[Fact]] = {code: [] for code in found.resolutions}
    registered = documents.register_documents(session, {planned.texts["source"] for planned in found.planned_tasks})
    new = [planned for planned in found.planned_tasks if (planned.resolution, planned.code) not in found.known]
    _register(session, found, new, registered, taken.id, origin, at if start else None)
    for planned in new:
        facts[planned.resolution].append(fact("resolution_task.registered", code=planned.code))
    for planned in found.planned_tasks:
        known = found.known.get((planned.resolution, planned.code))
        if known and (differences := changes(planned, known)):
            facts[planned.resolution] += (
                _wait(session, taken.id, known, differences)
                if known.running
                else _take_over(session, planned, known, differences, registered)
            )
    for code, noted in facts.items():
        summary = fact(
            "plan.imported",
            file=taken.file_name,
            created=len(report.created),
            unchanged=report.unchanged,
            differing=len(report.differing),
        )
        record(session, f"plan:{code}", [summary, *noted], actor=actor, at=at)
    return report


def _taken(
    session: Session, report: PlanReport, content: bytes, file_name: str, actor: Actor, at: datetime
) -> PlanImport:
    """The row that remembers this file."""
    taken = PlanImport(
        file_name=file_name[:255],
        sha256=hashlib.sha256(content).hexdigest(),
        rows=report.rows,
        created=len(report.created),
        unchanged=report.unchanged,
        imported_by=actor.key,
        imported_at=at,
        changed=len({one.code for one in report.changed}),
        differing=len(report.differing),
    )
    session.add(taken)
    session.flush()
    return taken


def _register(
    session: Session,
    found: Examined,
    planned_tasks: list[PlannedTask],
    registered: Mapping[str, int],
    import_id: int,
    origin: str,
    start_wanted_at: datetime | None,
) -> None:
    if not planned_tasks:
        return
    calendar = calendar_for(session, None)
    values = [
        {
            "public_id": new_public_id(),
            "resolution_id": found.resolutions[planned.resolution].id,
            "code": planned.code,
            "assigning_unit_id": found.resolutions[planned.resolution].assigning_unit_id,
            "origin": origin,
            "original_due_on": planned.due_on,
            "imported_by_id": import_id,
            "start_wanted_at": start_wanted_at,
            "clears": "{}",
            **_columns(calendar, planned, registered),
        }
        for planned in planned_tasks
    ]
    session.execute(insert(ResolutionTask), values)
    made = select(ResolutionTask.resolution_id, ResolutionTask.code, ResolutionTask.id).where(
        ResolutionTask.imported_by_id == import_id
    )
    ids = {(row.resolution_id, row.code): row.id for row in session.execute(made)}
    units = [
        {"task_id": ids[found.resolutions[planned.resolution].id, planned.code], "unit_id": unit.id, "product": ""}
        for planned in planned_tasks
        for unit in planned.cooperating.units
    ]
    if units:
        session.execute(insert(TaskUnit), units)


def _columns(calendar: WorkCalendar, planned: PlannedTask, registered: Mapping[str, int]) -> dict[str, Any]:
    """The columns of a task that the file decides; a day ends by the country's calendar, whoever leads."""
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
        "document_id": registered.get(planned.texts["source"]),
        "planned": json.dumps(planned_values(planned), ensure_ascii=False),
    }


def _take_over(
    session: Session, planned: PlannedTask, known: Known, differences: list[Difference], registered: Mapping[str, int]
) -> list[Fact]:
    """A task that does not run yet takes the file's words."""
    session.execute(
        update(ResolutionTask)
        .where(ResolutionTask.id == known.id)
        .values(**_columns(calendar_for(session, None), planned, registered))
    )
    session.execute(delete(TaskUnit).where(TaskUnit.task_id == known.id))
    for unit in planned.cooperating.units:
        session.add(TaskUnit(task_id=known.id, unit_id=unit.id))
    return [fact("resolution_task.changed", code=planned.code, fields=[one.field for one in differences])]


def _wait(session: Session, import_id: int, known: Known, differences: list[Difference]) -> list[Fact]:
    """Lay the differences before a person; one that waits already takes the newest words."""
    waiting = {
        row.field: row
        for row in session.scalars(
            select(PlanDifference).where(PlanDifference.task_id == known.id, PlanDifference.decided_at.is_(None))
        )
    }
    facts = []
    for one in differences:
        if row := waiting.get(one.field):
            if row.theirs == one.theirs:
                continue
            row.theirs, row.ours, row.import_id = one.theirs, one.ours, import_id
        else:
            session.add(
                PlanDifference(import_id=import_id, task_id=known.id, field=one.field, ours=one.ours, theirs=one.theirs)
            )
        facts.append(fact("resolution_task.differs", code=one.code, field=one.field))
    return facts
