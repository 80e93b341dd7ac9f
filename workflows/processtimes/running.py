"""Where the running cases of a process stand: counts for each element in four grouped queries, and the cases behind a count.

People's steps, timers and incidents are rows; which messages a case waits for stands in its own row, by their names. A count holds the
cases that the reader may see, nobody else's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from workflows.instances.models import Incident, ProcessInstance, ProcessTimer, WorkItem
from workflows.limits import RUNNING_PAGE
from workflows.organisation.standing import Standing
from workflows.processtimes.asked import cases_of

What = Literal["items", "timers", "messages", "incidents"]
WHAT: tuple[What, ...] = get_args(What)
WHOLE_CASE = ""
"""The element of an incident that concerns no step."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many running cases there are, and for each kind of thing how many stand at each element; messages by their names."""

    cases: int
    items: dict[str, int]
    timers: dict[str, int]
    messages: dict[str, int]
    incidents: dict[str, int]


def counts_of(session: Session, key: str, version: int | None, standing: Standing) -> Counts:
    """Count what is open, in five queries whatever runs."""
    running = [*cases_of(key, version, standing), ProcessInstance.ended_at.is_(None)]
    waiting = select(ProcessInstance.waiting_for, func.count()).where(*running).group_by(ProcessInstance.waiting_for)
    cases, messages = 0, Counter[str]()
    for said, number in session.execute(waiting):
        cases += number
        messages.update({name: number for name in set(said.split(",")) if name})
    return Counts(
        cases,
        _grouped(session, _items(select(WorkItem.element, func.count())).where(*running), WorkItem.element),
        _grouped(session, _timers(select(ProcessTimer.element, func.count())).where(*running), ProcessTimer.element),
        dict(messages),
        _grouped(session, _incidents(select(_AT, func.count())).where(*running), _AT),
    )


def cases_at(
    session: Session,
    key: str,
    version: int | None,
    standing: Standing,
    *,
    what: What,
    element: str,
    after: int = 0,
    limit: int = RUNNING_PAGE,
) -> tuple[Sequence[ProcessInstance], int | None]:
    """The running cases that stand at an element (for messages: wait for that name), by their number, and where the next page begins."""
    query = select(ProcessInstance).where(*cases_of(key, version, standing), ProcessInstance.ended_at.is_(None))
    rows = session.scalars(
        query.where(_stands(what, element), ProcessInstance.id > after).order_by(ProcessInstance.id).limit(limit + 1)
    ).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


_AT = func.coalesce(WorkItem.element, WHOLE_CASE)


def _items(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    joined = query.join_from(WorkItem, ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
    return joined.where(WorkItem.closed_at.is_(None))


def _timers(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.join_from(ProcessTimer, ProcessInstance, ProcessInstance.id == ProcessTimer.instance_id)


def _incidents(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    joined = query.join_from(Incident, ProcessInstance, ProcessInstance.id == Incident.instance_id)
    return joined.outerjoin(WorkItem, WorkItem.id == Incident.work_item_id).where(Incident.closed_at.is_(None))


def _grouped(session: Session, query: Select[*tuple[Any, ...]], by: Any) -> dict[str, int]:
    return {element: number for element, number in session.execute(query.group_by(by))}


def _stands(what: What, element: str) -> Any:
    if what == "messages":
        listed = literal(",").concat(ProcessInstance.waiting_for).concat(",")
        return listed.contains(f",{element},", autoescape=True)
    source, column, link = {
        "items": (_items, WorkItem.element, WorkItem.instance_id),
        "timers": (_timers, ProcessTimer.element, ProcessTimer.instance_id),
        "incidents": (_incidents, _AT, Incident.instance_id),
    }[what]
    return ProcessInstance.id.in_(source(select(link)).where(column == element).correlate(None))
