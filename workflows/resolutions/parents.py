"""Parents: a task with several leads becomes one child per unit, and is done when all its children are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, exists, insert, or_, select
from sqlalchemy.orm import Session, aliased

from workflows.actor import CLOCK
from workflows.db import new_public_id
from workflows.errors import N_, Refusal
from workflows.instances.incidents import handling
from workflows.instances.models import AWAITS, Incident, ProcessInstance
from workflows.instances.taking import take_turn
from workflows.instances.things import Thing, wakes
from workflows.organisation.folding import fold
from workflows.organisation.models import OrgUnit
from workflows.resolutions.models import ResolutionTask, TaskUnit

COMPLETED = "task_completed"
MESSAGE = "children_completed"
JOB = "parents"
_COPIED = (
    "resolution_id",
    "document_id",
    "title_vi",
    "title_en",
    "group_vi",
    "group_en",
    "coordinating_text",
    "province",
    "assigning_unit_id",
    "deliverable",
    "evidence_required",
    "due_on",
    "due_at",
    "original_due_on",
    "due_text",
    "source",
    "priority",
    "kind",
    "origin",
    "clears",
    "verifiers",
    "approvals_needed",
)


def expand(session: Session, parent: ResolutionTask, leads: Sequence[OrgUnit], *, at: datetime) -> int:
    """Give ``parent`` a child for each lead, each to be started by the start job; units that have one already keep it.

    Raises ``Refusal`` for a task that is itself a child: two levels are enough to say who answers.
    """
    if parent.parent_id is not None:
        raise Refusal(
            N_("Expected one lead unit for “%(code)s”, because it is a part of a larger task; but several were named."),
            code=parent.code,
        )
    there = set(session.scalars(select(ResolutionTask.lead_unit_id).where(ResolutionTask.parent_id == parent.id)))
    shared = {name: getattr(parent, name) for name in _COPIED}
    values = [
        {
            **shared,
            "public_id": new_public_id(),
            "parent_id": parent.id,
            "lead_unit_id": unit.id,
            "lead_text": unit.name_vi,
            "code": f"{parent.code}.{unit.code}",
            "start_wanted_at": at,
            "planned": "{}",
            "folded": fold(f"{parent.code}.{unit.code} {parent.title_vi} {parent.title_en}"),
        }
        for unit in leads
        if unit.id not in there
    ]
    if not values:
        return 0
    ids = session.scalars(insert(ResolutionTask).returning(ResolutionTask.id), values).all()
    cooperating = session.scalars(select(TaskUnit).where(TaskUnit.task_id == parent.id)).all()
    if cooperating:
        session.execute(
            insert(TaskUnit),
            [
                {"task_id": task_id, "unit_id": one.unit_id, "product": one.product, "due_on": one.due_on}
                for task_id in ids
                for one in cooperating
            ],
        )
    return len(ids)


def ready(at: datetime) -> Select[int | None]:
    """The cases of parents whose children are all done, oldest task first.

    Done means ended; a parent whose children were all cancelled waits for a person, because nothing was produced. One
    that got stuck is left alone until its incident says to try again; a parked one says nothing.
    """
    child, case = aliased(ResolutionTask), aliased(ProcessInstance)
    of_parent = (
        select(child.id).outerjoin(case, case.id == child.instance_id).where(child.parent_id == ResolutionTask.id)
    )
    return (
        select(ResolutionTask.instance_id)
        .join(ProcessInstance, ProcessInstance.id == ResolutionTask.instance_id)
        .where(
            AWAITS,  # in the words of its index
            exists(of_parent.where(case.outcome == COMPLETED).correlate(ResolutionTask)),
            ~exists(of_parent.where(case.ended_at.is_(None)).correlate(ResolutionTask)),
            ~exists().where(
                Incident.instance_id == ProcessInstance.id,
                Incident.job == JOB,
                Incident.closed_at.is_(None),
                or_(Incident.try_again_at > at, Incident.parked_at.is_not(None)),
            ),
        )
        .order_by(ResolutionTask.id)
    )


def complete_next(session: Session, at: datetime) -> bool:
    """Tell one parent's case that all its children are done; ``False`` when there is none to tell. Raises ``Stuck``."""
    for instance_id in session.scalars(ready(at).limit(10)).all():
        assert instance_id is not None
        with handling(session, Thing(JOB, f"case:{instance_id}", instance_id)):
            turn = take_turn(session, instance_id, actor=CLOCK, at=at, skip_locked=True, job=JOB)
            if turn is None or turn.ended_at is not None or not _is_ready(session, instance_id, at):
                continue
            turn.deliver(MESSAGE, {})
            turn.finish()
        return True
    return False


def _is_ready(session: Session, instance_id: int, at: datetime) -> bool:
    """Asked again under the lock: a child may have been reopened meanwhile."""
    return session.scalar(ready(at).where(ResolutionTask.instance_id == instance_id).order_by(None)) is not None


@wakes(JOB)
def wake_parent(session: Session, thing: Thing, _until: datetime | None) -> bool:
    """A parent has no alarm of its own: its incident says when it is tried again (see ``ready``); one that ended is done."""
    running = select(ProcessInstance.id).where(
        ProcessInstance.id == thing.instance_id, ProcessInstance.ended_at.is_(None)
    )
    return session.scalar(running) is not None
