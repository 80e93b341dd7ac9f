"""A unit's open work as its head sees it: by person, by state, by due date, and in the units below. Reads only.

A unit's work are the open steps that it answers for (``work_items.unit_id``). Whoever holds a step has it; one that is offered to
a post or to one person is theirs without being taken; anything else is *free*, held by nobody. Everything is counted by a few
grouped statements along one index, with the same conditions as the lists behind the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal_column, or_, select, true
from sqlalchemy.orm import Session, aliased

from workflows.instances.models import CaseUnit, ProcessInstance, WorkItem
from workflows.organisation.among import Among
from workflows.organisation.models import OrgUnit, UnitAncestor
from workflows.organisation.standing import Standing
from workflows.work.access import mine_or_offered, seen_unit
from workflows.work.inbox import COUNTED, Page
from workflows.work.item import from_row, item_query
from workflows.work.models import Review, Submission
from workflows.work.narrowing import (
    WHOLE,
    Bounds,
    Key,
    Narrowed,
    behind,
    conditions,
    key_of,
    ordering,
    saying,
)

State = Literal["confirming", "returned", "declined"]
_Other = aliased(WorkItem)


@dataclass(frozen=True, slots=True)
class Which:
    """Which of a unit's open steps: those of a person (who holds ``post_ids`` that day), of a vacant post, the free ones, or one
    state. Without more said, all of them. Results that wait to be confirmed are their maker's.
    """

    unit_id: int
    person_id: int | None = None
    post_ids: tuple[int, ...] = ()
    free: bool = False
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """How many steps are open, and how many of these are late, due this week, returned to be done again."""

    open: int = 0
    late: int = 0
    week: int = 0
    returned: int = 0

    def plus(self, other: Sums) -> Sums:
        """Both together."""
        return Sums(
            self.open + other.open,
            self.late + other.late,
            self.week + other.week,
            self.returned + other.returned,
        )


def steps(
    session: Session,
    which: Which,
    standing: Standing,
    bounds: Bounds,
    *,
    search: str = "",
    narrowed: Narrowed = WHOLE,
    after: Key | None = None,
    limit: int = 30,
) -> Page:
    """The steps themselves, by due date where ``narrowed`` has no other order; page by page."""
    query = item_query().where(*_asked(which, standing, bounds, search, narrowed))
    if after is not None:
        query = query.where(behind(after, narrowed.order))
    rows = session.execute(query.order_by(*ordering(narrowed.order)).limit(limit + 1)).all()
    items = tuple(from_row(row) for row in rows[:limit])
    return Page(items, key_of(items[-1], narrowed.order) if len(rows) > limit else None)


def count_up_to(
    session: Session,
    which: Which,
    standing: Standing,
    bounds: Bounds,
    *,
    search: str = "",
    narrowed: Narrowed = WHOLE,
    most: int = COUNTED,
) -> int:
    """How many the same list has, counting no further than one more than ``most``."""
    some = _over(select(WorkItem.id)).where(*_asked(which, standing, bounds, search, narrowed)).limit(most + 1)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def kinds(session: Session, which: Which, standing: Standing, most: int = COUNTED) -> Sequence[Any]:
    """Which steps there are among a unit's open work: what a filter offers."""
    columns: list[Any] = [WorkItem.unit_id, WorkItem.element, WorkItem.name_vi, WorkItem.name_en]
    some = _over(select(*columns)).where(*_open(which.unit_id, standing)).limit(most)
    return session.execute(select(some.subquery()).distinct()).all()


def by_holder(session: Session, unit_id: int, standing: Standing, bounds: Bounds) -> Mapping[int | str | None, Sums]:
    """The unit's open work by who has it: a person's number, the key of the post or person that it is meant for
    (``position:7``), and ``None`` for what is free.
    """
    key = case((and_(WorkItem.assignee_id.is_(None), _meant()), WorkItem.candidate_key)).label("meant_for")
    columns: list[Any] = [WorkItem.assignee_id, key, *_sums(bounds)]
    query = _over(select(*columns)).where(*_open(unit_id, standing))
    found: dict[int | str | None, Sums] = {}
    for row in session.execute(query.group_by(WorkItem.assignee_id, literal_column("meant_for"))):
        found[row[0] if row[0] is not None else row[1]] = Sums(*map(int, row[2:]))
    return found


def held(session: Session, unit_id: int, standing: Standing) -> Mapping[int, int]:
    """How many of the unit's open steps each person has taken or was given."""
    columns: list[Any] = [WorkItem.assignee_id, func.count()]
    query = _over(select(*columns)).where(*_open(unit_id, standing))
    rows = session.execute(query.where(WorkItem.assignee_id.is_not(None)).group_by(WorkItem.assignee_id))
    return {int(person_id): int(number) for person_id, number in rows}


def by_maker(session: Session, unit_id: int, standing: Standing) -> Mapping[int, int]:
    """How many results of each person wait until the unit's head confirms them."""
    maker = _maker().label("maker")
    rows = _over(select(maker)).where(*_open(unit_id, standing), WorkItem.step == "confirmation").subquery()
    query = select(rows.c.maker, func.count()).where(rows.c.maker.is_not(None)).group_by(rows.c.maker)
    return {int(person_id): int(number) for person_id, number in session.execute(query)}


def below(session: Session, unit_id: int, bounds: Bounds) -> Mapping[int, Sums]:
    """The open work of each unit directly below this one, with everything below that; those without any are left out.

    Whoever leads the units is told how much they answer for without each case being asked; what they list is what may be opened.
    """
    directly = select(OrgUnit.id).where(OrgUnit.parent_id == unit_id)
    query = select(UnitAncestor.ancestor_id, *_sums(bounds, returned=False)).join(
        WorkItem, WorkItem.unit_id == UnitAncestor.unit_id
    )
    query = query.where(UnitAncestor.ancestor_id.in_(directly), WorkItem.closed_at.is_(None))
    return {row[0]: Sums(*map(int, row[1:])) for row in session.execute(query.group_by(UnitAncestor.ancestor_id))}


def _over(query: Select[Any]) -> Select[Any]:
    return query.select_from(WorkItem).join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)


def _asked(
    which: Which, standing: Standing, bounds: Bounds, search: str, narrowed: Narrowed
) -> list[ColumnElement[bool]]:
    asked = [*_open(which.unit_id, standing), *_of(which), *conditions(narrowed, bounds)]
    return saying(search, narrowed, asked) or asked


def _open(unit_id: int, standing: Standing) -> tuple[ColumnElement[bool], ...]:
    return (
        WorkItem.closed_at.is_(None),
        WorkItem.unit_id == unit_id,
        ProcessInstance.ended_at.is_(None),
        _visible(standing),
    )


def _visible(standing: Standing) -> ColumnElement[bool]:
    """The person, who leads the unit that answers, may see the case. That is so wherever this unit belongs to the case, which is
    asked first because it is nearly always true and costs one look into an index. All of it is asked of the step, not of the case:
    else PostgreSQL reads the cases of the whole country as soon as a unit has a thousand steps.
    """
    if standing.sees_all:
        return true()
    of_the_case = exists().where(CaseUnit.instance_id == WorkItem.instance_id)
    belongs = of_the_case.where(CaseUnit.unit_id == WorkItem.unit_id)
    seen = of_the_case.where(seen_unit(CaseUnit.unit_id, standing))
    mine = select(WorkItem.instance_id).where(WorkItem.closed_at.is_(None), mine_or_offered(standing))
    holds = Among(WorkItem.instance_id, mine.correlate(None).scalar_subquery())
    return or_(belongs.correlate(WorkItem), seen.correlate(WorkItem), holds)


def _of(which: Which) -> list[ColumnElement[bool]]:
    found = []
    if which.state == "confirming":
        found.append(WorkItem.step == "confirmation")
        if which.person_id is not None:
            return [*found, _maker() == which.person_id]
    elif which.state == "returned":
        found.append(_returned())
    elif which.state == "declined":
        found.append(_declined())
    if which.free:
        found.append(and_(WorkItem.assignee_id.is_(None), ~_meant()))
    elif which.person_id is not None or which.post_ids:
        keys = [f"position:{one}" for one in which.post_ids]
        if which.person_id is not None:
            keys.append(f"person:{which.person_id}")
        meant = and_(WorkItem.assignee_id.is_(None), WorkItem.candidate_key.in_(keys))
        found.append(or_(WorkItem.assignee_id == which.person_id, meant) if which.person_id is not None else meant)
    return found


def _meant() -> ColumnElement[bool]:
    """Meant for one post or person, who need not take it."""
    return or_(WorkItem.candidate_key.startswith("position:"), WorkItem.candidate_key.startswith("person:"))


def _returned() -> ColumnElement[bool]:
    """To be done again: a result of the case was sent back or returned, and the next one is not made yet."""
    again = exists().where(
        Submission.instance_id == WorkItem.instance_id,
        Review.submission_id == Submission.id,
        Review.decision.in_(("send_back", "return")),
    )
    return and_(WorkItem.step == "submission", again.correlate(WorkItem))


def _declined() -> ColumnElement[bool]:
    """To be assigned anew: a unit answered before, and nobody assigns again what a unit took."""
    answered = exists().where(
        _Other.instance_id == WorkItem.instance_id, _Other.step == "accept", _Other.closed_at.is_not(None)
    )
    return and_(WorkItem.step == "assign", answered.correlate(WorkItem))


def _maker() -> Any:
    """Who handed in the result that a step checks."""
    return (
        select(Submission.submitted_by_id)
        .where(Submission.instance_id == WorkItem.instance_id, Submission.withdrawn_at.is_(None))
        .order_by(Submission.number.desc())
        .limit(1)
        .correlate(WorkItem)
        .scalar_subquery()
    )


def _sums(bounds: Bounds, *, returned: bool = True) -> list[Any]:
    late = and_(*conditions(Narrowed(due="late"), bounds))
    week = and_(*conditions(Narrowed(due="week"), bounds))
    counted = [late, week, _returned()] if returned else [late, week]
    return [func.count(), *(func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in counted)]
