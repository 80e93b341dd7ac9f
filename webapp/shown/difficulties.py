"""What was raised about a case, the newest first: words, answer, and until when it has to be answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import times
from webapp.shown import names
from webapp.shown.names import Named
from workflows.instances.models import WorkItem
from workflows.instances.spoilt import Spoilt, fields_of
from workflows.organisation.calendars import calendars_for
from workflows.work.comment_models import Difficulty
from workflows.work.difficulties import ANSWER

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Raised:
    """One difficulty or proposal; ``desk`` is the step at which it is answered, which closes unanswered with its case."""

    row: Difficulty
    who: str
    answered_by: str
    desk: WorkItem | None
    due: times.Deadline | None
    addressed: Named | None

    @property
    def waits(self) -> bool:
        """Whether somebody still has to answer."""
        return self.row.answered_at is None and self.desk is not None and self.desk.closed_at is None


def raised(session: Session, instance_id: int) -> list[Raised]:
    """The newest of a case; a handful of queries whatever their number, one where there are none."""
    rows = session.scalars(
        select(Difficulty).where(Difficulty.instance_id == instance_id).order_by(Difficulty.id.desc()).limit(SHOWN)
    ).all()
    if not rows:
        return []
    desks = _desks(session, instance_id)
    calendars = calendars_for(session, [desk.unit_id for desk in desks.values()])
    meant = names.performers(session, [desk.candidate_key for desk in desks.values()])
    who = names.people(session, [one for row in rows for one in (row.raised_by_id, row.answered_by_id)])
    return [_raised(row, desks.get(row.public_id), calendars, meant, who) for row in rows]


def _raised(
    row: Difficulty, desk: WorkItem | None, calendars: Any, meant: dict[str, Named], who: dict[int, str]
) -> Raised:
    due = times.deadline(desk.due_at, calendar=calendars[desk.unit_id], closed_at=desk.closed_at) if desk else None
    addressed = meant.get(desk.candidate_key) if desk else None
    return Raised(row, who.get(row.raised_by_id, ""), who.get(row.answered_by_id or 0, ""), desk, due, addressed)


def _desks(session: Session, instance_id: int) -> dict[str, WorkItem]:
    """The steps at which a case's difficulties are answered, by the difficulty that the drawing handed to each."""
    query = select(WorkItem).where(WorkItem.instance_id == instance_id, WorkItem.element == ANSWER)
    return {about(desk): desk for desk in session.scalars(query)}


def about(desk: WorkItem) -> str:
    """The difficulty that a step is to answer; empty when what was handed to it cannot be read."""
    try:
        return str((fields_of(desk.local).get("message") or {}).get("difficulty", ""))
    except Spoilt:
        return ""
