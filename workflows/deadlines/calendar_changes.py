"""A calendar changed: due dates that were given in working days are computed anew. Call the step until it answers ``False``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.db import table_of
from workflows.instances import due
from workflows.instances.incidents import handling
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.instances.taking import take_turn
from workflows.instances.things import Thing, wakes
from workflows.instances.turn import Turn
from workflows.organisation.calendars import calendar_for
from workflows.organisation.models import CalendarChange, UnitAncestor
from workflows.work.due import recompute_due
from workflows.work.item import from_row, item_query

JOB = "calendars"
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # what is parked waits for somebody, not for its mark
MEANWHILE = timedelta(minutes=1)  # longer than any command takes
SHORTLY = timedelta(seconds=5)
_CHANGE, _ITEM = table_of(CalendarChange), table_of(WorkItem)


def recompute_next(session: Session, at: datetime) -> bool:
    """Look at one open step whose calendar may have changed; ``False`` when there is none. Raises ``Stuck``.

    First those that were laid aside, then the next one below a changed unit. A case on which somebody works is passed over and
    comes back shortly. One clock at a time works on a mark.
    """
    aside = _laid_aside(session, at)
    change = None if aside else _change(session, at)
    if aside is None and change is None:
        return False
    found = aside or _next_below(session, change)
    if found is None:
        _end_of(session, change, at)
        return True
    if change:
        _go_on(session, change.id, found.id)
    with handling(session, Thing(JOB, f"item:{found.id}", found.instance_id, found.id)):
        turn = take_turn(session, found.instance_id, actor=CLOCK, at=at, skip_locked=True, job=JOB, job_item=found.id)
        if turn is None:
            _lay_aside(session, found.id, at + SHORTLY)
        else:
            _look_at(turn, found.id)
    return True


@wakes(JOB)
def wake_item(session: Session, thing: Thing, until: datetime | None) -> bool:
    """Look at an open step again at that moment, whatever its mark does; a closed one needs no more looking."""
    still_open = (_ITEM.c.id == thing.work_item_id, _ITEM.c.closed_at.is_(None))
    changed = update(_ITEM).where(*still_open).values(recount_at=until or NEVER)
    return session.execute(changed.returning(_ITEM.c.id)).first() is not None


def _laid_aside(session: Session, at: datetime) -> Any:
    """The step that has waited longest to be looked at again, its case locked."""
    query = (
        select(WorkItem.instance_id, WorkItem.id)
        .join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
        .where(WorkItem.recount_at <= at)
        .order_by(WorkItem.recount_at, WorkItem.id)
        .limit(1)
    )
    return session.execute(query.with_for_update(of=ProcessInstance, skip_locked=True)).first()


def _change(session: Session, at: datetime) -> Any:
    """The oldest mark that no other clock works on, locked."""
    query = select(_CHANGE).where(_CHANGE.c.wake_at <= at).order_by(_CHANGE.c.wake_at, _CHANGE.c.id).limit(1)
    return session.execute(query.with_for_update(skip_locked=True)).first()


def _next_below(session: Session, change: Any) -> Any:
    """The next open step with a due date in the unit of a mark, or below it; what was laid aside comes by itself."""
    query = (
        select(WorkItem.instance_id, WorkItem.id)
        .where(
            WorkItem.id > change.through_item_id,
            WorkItem.closed_at.is_(None),
            WorkItem.due_at.is_not(None),
            WorkItem.recount_at.is_(None),
        )
        .order_by(WorkItem.id)
        .limit(1)
    )
    if change.unit_id is not None:
        below = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == change.unit_id)
        query = query.where(WorkItem.unit_id.in_(below))
    return session.execute(query).first()


def _end_of(session: Session, change: Any, at: datetime) -> None:
    """Every step was looked at. Once more a while later: one may have been opened meanwhile, with the calendar as it was."""
    settled_at = change.changed_at + MEANWHILE
    if at < settled_at:
        session.execute(update(_CHANGE).where(_CHANGE.c.id == change.id).values(through_item_id=0, wake_at=settled_at))
    else:
        session.execute(_CHANGE.delete().where(_CHANGE.c.id == change.id))


def _look_at(turn: Turn, item_id: int) -> None:
    """Read the step again under its case's lock: another date moves it, the same date only wakes its alarm.

    The ladder counts in the same calendar, so that an alarm may be due at another moment even before a fixed date.
    """
    session = turn.session
    session.execute(update(_ITEM).where(_ITEM.c.id == item_id, _ITEM.c.recount_at.is_not(None)).values(recount_at=None))
    row = session.execute(item_query().where(WorkItem.id == item_id, WorkItem.closed_at.is_(None))).first()
    if row is None or turn.ended_at is not None:
        turn.went_on()
        return
    item = from_row(row)
    turn.suspended = item.suspended
    rule = session.scalar(select(_ITEM.c.due_rule).where(_ITEM.c.id == item_id))
    due_at = due.read(rule).due_at(calendar_for(session, item.unit_id)) if rule else item.due_at
    if due_at is not None and due_at != item.due_at:
        recompute_due(turn, item, due_at)
        turn.finish()
        return
    session.execute(update(_ITEM).where(_ITEM.c.id == item_id, _ITEM.c.wake_at > turn.at).values(wake_at=turn.at))
    turn.went_on()


def _go_on(session: Session, change_id: int, item_id: int) -> None:
    """Remember how far a mark has come."""
    session.execute(update(_CHANGE).where(_CHANGE.c.id == change_id).values(through_item_id=item_id))


def _lay_aside(session: Session, item_id: int, until: datetime) -> None:
    """When this step is looked at by itself, outside the order of its mark."""
    session.execute(update(_ITEM).where(_ITEM.c.id == item_id).values(recount_at=until))
