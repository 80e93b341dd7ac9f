"""Somebody's inbox: what waits for them, most urgent first, page by page; and how much of it is late or soon due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from workflows.instances.models import ProcessInstance, WorkItem
from workflows.organisation.folding import fold
from workflows.organisation.standing import Standing
from workflows.work.access import mine_or_offered
from workflows.work.item import Item, from_row, item_query

Shelf = Literal["all", "mine", "groups", "late", "soon", "decisions"]
DECISIONS = ("assign", "accept", "confirmation", "verification", "sign_off", "escalation", "extension")
NEVER = datetime.fromisoformat("9999-12-31T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the inbox; ``after`` is the key that fetches the next one, ``None`` on the last."""

    items: tuple[Item, ...]
    after: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items wait on each shelf, from one query."""

    all: int
    mine: int
    groups: int
    late: int
    soon: int
    decisions: int


def inbox(
    session: Session,
    standing: Standing,
    *,
    shelf: Shelf,
    at: datetime,
    soon_until: datetime,
    search: str = "",
    after: tuple[datetime, int] | None = None,
    limit: int = 30,
) -> Page:
    """The items that wait for this person, by due date (those without one last), then by number.

    ``soon_until`` is the end of what counts as due soon. ``search`` looks in code and titles, without accents.
    """
    due = func.coalesce(WorkItem.due_at, NEVER)
    query = item_query().where(*_waiting(standing), _on_shelf(shelf, standing, at, soon_until))
    for word in fold(search).split()[:8]:
        query = query.where(ProcessInstance.folded.contains(word, autoescape=True))
    if after is not None:
        query = query.where(or_(due > after[0], and_(due == after[0], WorkItem.id > after[1])))
    rows = session.execute(query.order_by(due, WorkItem.id).limit(limit + 1)).all()
    items = tuple(from_row(row) for row in rows[:limit])
    last = items[-1] if len(rows) > limit else None
    return Page(items, (last.due_at or NEVER, last.id) if last else None)


def counts(session: Session, standing: Standing, *, at: datetime, soon_until: datetime) -> Counts:
    """How much waits on every shelf, in one query; the same conditions as the lists behind the numbers."""
    shelves: tuple[Shelf, ...] = ("all", "mine", "groups", "late", "soon", "decisions")
    sums: list[Any] = [
        func.coalesce(func.sum(case((_on_shelf(shelf, standing, at, soon_until), 1), else_=0)), 0) for shelf in shelves
    ]
    row = session.execute(
        select(*sums)
        .select_from(WorkItem)
        .join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
        .where(*_waiting(standing))
    ).one()
    return Counts(*(int(value) for value in row))


def _waiting(standing: Standing) -> tuple[ColumnElement[bool], ...]:
    return (WorkItem.closed_at.is_(None), ProcessInstance.ended_at.is_(None), mine_or_offered(standing))


def _on_shelf(shelf: Shelf, standing: Standing, at: datetime, soon_until: datetime) -> ColumnElement[bool]:
    if shelf == "mine":
        return WorkItem.assignee_id == standing.person_id
    if shelf == "groups":
        return WorkItem.assignee_id.is_(None)
    if shelf == "late":
        return and_(WorkItem.due_at.is_not(None), WorkItem.due_at < at)
    if shelf == "soon":
        return and_(WorkItem.due_at >= at, WorkItem.due_at <= soon_until)
    if shelf == "decisions":
        return WorkItem.step.in_(DECISIONS)
    return WorkItem.id > 0
