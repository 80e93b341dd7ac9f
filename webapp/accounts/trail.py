"""What happens to accounts, on the record: facts in the stream ``accounts``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.facts import fact
from workflows.ledger.record import record

STREAM = "accounts"
LOCK = 5701  # the stream has no row of its own to lock, so on PostgreSQL a number stands for it


def note(session: Session, kinds: tuple[str, ...], person_id: int, *, actor: Actor, at: datetime) -> None:
    """Record facts about one person's account. Facts of one stream queue up, so call it last in a command."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    record(session, STREAM, [fact(kind, person=person_id) for kind in kinds], actor=actor, at=at)
