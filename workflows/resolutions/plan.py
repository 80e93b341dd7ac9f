"""Taking a plan file in: all of it or nothing. Cases are started afterwards, one by one, by ``starting``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Invalid
from workflows.facts import Fact, fact
from workflows.ledger.record import record
from workflows.resolutions import documents, registering
from workflows.resolutions.examining import Difference, Examined, Known, PlanReport, changes, examine, planned_values
from workflows.resolutions.keeping import demand_keeper
from workflows.resolutions.models import PlanDifference, PlanImport, ResolutionTask
from workflows.resolutions.rows import Placing


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
    new = {"import_id": taken.id, "origin": origin, "start_wanted_at": at if start else None}
    for resolution, noted in _write(session, found, new, actor, at):
        facts[resolution] += noted
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


def _write(
    session: Session, found: Examined, new: Mapping[str, Any], actor: Actor, at: datetime
) -> Iterator[tuple[str, list[Fact]]]:
    """Enter what is new, change what does not run yet, lay the rest before a person; answers the facts of each resolution."""
    registered = documents.register_documents(session, {planned.texts["source"] for planned in found.planned_tasks})
    created = [one for one in found.planned_tasks if (one.resolution, one.code) not in found.known]
    registering.register(session, found.resolutions, created, registered, names=found.names, **new)
    for planned in created:
        yield planned.resolution, [fact("resolution_task.registered", code=planned.code)]
    import_id = new["import_id"]
    for planned in found.planned_tasks:
        known = found.known.get((planned.resolution, planned.code))
        if known is None or not (differences := changes(planned, known, found.names)):
            continue
        if known.running:
            yield planned.resolution, _wait(session, import_id, known, differences)
            continue
        registering.take_over(session, known.id, planned, registered)
        registering.remember(session, known.id, differences, import_id=import_id, actor=actor, at=at)
        fields = [one.field for one in differences]
        yield planned.resolution, [fact("resolution_task.changed", code=planned.code, fields=fields)]
    _keep_what_was_said(session, found)


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


def _keep_what_was_said(session: Session, found: Examined) -> None:
    """Later files are compared with this one, also where it says nothing new to us; while a difference waits, its decision tells."""
    said = []
    for planned in found.planned_tasks:
        known = found.known.get((planned.resolution, planned.code))
        values = planned_values(planned, found.names)
        if known:
            values = {**known.planned, **values}  # what the file does not say of parts, the file before it said
        if known and known.planned != values and not (known.running and changes(planned, known, found.names)):
            said.append({"id": known.id, "planned": json.dumps(values, ensure_ascii=False)})
    if said:
        session.execute(update(ResolutionTask), said)


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
