"""Why late work is late: what its maker reported last, the time that was asked for, and how high it was raised. A query for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp import times
from webapp.shown import names
from workflows.organisation.calendars import calendars_for
from workflows.work.item import Item
from workflows.work.models import Escalation, Extension, ProgressReport


@dataclass(frozen=True, slots=True)
class Late:
    """A late step: who has it, what was said about the delay, and the superior's level that knows of it (0: nobody yet)."""

    item: Item
    due: times.Deadline
    holder: str
    report: ProgressReport | None
    asked: Extension | None
    level: int


def reasons_of(session: Session, items: Sequence[Item]) -> list[Late]:
    """The same steps, each with its reasons."""
    if not items:
        return []
    cases, ids = [item.instance_id for item in items], [item.id for item in items]
    said = _newest(session, ProgressReport, ProgressReport.instance_id, cases, ProgressReport.cause.is_not(None))
    asked = _newest(session, Extension, Extension.work_item_id, ids)
    raised = select(Escalation.work_item_id, func.max(Escalation.level)).where(
        Escalation.work_item_id.in_(ids), Escalation.settled_at.is_(None)
    )
    levels = {row[0]: row[1] for row in session.execute(raised.group_by(Escalation.work_item_id))}
    who = names.people(session, [item.assignee_id for item in items])
    calendars = calendars_for(session, [item.unit_id for item in items])
    return [
        Late(
            item,
            times.deadline(item.due_at, calendar=calendars[item.unit_id]),
            who.get(item.assignee_id or 0, ""),
            said.get(item.instance_id),
            asked.get(item.id),
            levels.get(item.id, 0),
        )
        for item in items
    ]


def _newest(session: Session, model: type, of: object, keys: Sequence[int], *where: object) -> dict[int, object]:
    """The newest row of each key."""
    newest = select(func.max(model.id)).where(of.in_(keys), *where).group_by(of)
    return {getattr(row, of.key): row for row in session.scalars(select(model).where(model.id.in_(newest)))}
