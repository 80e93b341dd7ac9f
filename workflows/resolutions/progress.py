"""The derived class of a task, as SQL: the national four, *not started* in time or overdue, *regular*, *cancelled*.

Nothing here is stored; for a whole country ``figures`` keeps, for some minutes, what was derived here. A task is
*completed* when its case ended signed off, *on time* when the submission finally approved was made by the due date then
valid; *started* when somebody accepted it, which opened the submission. It is *overdue* while the work on the result is past
the date valid now; a result that is being checked was in time or late when it was submitted (late checking is another's delay).
While a case is suspended its clock stands still. A parent that has children follows
them: started when one is, overdue when one is, late when one was.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from workflows.instances.models import ProcessInstance, Suspension, WorkItem
from workflows.resolutions.models import ResolutionTask
from workflows.work.models import Submission

COMPLETED_ON_TIME = "completed_on_time"
COMPLETED_LATE = "completed_late"
IN_PROGRESS = "in_progress"
IN_PROGRESS_OVERDUE = "in_progress_overdue"
NOT_STARTED = "not_started"
NOT_STARTED_OVERDUE = "not_started_overdue"
REGULAR = "regular"
CANCELLED = "cancelled"
CLASSES = (
    COMPLETED_ON_TIME,
    COMPLETED_LATE,
    IN_PROGRESS,
    IN_PROGRESS_OVERDUE,
    NOT_STARTED,
    NOT_STARTED_OVERDUE,
    REGULAR,
    CANCELLED,
)

DONE, LATE, SOON, ON_TIME, OPEN_ENDED = "done", "late", "soon", "on_time", "open_ended"
DEADLINES = (LATE, SOON, ON_TIME, OPEN_ENDED, DONE)

_Child, _ChildCase = aliased(ResolutionTask, name="child"), aliased(ProcessInstance, name="child_case")
_OF_PARENT = (
    select(_Child.id)
    .outerjoin(_ChildCase, _ChildCase.id == _Child.instance_id)
    .where(_Child.parent_id == ResolutionTask.id)
    .correlate(ResolutionTask)
)
HAS_CHILDREN = exists(_OF_PARENT)


def class_of(at: datetime) -> ColumnElement[str]:
    """The class at ``at``; for queries over ``ResolutionTask`` left-joined to its ``ProcessInstance``."""
    completed, overdue = ProcessInstance.outcome == "task_completed", overdue_at(at)
    started = _or_children(_started(ProcessInstance), _started(_ChildCase))
    return case(
        (ProcessInstance.outcome == "task_cancelled", CANCELLED),
        (ResolutionTask.kind == "regular", REGULAR),
        (and_(completed, _or_children(_was_late(ProcessInstance), _was_late(_ChildCase))), COMPLETED_LATE),
        (completed, COMPLETED_ON_TIME),
        (and_(started, overdue), IN_PROGRESS_OVERDUE),
        (started, IN_PROGRESS),
        (overdue, NOT_STARTED_OVERDUE),
        else_=NOT_STARTED,
    )


def deadline_of(at: datetime, soon_before: datetime) -> ColumnElement[str]:
    """The other axis: late, soon (due before ``soon_before``), on time, without a date, or done.

    What was submitted in time and is being checked is on time.
    """
    due = due_at()
    checked = and_(_started(ProcessInstance), ~_at_work(ProcessInstance))
    return case(
        (ProcessInstance.ended_at.is_not(None), DONE),
        (overdue_at(at), LATE),
        (due.is_(None), OPEN_ENDED),
        (and_(due < soon_before, ~checked), SOON),
        else_=ON_TIME,
    )


def due_at(row: Any = ResolutionTask, instance: Any = ProcessInstance) -> ColumnElement[datetime | None]:
    """The due date valid now: the case's once it runs, the plan's before."""
    return case((instance.id.is_not(None), instance.due_at), else_=row.due_at)


def overdue_at(at: datetime) -> ColumnElement[bool]:
    """Not ended, and the due date valid now has passed; a parent is overdue when one of its children is."""
    return _or_children(_overdue(ResolutionTask, ProcessInstance, at), _overdue(_Child, _ChildCase, at))


def _or_children(own: ColumnElement[bool], childs: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(and_(~HAS_CHILDREN, own), exists(_OF_PARENT.where(childs)))


def _overdue(row: Any, instance: Any, at: datetime) -> ColumnElement[bool]:
    standing_still = (
        select(Suspension.suspended_at)
        .where(Suspension.instance_id == instance.id, Suspension.resumed_at.is_(None))
        .correlate(instance)
        .limit(1)
        .scalar_subquery()
    )
    now = func.coalesce(standing_still, literal(at, Suspension.suspended_at.type))
    started = _started(instance)
    return and_(
        instance.ended_at.is_(None),
        or_(
            and_(~started, due_at(row, instance) < now),
            _at_work(instance, WorkItem.due_at < now),
            and_(started, ~_at_work(instance), _was_late(instance)),
        ),
    )


def _at_work(instance: Any, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Somebody is to submit, now."""
    return exists().where(
        WorkItem.instance_id == instance.id, WorkItem.step == "submission", WorkItem.closed_at.is_(None), *more
    )


def _started(instance: Any) -> ColumnElement[bool]:
    return exists().where(WorkItem.instance_id == instance.id, WorkItem.step == "submission")


def _was_late(instance: Any) -> ColumnElement[bool]:
    """The last submission that was not withdrawn (in a completed case, the approved one) came after its due date."""
    later = aliased(Submission)
    newer = (
        exists()
        .where(
            later.instance_id == Submission.instance_id, later.withdrawn_at.is_(None), later.number > Submission.number
        )
        .correlate(Submission)
    )
    return exists().where(
        Submission.instance_id == instance.id,
        Submission.withdrawn_at.is_(None),
        Submission.submitted_at > Submission.due_at,
        ~newer,
    )
