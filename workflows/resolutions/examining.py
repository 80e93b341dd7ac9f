"""What taking in a plan file would do: the same answer for a trial and for the import itself. Writes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.errors import N_, Refusal
from workflows.resolutions import leads, reading, rows
from workflows.resolutions.models import Resolution, ResolutionTask
from workflows.resolutions.reading import RowFault
from workflows.resolutions.rows import Placing, PlannedTask


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one task on which the file differs from the file before it."""

    code: str
    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class PlanReport:
    """The answer to a plan file: what is new, what changes, what waits for a decision, what several units are proposed to lead."""

    rows: int
    created: tuple[str, ...]
    unchanged: int
    changed: tuple[Difference, ...]
    differing: tuple[Difference, ...]
    proposals: tuple[str, ...]
    faults: tuple[RowFault, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A task that is in the plan already."""

    id: int
    running: bool
    planned: Mapping[str, Any]
    ours: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Examined:
    """The report, and what the import needs to act on it."""

    report: PlanReport
    tasks: tuple[PlannedTask, ...]
    known: Mapping[tuple[str, str], Known]
    resolutions: Mapping[str, Resolution]


def examine(session: Session, content: bytes, placing: Placing, *, lock: bool = False) -> Examined:
    """Read the file, understand every row, and compare it with the plan; every fault found is in the report.

    A task that runs keeps what it has: what the file says otherwise is *differing* and waits for a person. One that does
    not run yet takes the file's words. ``lock`` holds the resolutions and tasks against other imports and the start job.
    """
    read = reading.read(content)
    names = leads.load_names(session)
    tasks: list[PlannedTask] = []
    faults = list(read.faults)
    for number, row in read.rows:
        task, wrong = rows.understand(number, row, placing, names)
        faults += wrong
        if task is not None:
            tasks.append(task)
    faults += _duplicates(read.rows, placing)
    resolutions, missing = _resolutions(session, {task.resolution for task in tasks}, lock)
    faults += missing
    faults.sort(key=lambda fault: (fault.row or 0, fault.column or ""))
    known = _known(session, resolutions, lock)
    return Examined(_report(len(read.rows), tasks, known, tuple(faults)), tuple(tasks), known, resolutions)


def planned_values(task: PlannedTask) -> dict[str, Any]:
    """What the file says of a task, by column, as plain JSON."""
    return {**task.texts, "due_on": task.due_on.isoformat() if task.due_on else None, "kind": task.kind,
            "priority": task.priority}


def changes(task: PlannedTask, known: Known) -> list[Difference]:
    """Where the file differs from what the file before it said."""
    values = planned_values(task)
    return [Difference(task.code, name, known.ours.get(name, ""), "" if value is None else str(value))
            for name, value in values.items() if known.planned.get(name) != value]


def _report(count: int, tasks: list[PlannedTask], known: Mapping[tuple[str, str], Known], faults: tuple[RowFault, ...]) -> PlanReport:
    created: list[str] = []
    changed: list[Difference] = []
    differing: list[Difference] = []
    unchanged = 0
    for task in tasks:
        row = known.get((task.resolution, task.code))
        if row is None:
            created.append(task.code)
        elif not (found := changes(task, row)):
            unchanged += 1
        else:
            (differing if row.running else changed).extend(found)
    proposals = tuple(task.code for task in tasks if task.texts["lead_text"] and task.leads.one is None)
    return PlanReport(count, tuple(created), unchanged, tuple(changed), tuple(differing), proposals, faults)


def _duplicates(read: tuple[tuple[int, dict[str, str]], ...], placing: Placing) -> list[RowFault]:
    first: dict[tuple[str, str], int] = {}
    faults = []
    for number, row in read:
        code = row.get("code", "")
        before = first.setdefault((placing.of(code)[0], code), number)
        if code and before != number:
            faults.append(RowFault(number, "code", Refusal(
                N_("Expected each code once, but “%(code)s” is in row %(row)s already."), code=code, row=before)))
    return faults


def _resolutions(session: Session, codes: set[str], lock: bool) -> tuple[dict[str, Resolution], list[RowFault]]:
    query = select(Resolution).where(Resolution.code.in_(codes)).order_by(Resolution.id)
    found = {row.code: row for row in session.scalars(query.with_for_update() if lock else query)}
    return found, [RowFault(None, None, Refusal(N_("Expected a registered resolution, but there is none with the code “%(code)s”."),
                                                code=code)) for code in sorted(codes - set(found))]


def _known(session: Session, resolutions: Mapping[str, Resolution], lock: bool) -> dict[tuple[str, str], Known]:
    code_of = {row.id: code for code, row in resolutions.items()}
    query = select(ResolutionTask).where(ResolutionTask.resolution_id.in_(code_of), ResolutionTask.parent_id.is_(None))
    known = {}
    for task in session.scalars(query.with_for_update() if lock else query):
        planned = json.loads(task.planned)
        ours = {name: "" if (value := getattr(task, name)) is None else str(value) for name in planned}
        known[code_of[task.resolution_id], task.code] = Known(task.id, task.instance_id is not None, planned, ours)
    return known
