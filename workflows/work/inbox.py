"""Somebody's inbox: what waits for them, most urgent first, page by page; and how much of it is late or soon due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, null, or_, select
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
_OPEN = WorkItem.closed_at.is_(None)  # whose case goes on: with the end of a case its items are closed (``nq57 check``)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the inbox; ``after`` is the key that fetches the next one, ``None`` on the last; ``total`` how many stand on all
    pages, where that was asked for.
    """

    items: tuple[Item, ...]
    after: Key | None
    total: int | None = None


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
    counted: bool = False,
) -> Page:
    """The items that wait for this person, by due date where ``narrowed`` has no other order: a delay since it was raised, what
    has none last.

    ``soon_until`` is the end of what counts as due soon. ``search`` looks in code, titles and units, without accents. A first page
    that is ``counted`` says how many there are: searching twice would cost twice.
    """
    asked = _asked(standing, shelf, Bounds(at, soon_until, week_until or soon_until), search, narrowed)
    if after is not None:
        asked.append(behind(after, narrowed.order))
    in_order = ordering(narrowed.order)
    total = func.count().over() if counted else null()
    page = _items(WorkItem.id, total.label("total")).where(*asked).order_by(*in_order).limit(limit + 1).subquery()
    # The page first: what stands in its rows is read for these only.
    query = item_query().add_columns(page.c.total).join(page, page.c.id == WorkItem.id)
    rows = session.execute(query.order_by(*in_order)).all()
    items = tuple(from_row(row) for row in rows[:limit])
    following = key_of(items[-1], narrowed.order) if len(rows) > limit else None
    return Page(items, following, (rows[0].total if rows else 0) if counted else None)


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
    some = _items(WorkItem.id).where(*asked).limit(most + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def kinds(session: Session, standing: Standing, *, most: int = COUNTED) -> Sequence[Any]:
    """Which units and which steps there are among what waits, as far as the first ``most`` items tell: the choices of filters."""
    some = (
        _items(WorkItem.unit_id, WorkItem.element, WorkItem.name_vi, WorkItem.name_en)
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
    row = session.execute(_items(*sums).where(*_waiting(standing), *also)).one()
    return Counts(*(int(value) for value in row))


def _asked(
    standing: Standing, shelf: Shelf, bounds: Bounds, search: str, narrowed: Narrowed
) -> list[ColumnElement[bool]]:
    on_shelf = _on_shelf(shelf, standing, bounds.at, bounds.soon_until)
    waiting = (_OPEN, visible_cases(standing)) if shelf == "followed" else _waiting(standing)
    asked = [*waiting, on_shelf, *conditions(narrowed, bounds)]
    return saying(search, narrowed, asked) or asked


def _waiting(standing: Standing) -> tuple[ColumnElement[bool], ...]:
    return (_OPEN, mine_or_offered(standing), offered_once(standing))


def _items(*columns: Any) -> Select[*tuple[Any, ...]]:
    """A query over items, each with its case; PostgreSQL reads no case unless something asks for a column of it (so: outer)."""
    return select(*columns).select_from(WorkItem).outerjoin(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)


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
