"""What taking in a plan file would do: the same answer for a trial and for the import itself. Writes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.errors import N_, Refusal
from workflows.limits import PLAN_FAULTS
from workflows.resolutions import leads, reading, rows
from workflows.resolutions.contributions import COLUMN, as_lines, written_for
from workflows.resolutions.leads import UnitNames
from workflows.resolutions.models import Resolution, ResolutionTask
from workflows.resolutions.reading import RowFault
from workflows.resolutions.rows import Placing, PlannedTask

FIELDS = (
    "title_vi",
    "title_en",
    "group_vi",
    "group_en",
    "lead_text",
    "coordinating_text",
    "deliverable",
    "evidence_required",
    "due_text",
    "source",
    "due_on",
    "kind",
    "priority",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one task on which the file differs from the file before it."""

    code: str
    field: str
    ours: str
    theirs: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one row: ``created``, ``unchanged``, ``changed``, or ``differing``, which waits for a decision."""

    row: int
    code: str
    what: str


@dataclass(frozen=True, slots=True)
class PlanReport:
    """The answer to a plan file: what is new, what changes, what waits for a decision, what several units are proposed to lead or
    (``classes``: code, words, how many units) to co-operate in."""

    rows: int
    created: tuple[str, ...]
    unchanged: int
    changed: tuple[Difference, ...]
    differing: tuple[Difference, ...]
    proposals: tuple[str, ...]
    faults: tuple[RowFault, ...]
    outcomes: tuple[Outcome, ...] = ()
    classes: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A task that is in the plan already."""

    id: int
    running: bool
    is_part: bool
    planned: Mapping[str, Any]
    ours: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Examined:
    """The report, and what the import needs to act on it."""

    report: PlanReport
    planned_tasks: tuple[PlannedTask, ...]
    known: Mapping[tuple[str, str], Known]
    resolutions: Mapping[str, Resolution]
    names: UnitNames


def examine(session: Session, content: bytes, placing: Placing, *, lock: bool = False) -> Examined:
    """Read the file, understand every row, and compare it with the plan; every fault found is in the report.

    A task that runs keeps what it has: what the file says otherwise is *differing* and waits for a person. One that does
    not run yet takes the file's words. ``lock`` holds the resolutions and tasks against other imports and the start job.
    """
    read = reading.read(content)
    names = leads.load_names(session)
    planned_tasks: list[PlannedTask] = []
    faults = list(read.faults)
    for number, row in read.rows:
        if len(faults) >= PLAN_FAULTS:
            faults.append(reading.too_many_faults())
            break
        try:
            planned, wrong = rows.understand(number, row, placing, names)
        except Refusal as refusal:  # more names than any plan has
            faults.append(RowFault(number, None, refusal))
            break
        faults += wrong
        if planned is not None:
            planned_tasks.append(planned)
    faults += _duplicates(read.rows, placing)
    resolutions, missing = _resolutions(session, {planned.resolution for planned in planned_tasks}, lock)
    known = _known(session, resolutions, lock, names)
    faults += [*missing, *_parts(planned_tasks, known)]
    faults.sort(key=lambda fault: (fault.row or 0, fault.column or ""))
    return Examined(
        _report(len(read.rows), planned_tasks, known, tuple(faults), names),
        tuple(planned_tasks),
        known,
        resolutions,
        names,
    )


def planned_values(planned: PlannedTask, names: UnitNames) -> dict[str, Any]:
    """What the file says of a task, by column, as plain JSON; of parts only where it says anything."""
    contributions = None if planned.contributions is None else as_lines(planned.contributions, names, planned.province)
    return {
        **planned.texts,
        "due_on": planned.due_on.isoformat() if planned.due_on else None,
        "kind": planned.kind,
        "priority": planned.priority,
        **({} if contributions is None else {COLUMN: contributions}),
    }


def changes(planned: PlannedTask, known: Known, names: UnitNames) -> list[Difference]:
    """Where the file differs from what the file before it said, and from what we have: a file that says what we have
    (because it was exported from here) changes nothing."""
    values = {
        name: (value, "" if value is None else str(value)) for name, value in planned_values(planned, names).items()
    }
    return [
        Difference(planned.code, name, known.ours.get(name, ""), said, planned.row)
        for name, (value, said) in values.items()
        if known.planned.get(name) != value and known.ours.get(name, "") != said
    ]


def current_values(row: ResolutionTask, contributions: str) -> dict[str, str]:
    """What the register says of a task now, by the fields of ``planned_values``, as text."""
    said = {name: "" if (value := getattr(row, name)) is None else str(value) for name in FIELDS}
    return {**said, COLUMN: contributions}


def _report(
    count: int,
    planned_tasks: list[PlannedTask],
    known: Mapping[tuple[str, str], Known],
    faults: tuple[RowFault, ...],
    names: UnitNames,
) -> PlanReport:
    created: list[str] = []
    changed: list[Difference] = []
    differing: list[Difference] = []
    outcomes: list[Outcome] = []
    unchanged = 0
    for planned in planned_tasks:
        row = known.get((planned.resolution, planned.code))
        found = changes(planned, row, names) if row else []
        what = "created" if row is None else "unchanged" if not found else "differing" if row.running else "changed"
        outcomes.append(Outcome(planned.row, planned.code, what))
        if what == "created":
            created.append(planned.code)
        elif what == "unchanged":
            unchanged += 1
        else:
            (differing if what == "differing" else changed).extend(found)
    proposals = tuple(
        planned.code for planned in planned_tasks if planned.texts["lead_text"] and planned.leads.one is None
    )
    classes = tuple(
        (planned.code, meant.words, len(meant.units))
        for planned in planned_tasks
        for meant in planned.cooperating.classes
        if meant.units
    )
    return PlanReport(
        count, tuple(created), unchanged, tuple(changed), tuple(differing), proposals, faults, tuple(outcomes), classes
    )


def _duplicates(read: tuple[tuple[int, dict[str, str]], ...], placing: Placing) -> list[RowFault]:
    first: dict[tuple[str, str], int] = {}
    faults = []
    for number, row in read:
        code = row.get("code", "")
        before = first.setdefault((row.get("resolution") or placing.resolution, code), number)
        if code and before != number:
            faults.append(
                RowFault(
                    number,
                    "code",
                    Refusal(
                        N_("Expected each code once, but “%(code)s” is in row %(row)s already."), code=code, row=before
                    ),
                )
            )
    return faults


def _parts(planned_tasks: list[PlannedTask], known: Mapping[tuple[str, str], Known]) -> list[RowFault]:
    """A child's code is given by the system; a file speaks of whole tasks."""
    return [
        RowFault(
            planned.row,
            "code",
            Refusal(N_("Expected the code of a whole task, but “%(code)s” is a part of one."), code=planned.code),
        )
        for planned in planned_tasks
        if (row := known.get((planned.resolution, planned.code))) and row.is_part
    ]


def _resolutions(session: Session, codes: set[str], lock: bool) -> tuple[dict[str, Resolution], list[RowFault]]:
    query = select(Resolution).where(Resolution.code.in_(codes)).order_by(Resolution.id)
    found = {row.code: row for row in session.scalars(query.with_for_update() if lock else query)}
    return found, [
        RowFault(
            None,
            None,
            Refusal(N_("Expected a registered resolution, but there is none with the code “%(code)s”."), code=code),
        )
        for code in sorted(codes - set(found))
    ]


def _known(
    session: Session, resolutions: Mapping[str, Resolution], lock: bool, names: UnitNames
) -> dict[tuple[str, str], Known]:
    code_of = {row.id: code for code, row in resolutions.items()}
    query = select(ResolutionTask).where(ResolutionTask.resolution_id.in_(code_of))
    rows = session.scalars(query.with_for_update() if lock else query).all()
    among = select(ResolutionTask.id).where(ResolutionTask.resolution_id.in_(code_of))
    parts = written_for(session, {row.id: row.province for row in rows}, names, among)
    known = {}
    for row in rows:
        said = json.loads(row.planned)
        known[code_of[row.resolution_id], row.code] = Known(
            row.id,
            row.instance_id is not None,
            row.parent_id is not None,
            said,
            current_values(row, parts.get(row.id, "")),
        )
    return known
