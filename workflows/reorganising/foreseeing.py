"""How many open due dates would move if a unit kept a day differently: computed as the clock will compute them, nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.instances import due
from workflows.instances.models import WorkItem
from workflows.limits import FORESEEN_STEPS
from workflows.organisation.calendars import calendars_if
from workflows.organisation.models import UnitAncestor


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Of the ``counted`` open steps below a unit whose dates follow the calendar, so many would move, some of them to an earlier
    date. ``more``: there are further ones that were not computed.
    """

    counted: int
    later: int
    earlier: int
    more: bool

    @property
    def moved(self) -> int:
        """How many would move at all."""
        return self.later + self.earlier


def foresee(session: Session, unit_id: int, day: date, kind: str | None) -> Foreseen:
    """What a holiday or working day (``None``: neither any more) of the unit would do to the open due dates at and below it."""
    below = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == unit_id)
    query = (
        select(WorkItem.unit_id, WorkItem.due_at, WorkItem.due_rule)
        .where(WorkItem.closed_at.is_(None), WorkItem.due_rule.is_not(None), WorkItem.unit_id.in_(below))
        .order_by(WorkItem.id)
        .limit(FORESEEN_STEPS + 1)
    )
    rows = session.execute(query).all()
    found = rows[:FORESEEN_STEPS]
    calendars = calendars_if(session, {row.unit_id for row in found}, unit_id, day, kind)
    later = earlier = 0
    for row in found:
        due_at = due.read(row.due_rule).due_at(calendars[row.unit_id])
        later += due_at > row.due_at
        earlier += due_at < row.due_at
    return Foreseen(len(found), later, earlier, len(rows) > FORESEEN_STEPS)
