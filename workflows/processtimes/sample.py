"""The steps that figures are made of: those that people completed within a period, newest first, up to a bound.

One statement along the index of closed work. Where a period holds more than the bound, it is shortened: the figures are then exact
for the time since the oldest step that was read, and the page says since when.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from workflows.instances.models import ProcessInstance, Suspension, WorkItem
from workflows.limits import STEPS_MEASURED
from workflows.organisation.calendars import calendars_for
from workflows.organisation.models import UnitAncestor
from workflows.organisation.standing import Standing
from workflows.processtimes.asked import Asked, cases_of
from workflows.processtimes.working import WorkingTime
from workflows.resolutions.models import ResolutionTask
from workflows.work.models import Claim, Review, Submission
from workflows.work.review import GOOD

HAD_ALREADY = ("delegated", "taken_back", "came_back")
"""Whoever does this to a step has it already."""
REVIEWED = ("submission", "confirmation", "verification", "sign_off")
_Rows = list[Row[int, str, str, int, int | None, datetime, datetime, datetime | None, bool]]


class Measured(NamedTuple):
    """One completed step: working minutes from its opening to its completion, and of these until somebody took it."""

    item_id: int
    element: str
    step: str
    instance_id: int
    minutes: int
    waiting: int
    returned: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """The steps of a period. ``since`` is when it truly begins: later than asked for where ``shortened``."""

    steps: tuple[Measured, ...]
    since: datetime
    shortened: bool


def sample_of(session: Session, asked: Asked, standing: Standing, *, most: int = STEPS_MEASURED) -> Sample:
    """Read and measure the steps of a period that this person may see: at most four queries, whatever their number."""
    rows = _rows(session, asked, standing, most)
    shortened = len(rows) > most
    rows = rows[:most]
    if not rows:
        return Sample((), asked.since, False)
    first, last = min(row.opened_at for row in rows), max(row.closed_at for row in rows)
    calendars = calendars_for(session, {row.unit_id for row in rows})
    laid_out = {calendar: WorkingTime(calendar, first, last) for calendar in set(calendars.values())}
    still = _stood_still(session, asked, standing, first)
    steps = []
    for row in rows:
        time = laid_out[calendars[row.unit_id]]
        taken = min(row.taken_at or row.closed_at, row.closed_at)
        waiting, held = time.minutes(row.opened_at, taken), time.minutes(taken, row.closed_at)
        for begin, end in still.get(row.instance_id, ()):
            waiting -= _overlap(time, row.opened_at, taken, begin, end)
            held -= _overlap(time, taken, row.closed_at, begin, end)
        steps.append(
            Measured(row.id, row.element, row.step, row.instance_id, waiting + held, waiting, bool(row.returned))
        )
    return Sample(tuple(steps), rows[-1].closed_at if shortened else asked.since, shortened)


def _rows(session: Session, asked: Asked, standing: Standing, most: int) -> _Rows:
    query = (
        select(
            WorkItem.id,
            WorkItem.element,
            WorkItem.step,
            WorkItem.instance_id,
            WorkItem.unit_id,
            WorkItem.opened_at,
            WorkItem.closed_at,
            _taken().label("taken_at"),
            case((WorkItem.step.in_(REVIEWED), _came_back()), else_=False).label("returned"),
        )
        .join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
        .where(*_conditions(asked, standing))
        .order_by(WorkItem.closed_at.desc(), WorkItem.id.desc())
        .limit(most + 1)
    )
    return list(session.execute(query).all())


def _taken() -> ColumnElement[datetime]:
    """When somebody first had the step: when it was first claimed or given, at once where the drawing names somebody, or not before it was
    done.
    """
    first = (
        select(case((Claim.how.in_(HAD_ALREADY), WorkItem.opened_at), else_=Claim.claimed_at))
        .where(Claim.work_item_id == WorkItem.id)
        .order_by(Claim.claimed_at, Claim.id)
        .limit(1)
        .scalar_subquery()
    )
    untouched = case((WorkItem.assignee_id.is_not(None), WorkItem.opened_at), else_=WorkItem.closed_at)
    return func.coalesce(first, untouched)


def _conditions(asked: Asked, standing: Standing) -> list[ColumnElement[bool]]:
    found = [
        WorkItem.closed_at >= asked.since,
        WorkItem.closed_at < asked.until,
        WorkItem.closed_how == "completed",
        *cases_of(asked.key, asked.version, standing),
    ]
    if asked.unit_id is not None:
        below = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == asked.unit_id)
        found.append(WorkItem.unit_id.in_(below))
    if asked.kind:
        of_kind = exists().where(ResolutionTask.instance_id == WorkItem.instance_id, ResolutionTask.kind == asked.kind)
        found.append(of_kind)
    return found


def _came_back() -> ColumnElement[bool]:
    """Whether the result that the step handed in came back from any check, or the step itself gave one back."""
    return exists().where(
        Submission.instance_id == WorkItem.instance_id,
        Review.submission_id == Submission.id,
        or_(Submission.work_item_id == WorkItem.id, Review.work_item_id == WorkItem.id),
        Review.decision.not_in(GOOD),
    )


def _stood_still(
    session: Session, asked: Asked, standing: Standing, first: datetime
) -> dict[int, list[tuple[datetime, datetime]]]:
    """When cases stood still: that is nobody's time."""
    query = (
        select(Suspension.instance_id, Suspension.suspended_at, Suspension.resumed_at)
        .join(ProcessInstance, ProcessInstance.id == Suspension.instance_id)
        .where(
            Suspension.suspended_at < asked.until,
            or_(Suspension.resumed_at.is_(None), and_(Suspension.resumed_at > first)),
            *cases_of(asked.key, asked.version, standing),
        )
        .limit(STEPS_MEASURED)
    )
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in session.execute(query):
        found[row.instance_id].append((row.suspended_at, row.resumed_at or asked.until))
    return found


def _overlap(time: WorkingTime, begin: datetime, end: datetime, since: datetime, until: datetime) -> int:
    earlier, later = max(begin, since), min(end, until)
    return time.minutes(earlier, later) if earlier < later else 0
