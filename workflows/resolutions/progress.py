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
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, false, func, literal, or_, select, true
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
OVERDUE = "overdue"
"""No class of its own: the two that are overdue, begun or not, asked for together."""
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

_TOGETHER = {OVERDUE: (IN_PROGRESS_OVERDUE, NOT_STARTED_OVERDUE)}

DONE, LATE, SOON, ON_TIME, OPEN_ENDED = "done", "late", "soon", "on_time", "open_ended"
DEADLINES = (LATE, SOON, ON_TIME, OPEN_ENDED, DONE)
FLAGS = ("started", "overdue", "late")

_Child, _ChildCase = aliased(ResolutionTask, name="child"), aliased(ProcessInstance, name="child_case")
HAS_CHILDREN = exists().where(_Child.parent_id == ResolutionTask.id).correlate(ResolutionTask)


def meant(name: str) -> tuple[str, ...]:
    """The classes that a list is asked for by one word."""
    return _TOGETHER.get(name, (name,))


def class_of(at: datetime) -> ColumnElement[str]:
    """The class at ``at``; for queries over ``ResolutionTask`` left-joined to its ``ProcessInstance``."""
    flags = _flags(at)
    completed, started, overdue = (
        ProcessInstance.outcome == "task_completed",
        flags.c.started == 1,
        flags.c.overdue == 1,
    )
    return _said(
        flags,
        (ProcessInstance.outcome == "task_cancelled", CANCELLED),
        (ResolutionTask.kind == "regular", REGULAR),
        (and_(completed, flags.c.late == 1), COMPLETED_LATE),
        (completed, COMPLETED_ON_TIME),
        (and_(started, overdue), IN_PROGRESS_OVERDUE),
        (started, IN_PROGRESS),
        (overdue, NOT_STARTED_OVERDUE),
        otherwise=NOT_STARTED,
    )


def deadline_of(at: datetime, soon_before: datetime) -> ColumnElement[str]:
    """The other axis: late, soon (due before ``soon_before``), on time, without a date, or done.

    What was submitted in time and is being checked is on time.
    """
    flags, due = _flags(at), due_at()
    return _said(
        flags,
        (ProcessInstance.ended_at.is_not(None), DONE),
        (flags.c.overdue == 1, LATE),
        (due.is_(None), OPEN_ENDED),
        (and_(due < soon_before, flags.c.checked == 0), SOON),
        otherwise=ON_TIME,
    )


def due_at(row: Any = ResolutionTask, instance: Any = ProcessInstance) -> ColumnElement[datetime | None]:
    """The due date valid now: the case's once it runs, the plan's before."""
    return case((instance.id.is_not(None), instance.due_at), else_=row.due_at)


def _said(flags: Subquery, *whens: tuple[ColumnElement[bool], str], otherwise: str) -> ColumnElement[str]:
    """The first that holds, as one value of the task's row."""
    query = select(case(*whens, else_=otherwise)).select_from(flags)
    return query.correlate(ResolutionTask, ProcessInstance).scalar_subquery()


@lru_cache(maxsize=16)
def _flags(at: datetime) -> Subquery:
    """What class and deadline ask of a task, as one row of 0 and 1: begun, overdue, handed in late; of a parent, whether one of
    its children is. ``checked``: its own result is with others.

    Each is found once: OFFSET keeps PostgreSQL from writing a part again wherever it is named, which made a plan of a hundred
    parts, longer in planning than in answering. A page asks for class and deadline at one moment: said once, too.
    """
    own = _rows(ResolutionTask, ProcessInstance).correlate(ResolutionTask, ProcessInstance).offset(0).subquery("own")
    child = (
        _rows(_Child, _ChildCase)
        .select_from(_Child)
        .outerjoin(_ChildCase, _ChildCase.id == _Child.instance_id)
        .where(_Child.parent_id == ResolutionTask.id)
        .correlate(ResolutionTask)
        .offset(0)
        .subquery("each")
    )
    some = [func.max(_one(flag)) for flag in (child.c.started, _overdue(child, at), child.c.late)]
    parts = select(*(flag.label(name) for flag, name in zip(some, FLAGS, strict=True))).subquery("parts")
    mine = zip((own.c.started, _overdue(own, at), own.c.late), FLAGS, strict=True)
    either = [func.coalesce(parts.c[name], _one(flag)).label(name) for flag, name in mine]
    checked = _one(and_(own.c.started, ~own.c.at_work)).label("checked")
    return select(*either, checked).select_from(own).join(parts, true()).offset(0).subquery("flags")


def _one(flag: ColumnElement[bool]) -> ColumnElement[int]:
    return case((flag, 1), else_=0)


def _rows(row: Any, instance: Any) -> Select[Any]:
    """The little that is read of a task's case: its submissions, asked for and made, and since when it stands still."""
    work = (WorkItem.instance_id == instance.id, WorkItem.step == "submission")
    at_work = (*work, WorkItem.closed_at.is_(None))
    still = (Suspension.instance_id == instance.id, Suspension.resumed_at.is_(None))
    return select(
        instance.ended_at,
        due_at(row, instance).label("due_at"),
        exists().where(*work).correlate(instance).label("started"),
        exists().where(*at_work).correlate(instance).label("at_work"),
        select(func.min(WorkItem.due_at)).where(*at_work).correlate(instance).scalar_subquery().label("work_due_at"),
        select(func.min(Suspension.suspended_at)).where(*still).correlate(instance).scalar_subquery().label("still_at"),
        _was_late(instance).label("late"),
    )


def _overdue(found: Subquery, at: datetime) -> ColumnElement[bool]:
    """Not ended, and the due date valid now has passed."""
    now = func.coalesce(found.c.still_at, literal(at, Suspension.suspended_at.type))
    return and_(
        found.c.ended_at.is_(None),
        or_(
            and_(~found.c.started, found.c.due_at < now),
            found.c.work_due_at < now,
            and_(found.c.started, ~found.c.at_work, found.c.late),
        ),
    )


def _was_late(instance: Any) -> ColumnElement[bool]:
    """The last submission that was not withdrawn (in a completed case, the approved one) came after its due date."""
    newest = (
        select(Submission.submitted_at > Submission.due_at)
        .where(Submission.instance_id == instance.id, Submission.withdrawn_at.is_(None))
        .order_by(Submission.number.desc())
        .limit(1)
        .correlate(instance)
        .scalar_subquery()
    )
    return func.coalesce(newest, false())
