"""A case's trail for its page: the ledger's facts in order, with the names of those who acted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.ledger.models import LedgerEntry, LedgerNote
from workflows.limits import TRAIL_PAGE
from workflows.organisation.models import Appointment, Person, Position


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact as a reader sees it; ``who`` is a name, or ``None`` for the clock and the operator."""

    seq: int
    kind: str
    data: dict[str, Any]
    note: str | None
    actor: str
    who: str | None
    post_vi: str | None
    post_en: str | None
    happened_at: datetime
    recorded_at: datetime


def trail(session: Session, stream: str, *, before: int | None = None, limit: int = TRAIL_PAGE) -> list[Entry]:
    """The newest facts of a stream first, at most ``limit``, older ones by ``before``; two queries whatever their number."""
    query = (
        select(LedgerEntry, LedgerNote.words, Position.title_vi, Position.title_en)
        .outerjoin(LedgerNote, LedgerNote.entry_id == LedgerEntry.id)
        .outerjoin(Appointment, Appointment.id == LedgerEntry.appointment_id)
        .outerjoin(Position, Position.id == Appointment.position_id)
        .where(LedgerEntry.stream == stream)
        .order_by(LedgerEntry.seq.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(LedgerEntry.seq < before)
    rows = session.execute(query).all()
    people = {int(row.LedgerEntry.actor[7:]) for row in rows if row.LedgerEntry.actor.startswith("person:")}
    names = (
        dict(session.execute(select(Person.id, Person.full_name).where(Person.id.in_(people))).all()) if people else {}
    )
    return [_entry(row, names) for row in rows]


def _entry(row: Any, names: dict[int, str]) -> Entry:
    entry = row.LedgerEntry
    who = names.get(int(entry.actor[7:])) if entry.actor.startswith("person:") else None
    return Entry(
        entry.seq,
        entry.kind,
        json.loads(entry.data),
        row.words,
        entry.actor,
        who,
        row.title_vi,
        row.title_en,
        entry.happened_at,
        entry.recorded_at,
    )
