"""What tasks are to each other: entered and ended on the record, found in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.limits import CHILDREN_PAGE
from workflows.organisation.standing import Standing
from workflows.resolutions.entering import held
from workflows.resolutions.keeping import demand_keeper
from workflows.resolutions.models import Resolution, ResolutionTask, TaskLink
from workflows.resolutions.register import TaskRow, find_tasks
from workflows.resolutions.wanted import Moment, TaskFilter


@dataclass(frozen=True, slots=True)
class Linked:
    """The other task of a link, as a list shows it, and why they belong together."""

    row: TaskRow
    reason: str


def link(
    session: Session, row: ResolutionTask, kind: str, other: ResolutionTask, *, reason: str, actor: Actor, at: datetime
) -> None:
    """Write down that ``row`` is that to ``other``; the caller has asked the rules and records the fact."""
    said = {"reason": reason, "linked_by": actor.key, "linked_at": at}
    session.add(TaskLink(task_id=row.id, kind=kind, other_id=other.id, **said))
    session.flush()


def implement(session: Session, public_id: str, *, code: str, reason: str, actor: Actor, at: datetime) -> None:
    """Say that this task of a plan carries out a task of the resolution above, named by its code.

    The two stay tasks of their own: each counts in its own resolution. Raises ``NotFound``, ``Forbidden``, ``Invalid`` at ``code``
    or ``reason``, ``Conflict`` when it says so already.
    """
    row = _ordered(session, ResolutionTask.public_id == public_id)
    resolution = held(session, row.resolution_id)
    demand_keeper(session, actor, [resolution], at)
    if resolution.parent_id is None:
        raise Conflict(
            N_("Expected a plan under another resolution, but “%(code)s” implements none."), code=resolution.code
        )
    above = session.get_one(Resolution, resolution.parent_id)
    of_above = (ResolutionTask.resolution_id == above.id, ResolutionTask.code == code.strip())
    other = session.scalars(select(ResolutionTask).where(*of_above, ResolutionTask.parent_id.is_(None))).first()
    if other is None:
        sentence = N_("Expected the code of a whole task of %(above)s, but “%(code)s” is none.")
        raise Invalid(sentence, {"code": Refusal(sentence, above=above.code, code=code)}, above=above.code, code=code)
    _demand_reason(reason)
    if session.scalar(select(TaskLink.id).where(*_valid(row.id, "implements"), TaskLink.other_id == other.id)):
        raise Conflict(N_("Expected a task that it does not implement yet, but it says so already."))
    link(session, row, "implements", other, reason=reason.strip(), actor=actor, at=at)
    told = fact("resolution_task.linked", reason.strip(), code=row.code, other=other.code)
    record(session, f"plan:{resolution.code}", [told], actor=actor, at=at)


def end_implementing(session: Session, public_id: str, *, code: str, reason: str, actor: Actor, at: datetime) -> None:
    """Say that it does not, after all; that it did stays on the record. Raises as ``implement`` does."""
    row = _ordered(session, ResolutionTask.public_id == public_id)
    resolution = held(session, row.resolution_id)
    demand_keeper(session, actor, [resolution], at)
    _demand_reason(reason)
    others = select(ResolutionTask.id).where(
        ResolutionTask.code == code, ResolutionTask.resolution_id == resolution.parent_id
    )
    ended = session.execute(
        update(TaskLink)
        .where(*_valid(row.id, "implements"), TaskLink.other_id.in_(others))
        .values(ended_by=actor.key, ended_at=at)
        .returning(TaskLink.id)
    ).first()
    if ended is None:
        raise Conflict(N_("Expected a task that it implements, but it does not, or not any more."))
    told = fact("resolution_task.unlinked", reason.strip(), code=row.code, other=code)
    record(session, f"plan:{resolution.code}", [told], actor=actor, at=at)


def find_linked(
    session: Session, task_id: int, kind: str, standing: Standing, moment: Moment, *, backward: bool = False
) -> Sequence[Linked]:
    """The tasks at the other ends of a task's links that may be seen, by code; ``backward``: those that point at it."""
    ours, theirs = (TaskLink.other_id, TaskLink.task_id) if backward else (TaskLink.task_id, TaskLink.other_id)
    query = select(theirs, TaskLink.reason).where(ours == task_id, TaskLink.kind == kind, TaskLink.ended_at.is_(None))
    reasons = {number: reason for number, reason in session.execute(query.order_by(theirs).limit(CHILDREN_PAGE))}
    rows = (
        find_tasks(session, TaskFilter(ids=frozenset(reasons)), standing, moment, limit=CHILDREN_PAGE)
        if reasons
        else []
    )
    return [Linked(row, reasons[row.id]) for row in rows]


def _valid(task_id: int, kind: str) -> tuple[ColumnElement[bool], ...]:
    return TaskLink.task_id == task_id, TaskLink.kind == kind, TaskLink.ended_at.is_(None)


def _ordered(session: Session, which: ColumnElement[bool]) -> ResolutionTask:
    found = session.scalars(select(ResolutionTask).where(which)).first()
    if found is None:
        raise NotFound
    return found


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        sentence = N_("Expected a reason, but it is empty.")
        raise Invalid(sentence, {"reason": Refusal(sentence)})
