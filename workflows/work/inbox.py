"""Somebody's inbox: what waits for them, most urgent first, page by page; and how much of it is late or soon due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from workflows.instances.models import ProcessInstance, WorkItem
from workflows.organisation.standing import Standing
from workflows.work.access import mine_or_offered, visible_cases
from workflows.work.difficulties import ANSWER
from workflows.work.item import Item, from_row, item_query
from workflows.work.narrowing import WHOLE, Bounds, Key, Narrowed, behind, conditions, key_of, ordering, saying
from workflows.work.panel import offered_once

Shelf = Literal["all", "mine", "groups", "late", "soon", "decisions", "put_off", "followed"]
DECISIONS = ("assign", "accept", "confirmation", "verification", "sign_off", "escalation", "extension")
COUNTED = 1000  # lists say “more than” beyond


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the inbox; ``after`` is the key that fetches the next one, ``None`` on the last."""

    items: tuple[Item, ...]
    after: Key | None


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
    week_until: datetime | None = None,
    search: str = "",
    narrowed: Narrowed = WHOLE,
    after: Key | None = None,
    limit: int = 30,
) -> Page:
    """The items that wait for this person, by due date where ``narrowed`` has no other order: a delay since it was raised, what
    has none last.

    ``soon_until`` is the end of what counts as due soon. ``search`` looks in code, titles and units, without accents.
    """
    asked = _asked(standing, shelf, Bounds(at, soon_until, week_until or soon_until), search, narrowed)
    query = item_query().where(*asked)
    if after is not None:
        query = query.where(behind(after, narrowed.order))
    rows = session.execute(query.order_by(*ordering(narrowed.order)).limit(limit + 1)).all()
    items = tuple(from_row(row) for row in rows[:limit])
    return Page(items, key_of(items[-1], narrowed.order) if len(rows) > limit else None)


def count_up_to(
    session: Session,
    standing: Standing,
    *,
    shelf: Shelf,
    at: datetime,
    soon_until: datetime,
    week_until: datetime | None = None,
    search: str = "",
    narrowed: Narrowed = WHOLE,
    most: int = COUNTED,
) -> int:
    """How many items the same list has, but counting no further than one more than ``most``."""
    asked = _asked(standing, shelf, Bounds(at, soon_until, week_until or soon_until), search, narrowed)
    some = (
        select(WorkItem.id)
        .join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
        .where(*asked)
        .limit(most + 1)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(some)) or 0


def kinds(session: Session, standing: Standing, *, most: int = COUNTED) -> Sequence[Any]:
    """Which units and which steps there are among what waits, as far as the first ``most`` items tell: the choices of filters."""
    some = (
        select(WorkItem.unit_id, WorkItem.element, WorkItem.name_vi, WorkItem.name_en)
        .join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
        .where(*_waiting(standing))
        .limit(most)
        .subquery()
    )
    return session.execute(select(some).distinct()).all()


def counts(
    session: Session,
    standing: Standing,
    *,
    at: datetime,
    soon_until: datetime,
    also: tuple[ColumnElement[bool], ...] = (),
) -> Counts:
    """How much waits on every shelf, in one query; the same conditions as the lists behind the numbers.

    On the shelves ``put_off`` and ``followed`` stands what the rooms above say with ``also``; they are counted by themselves.
    """
    shelves: tuple[Shelf, ...] = ("all", "mine", "groups", "late", "soon", "decisions")
    sums: list[Any] = [
        func.coalesce(func.sum(case((_on_shelf(shelf, standing, at, soon_until), 1), else_=0)), 0) for shelf in shelves
    ]
    row = session.execute(
        select(*sums)
        .select_from(WorkItem)
        .join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
        .where(*_waiting(standing), *also)
    ).one()
    return Counts(*(int(value) for value in row))


def _asked(
    standing: Standing, shelf: Shelf, bounds: Bounds, search: str, narrowed: Narrowed
) -> list[ColumnElement[bool]]:
    on_shelf = _on_shelf(shelf, standing, bounds.at, bounds.soon_until)
    waiting = _open_and(visible_cases(standing)) if shelf == "followed" else _waiting(standing)
    asked = [*waiting, on_shelf, *conditions(narrowed, bounds)]
    return [*asked, *saying(search, narrowed, asked)]


def _waiting(standing: Standing) -> tuple[ColumnElement[bool], ...]:
    return (*_open_and(mine_or_offered(standing)), offered_once(standing))


def _open_and(condition: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    return (WorkItem.closed_at.is_(None), ProcessInstance.ended_at.is_(None), condition)


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
        return or_(WorkItem.step.in_(DECISIONS), WorkItem.element == ANSWER)
    return WorkItem.id > 0
