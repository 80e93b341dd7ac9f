"""Writing down that somebody is told: the notice on the bell, and the mail that gathers it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notifications.models import Mail, Notification
from workflows.calendar import local_date
from workflows.db import new_public_id, table_of
from workflows.ledger.models import LedgerEntry
from workflows.trips import go, once

GATHERS_FOR = timedelta(minutes=2)  # what happens meanwhile to the same person comes in the same mail
TOO_OLD_FOR_MAIL = timedelta(days=2)
TELL, GATHER = once(table_of(Notification)), once(table_of(Mail))


@dataclass(frozen=True, slots=True)
class Notice:
    """That this person is told of this fact."""

    person_id: int
    entry: LedgerEntry
    instance_id: int | None
    work_item_id: int | None
    desk_item_id: int | None
    reminds: bool
    proposal_id: int | None = None


def write(session: Session, notices: Iterable[Notice], at: datetime) -> list[Notice]:
    """One row each, unless it is there already or the step has reminded this person today; answers those that are new."""
    return [notice for notice in notices if go(session, [TELL(**_row(notice, at))]) == [1]]


def _row(notice: Notice, at: datetime) -> dict[str, Any]:
    return {
        "entry_id": notice.entry.id,
        "person_id": notice.person_id,
        "kind": notice.entry.kind,
        "instance_id": notice.instance_id,
        "proposal_id": notice.proposal_id,
        "work_item_id": notice.work_item_id,
        "desk_item_id": notice.desk_item_id,
        "reminds_on": local_date(at) if notice.reminds else None,
        "happened_at": notice.entry.happened_at,
        "told_at": at,
    }


def gather(session: Session, new: Iterable[Notice], at: datetime) -> None:
    """Put what is new, of these days and not seen yet into the next mail of its person.

    Mails are locked in the order of their people, so that two clocks wait for each other in one order.
    """
    of_people: dict[int, list[int]] = {}
    for notice in new:
        if notice.entry.happened_at > at - TOO_OLD_FOR_MAIL:
            of_people.setdefault(notice.person_id, []).append(notice.entry.id)
    table = table_of(Notification)
    for person_id, entries in sorted(of_people.items()):
        of_person = (table.c.person_id == person_id, table.c.entry_id.in_(entries), table.c.seen_at.is_(None))
        if session.execute(select(table.c.id).where(*of_person).limit(1)).first() is not None:
            mail_id = _gathering(session, person_id, at)
            session.execute(update(table).where(*of_person).values(mail_id=mail_id))


def _gathering(session: Session, person_id: int, at: datetime) -> int:
    """The person's mail that was not tried yet, locked; a new one where there is none."""
    waits = select(Mail.id).where(Mail.person_id == person_id, Mail.tried_at.is_(None), Mail.withdrawn_at.is_(None))
    new = {"public_id": new_public_id(), "person_id": person_id, "created_at": at, "try_at": at + GATHERS_FOR}
    while True:
        go(session, [GATHER(**new, attempts=0)])
        found = session.scalar(waits.with_for_update())
        if found is not None:  # otherwise it was sent at this very moment, and there is room for a new one
            return found
