"""One step of the clock for one late or nearly late item. Call it until it answers ``False``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.db import UtcDateTime, table_of
from workflows.deadlines.models import DeadlineStep
from workflows.deadlines.policy import Act, Raised, Watched, decide
from workflows.definitions import deploy
from workflows.definitions.decisions import LadderRung
from workflows.facts import fact
from workflows.instances.incidents import handling
from workflows.instances.models import ProcessInstance, Suspension, WorkItem
from workflows.instances.things import Thing, wakes
from workflows.instances.turn import Turn, take_turn
from workflows.organisation.calendars import calendar_for
from workflows.work.escalation import chain_of, raise_level
from workflows.work.item import Item, from_row, item_query
from workflows.work.models import Escalation

JOB = "deadlines"


def act_next(session: Session, at: datetime) -> bool:
    """Do one step for the item whose alarm has rung longest; ``False`` when no alarm rings. Raises ``Stuck``."""
    found = next_item(session, at)
    if found is None:
        return False
    instance_id, item_id = found
    with handling(session, Thing(JOB, f"item:{item_id}", instance_id, item_id)):
        act_on(session, instance_id, item_id, at)
    return True


def next_item(session: Session, at: datetime) -> tuple[int, int] | None:
    """The item (case, item) whose alarm has rung longest and whose case nobody else works on, its case locked."""
    due = (
        select(WorkItem.instance_id, WorkItem.id)
        .join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
        .where(WorkItem.closed_at.is_(None), WorkItem.wake_at <= at)
        .order_by(WorkItem.wake_at, WorkItem.id)
        .limit(1)
    )
    row = session.execute(due.with_for_update(of=ProcessInstance, skip_locked=True)).first()
    return (row.instance_id, row.id) if row else None


def act_on(session: Session, instance_id: int, item_id: int, at: datetime) -> None:
    """Read the item again under its case's lock, ask the policy, act once or set the alarm.

    After acting the item stays awake, so that the next step looks at it again: one rung a step. Nothing happens when the
    item was closed, put to sleep or given a new date meanwhile.
    """
    turn = take_turn(session, instance_id, actor=CLOCK, at=at, job=JOB, job_item=item_id)
    assert turn is not None
    row = session.execute(
        item_query().where(WorkItem.id == item_id, WorkItem.closed_at.is_(None), WorkItem.wake_at <= at)
    ).first()
    if row is None:
        return
    item = from_row(row)
    verdict = None
    if item.due_at is not None and not item.suspended and item.case_ended_at is None:
        rung = rung_of(session, item)
        if rung is not None:
            calendar = calendar_for(session, item.unit_id)
            verdict = decide(_watched(session, item, at), rung, calendar, at)
    if isinstance(verdict, Act):
        _take(turn, item, verdict)
        turn.finish()
        return
    set_alarm(session, item.id, verdict.until if verdict else None)
    turn.went_on()


def rung_of(session: Session, item: Item) -> LadderRung | None:
    """The ladder's rung for this item, from the table in its case's own version."""
    return deploy.rung_of(session, item.definition_version_id, item.ladder, item.priority)


def _watched(session: Session, item: Item, at: datetime) -> Watched:
    assert item.due_at is not None
    now = (DeadlineStep.work_item_id == WorkItem.id) & (DeadlineStep.due_version == WorkItem.due_version)
    set_at = func.coalesce(WorkItem.due_set_at, WorkItem.opened_at, type_=UtcDateTime)
    steps = session.execute(
        select(set_at.label("set_at"), DeadlineStep.kind)
        .select_from(WorkItem)
        .outerjoin(DeadlineStep, now)
        .where(WorkItem.id == item.id)
    ).all()
    taken = frozenset(step.kind for step in steps if step.kind is not None)
    raised = session.execute(
        select(Escalation.level, Escalation.raised_at, Escalation.settled_at).where(
            Escalation.work_item_id == item.id, Escalation.due_version == item.due_version
        )
    )
    levels = tuple(Raised(row.level, row.raised_at, row.settled_at) for row in raised)
    # Past the top comes one level more: the support team's group.
    top = 1 + len(chain_of(session, item, at)) if item.due_at <= at else 1
    resumed = select(func.max(Suspension.resumed_at)).where(Suspension.instance_id == item.instance_id)
    return Watched(item.due_at, steps[0].set_at, taken, levels, top, session.scalar(resumed) if levels else None)


def _take(turn: Turn, item: Item, act: Act) -> None:
    """Write the rung down and do what it says; for ``overdue`` the drawing decides what happens next."""
    assert item.due_at is not None
    due_at = item.due_at.isoformat()
    if act.kind == "overdue":
        turn.note(fact("work_item.overdue", item=item.public_id, due_at=due_at, level=act.level))
        raise_level(turn, item, act.level)
        return
    turn.session.execute(
        insert(table_of(DeadlineStep)),
        {"work_item_id": item.id, "due_version": item.due_version, "kind": act.kind, "level": 0, "taken_at": turn.at},
    )
    turn.note(fact(f"work_item.{act.kind}", item=item.public_id, due_at=due_at))


def set_alarm(session: Session, item_id: int, until: datetime | None) -> None:
    """When the clock looks at the item again. This is the clock's own note, not a change of the case: no version, no fact."""
    table = table_of(WorkItem)
    session.execute(update(table).where(table.c.id == item_id).values(wake_at=until))


@wakes(JOB)
def wake_item(session: Session, thing: Thing, until: datetime | None) -> bool:
    """Look at an open item again at that moment; a closed one needs no more looking."""
    table = table_of(WorkItem)
    still_open = (table.c.id == thing.work_item_id, table.c.closed_at.is_(None))
    woken = session.execute(update(table).where(*still_open).values(wake_at=until).returning(table.c.id))
    return woken.first() is not None
