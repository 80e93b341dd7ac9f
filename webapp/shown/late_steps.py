"""What handles a delay has no due date of its own: lists and pages show how late the step is that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import times
from workflows.calendar import WorkCalendar
from workflows.instances.models import WorkItem
from workflows.organisation.calendars import calendars_for
from workflows.work.item import Item
from workflows.work.narrowing import RAISED


def dues_of(session: Session, items: Sequence[Item]) -> dict[int, times.Deadline]:
    """How the due dates of these steps stand, by their numbers; of a raised delay, that of the late step, as long as it is open."""
    calendars = calendars_for(session, [item.unit_id for item in items])
    about = _late_steps(session, items)
    return {item.id: _due(item, about, calendars) for item in items}


def _due(
    item: Item, about: Mapping[str, times.Deadline], calendars: Mapping[int | None, WorkCalendar]
) -> times.Deadline:
    late = about.get(_address(item))
    if late is not None:
        return late
    return times.deadline(item.due_at, calendar=calendars[item.unit_id], closed_at=item.closed_at)


def _late_steps(session: Session, items: Sequence[Item]) -> dict[str, times.Deadline]:
    """By address, in one query; the drawing keeps the address of the late step with the message that it sent."""
    cases = {_address(item): item.instance_id for item in items if _address(item)}
    if not cases:
        return {}
    query = select(WorkItem.public_id, WorkItem.due_at, WorkItem.unit_id, WorkItem.instance_id)
    rows = session.execute(query.where(WorkItem.public_id.in_(cases), WorkItem.closed_at.is_(None))).all()
    calendars = calendars_for(session, [row.unit_id for row in rows])
    return {
        row.public_id: times.deadline(row.due_at, calendar=calendars[row.unit_id])
        for row in rows
        if row.instance_id == cases[row.public_id]
    }


def _address(item: Item) -> str:
    if item.step != RAISED or item.due_at is not None or item.closed_at is not None:
        return ""
    return str((item.local.get("message") or {}).get("item") or "")
