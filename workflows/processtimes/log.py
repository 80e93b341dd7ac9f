"""The facts of a process's cases as events, for programs that mine processes: a page of cases at a time, by their numbers.

Only facts about what was done in a case go out, with values that name things (a step, a level, an outcome). What people wrote never does:
it is no value of a fact, but its note.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from workflows.definitions.models import DefinitionVersion
from workflows.instances.models import CaseUnit, ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.limits import LOG_CASES
from workflows.organisation.models import OrgUnit
from workflows.organisation.standing import Standing
from workflows.processtimes.asked import cases_of

TRANSITIONS: Mapping[str, str] = {
    "work_item.opened": "schedule",
    "work_item.claimed": "start",
    "work_item.released": "withdraw",
    "work_item.reassigned": "reassign",
    "work_item.delegated": "reassign",
    "work_item.taken_back": "reassign",
    "work_item.came_back": "reassign",
    "work_item.taken_over": "reassign",
    "work_item.completed": "complete",
    "work_item.closed": "pi_abort",
    "case.suspended": "suspend",
    "case.resumed": "resume",
    "case.cancelled": "pi_abort",
}
"""What a fact is in the life cycle of the step or case that it is about, in the words of IEEE 1849; all others are complete at once."""
LEFT_OUT = frozenset({"draft.saved", "comment.made", "comment.mentioned"})
VALUES = ("level", "outcome", "effect", "percent", "number")


@dataclass(frozen=True, slots=True)
class Event:
    """One fact: which, in what place of its case, who, when; ``item`` and ``element`` are empty where it is about no step."""

    seq: int
    fact: str
    at: datetime
    actor: str
    item: str
    element: str
    step_vi: str
    step_en: str
    unit: str
    values: Mapping[str, Any]

    @property
    def transition(self) -> str:
        """What it is in the life cycle."""
        return TRANSITIONS.get(self.fact, "complete")

    @property
    def verb(self) -> str:
        """The fact's past participle: ``claimed``."""
        return self.fact.partition(".")[2].replace("_", " ")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a case, as a thing that events are about."""

    public_id: str
    element: str
    kind: str
    unit: str
    opened_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class LoggedCase:
    """A case with its steps, its units (code, role) and its events in order."""

    row: ProcessInstance
    version: int
    steps: tuple[Step, ...]
    units: tuple[tuple[str, str], ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases go out: of a process (and version), begun within a period."""

    key: str
    version: int | None
    since: datetime
    until: datetime

    def conditions(self, standing: Standing) -> list[ColumnElement[bool]]:
        """The same on ``process_instances``, as far as this person may see them."""
        begun = (ProcessInstance.started_at >= self.since, ProcessInstance.started_at < self.until)
        return [*cases_of(self.key, self.version, standing), *begun]


def count_up_to(session: Session, wanted: Wanted, standing: Standing, most: int) -> int:
    """How many cases there are, at most one more than ``most``."""
    some = select(ProcessInstance.id).where(*wanted.conditions(standing)).limit(most + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def page_of(
    session: Session, wanted: Wanted, standing: Standing, after: int | None, *, limit: int = LOG_CASES
) -> tuple[Sequence[tuple[ProcessInstance, int]], int | None]:
    """The next cases with the numbers of their versions, and where the page after them begins."""
    query = (
        select(ProcessInstance, DefinitionVersion.number)
        .join(DefinitionVersion, DefinitionVersion.id == ProcessInstance.definition_version_id)
        .where(*wanted.conditions(standing), ProcessInstance.id > (after or 0))
        .order_by(ProcessInstance.id)
        .limit(limit)
    )
    rows = [(case, number) for case, number in session.execute(query)]
    return rows, rows[-1][0].id if len(rows) == limit else None


def logged(session: Session, rows: Sequence[tuple[ProcessInstance, int]], *, before: datetime) -> list[LoggedCase]:
    """These cases with everything that goes out of them, in three queries: facts, steps, units. Later facts stay for the next log."""
    items = _items(session, [case.id for case, _ in rows])
    known = {item.public_id: (item, code) for found in items.values() for item, code in found}
    facts = _facts(session, [case.public_id for case, _ in rows], before)
    units = _units(session, [case.id for case, _ in rows])
    return [
        LoggedCase(
            case,
            number,
            tuple(
                Step(item.public_id, item.element, item.step, code or "", item.opened_at, item.due_at)
                for item, code in items.get(case.id, ())
            ),
            tuple(units.get(case.id, ())),
            tuple(_event(entry, known) for entry in facts.get(f"case:{case.public_id}", ())),
        )
        for case, number in rows
    ]


def units_named(session: Session, codes: Collection[str]) -> list[OrgUnit]:
    """The units with these codes, in their order."""
    return list(session.scalars(select(OrgUnit).where(OrgUnit.code.in_(codes)).order_by(OrgUnit.code)))


def _items(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[WorkItem, str | None]]]:
    found: dict[int, list[tuple[WorkItem, str | None]]] = defaultdict(list)
    query = select(WorkItem, OrgUnit.code).outerjoin(OrgUnit, OrgUnit.id == WorkItem.unit_id)
    for item, code in session.execute(query.where(WorkItem.instance_id.in_(ids)).order_by(WorkItem.id)):
        found[item.instance_id].append((item, code))
    return found


def _units(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    query = select(CaseUnit.instance_id, OrgUnit.code, CaseUnit.role).join(OrgUnit, OrgUnit.id == CaseUnit.unit_id)
    for instance_id, code, role in session.execute(
        query.where(CaseUnit.instance_id.in_(ids)).order_by(CaseUnit.role, OrgUnit.code)
    ):
        found[instance_id].append((code, role))
    return found


def _facts(session: Session, cases: Sequence[str], before: datetime) -> dict[str, list[LedgerEntry]]:
    found: dict[str, list[LedgerEntry]] = defaultdict(list)
    query = select(LedgerEntry).where(
        LedgerEntry.stream.in_([f"case:{one}" for one in cases]),
        LedgerEntry.kind.not_in(LEFT_OUT),
        LedgerEntry.happened_at <= before,
    )
    for entry in session.scalars(query.order_by(LedgerEntry.stream, LedgerEntry.seq)):
        found[entry.stream].append(entry)
    return found


def _event(entry: LedgerEntry, known: Mapping[str, tuple[WorkItem, str | None]]) -> Event:
    data = json.loads(entry.data)
    item, unit = known.get(str(data.get("item")), (None, None))
    return Event(
        entry.seq,
        entry.kind,
        entry.happened_at,
        entry.actor,
        item.public_id if item else "",
        item.element if item else str(data.get("element") or ""),
        item.name_vi if item else "",
        item.name_en if item else "",
        unit or "",
        {name: data[name] for name in VALUES if isinstance(data.get(name), str | int)},
    )
