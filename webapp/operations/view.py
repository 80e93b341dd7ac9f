"""What the operations page shows: the queues with their age, the clocks, the incidents page by page. Every count is bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from notifications.models import Mail
from webapp.paper import printing
from webapp.paper.models import PrintJob
from webapp.shown.incidents import Told, told
from workflows.errors import N_
from workflows.instances.attending import visible_incidents
from workflows.instances.models import Incident, ProcessInstance, ProcessTimer, WorkItem
from workflows.ledger.models import LedgerEntry, OutboxRow
from workflows.organisation.standing import Standing
from workflows.resolutions import parents
from workflows.resolutions.models import ResolutionTask

MOST_COUNTED = 10_000
PAGE = 20
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Queue:
    """Something that waits for the clock: how many (at most ``MOST_COUNTED`` are counted), the oldest since when."""

    words: str
    number: int
    since: datetime | None

    @property
    def is_bounded(self) -> bool:
        """Whether there are more than were counted."""
        return self.number > MOST_COUNTED


def queues(session: Session, at: datetime) -> list[Queue]:
    """What the clock has to do by now. A queue that is empty, or seconds old, is as it should be."""
    items = select(WorkItem.wake_at).where(WorkItem.closed_at.is_(None), WorkItem.wake_at <= at)
    timers = (
        select(ProcessTimer.wake_at)
        .join(ProcessInstance, ProcessInstance.id == ProcessTimer.instance_id)
        .where(ProcessTimer.wake_at <= at, ProcessInstance.ended_at.is_(None))
    )
    starts = select(ResolutionTask.start_wanted_at).where(
        ResolutionTask.start_wanted_at <= at, ResolutionTask.instance_id.is_(None)
    )
    whole = parents.ready(at)
    papers = select(PrintJob.wake_at).where(*printing.due(at))
    return [
        Queue(N_("Steps whose alarm rings"), _count(session, items), _first(session, items, WorkItem.wake_at)),
        Queue(N_("Timers that are due"), _count(session, timers), _first(session, timers, ProcessTimer.wake_at)),
        Queue(N_("Cases to start"), _count(session, starts), _first(session, starts, ResolutionTask.start_wanted_at)),
        Queue(N_("Parent tasks whose parts are all done"), _count(session, whole), _done_since(session, whole)),
        Queue(N_("Documents to print"), _count(session, papers), _first(session, papers, PrintJob.wake_at)),
    ]


def deliveries(session: Session, at: datetime) -> list[Queue]:
    """What is on its way to people: facts that nobody was told of yet, mails that wait for their turn, mails that failed and wait
    for another try, mails given up within a week.
    """
    oldest = select(LedgerEntry.recorded_at).join(OutboxRow, OutboxRow.entry_id == LedgerEntry.id)
    waiting = select(Mail.created_at).where(Mail.try_at.is_not(None), Mail.attempts == 0)
    failing = select(Mail.created_at).where(Mail.try_at.is_not(None), Mail.attempts > 0)
    given_up = select(Mail.created_at).where(Mail.given_up_at > at - A_WEEK)
    outbox = Queue(
        N_("Facts in the outbox"),
        _count(session, select(OutboxRow.entry_id)),
        session.scalar(oldest.order_by(OutboxRow.entry_id).limit(1)),
    )
    return [
        outbox,
        *(
            Queue(words, _count(session, query), _first(session, query, Mail.created_at))
            for words, query in (
                (N_("E-mails that wait"), waiting),
                (N_("E-mails that failed and are tried again"), failing),
                (N_("E-mails given up within a week"), given_up),
            )
        ),
    ]


def counted(session: Session, standing: Standing) -> tuple[int, int]:
    """How many open incidents this person attends to, and how many of them are parked."""
    seen = select(Incident.parked_at).where(Incident.closed_at.is_(None), visible_incidents(standing))
    return _count(session, seen), _count(session, seen.where(Incident.parked_at.is_not(None)))


def incidents(
    session: Session, standing: Standing, *, closed: bool, after: int | None, limit: int = PAGE
) -> tuple[Sequence[Told], int | None]:
    """One page of them, the open ones oldest first, the closed ones newest first; and the key of the next page."""
    query = select(Incident).where(visible_incidents(standing))
    if closed:
        query = query.where(Incident.closed_at.is_not(None)).order_by(Incident.id.desc())
    else:
        query = query.where(Incident.closed_at.is_(None)).order_by(Incident.id)
    if after is not None:
        query = query.where(Incident.id < after if closed else Incident.id > after)
    rows = session.scalars(query.limit(limit + 1)).all()
    return told(session, rows[:limit]), rows[limit - 1].id if len(rows) > limit else None


def _count(session: Session, query: Select[Any]) -> int:
    counted = query.order_by(None).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0


def _first(session: Session, query: Select[Any], moment: Any) -> datetime | None:
    found: datetime | None = session.scalar(query.order_by(moment).limit(1))
    return found


def _done_since(session: Session, whole: Select[Any]) -> datetime | None:
    """When the last part of the first ready parent was done."""
    first = session.scalar(whole.limit(1))
    if first is None:
        return None
    parent = select(ResolutionTask.id).where(ResolutionTask.instance_id == first)
    of_parent = exists().where(
        ResolutionTask.instance_id == ProcessInstance.id, ResolutionTask.parent_id.in_(parent.correlate(None))
    )
    found: datetime | None = session.scalar(select(func.max(ProcessInstance.ended_at)).where(of_parent))
    return found
