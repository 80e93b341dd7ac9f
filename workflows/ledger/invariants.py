"""What must hold for the memory besides its chains: nothing is forgotten on its way out, and the database still guards it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from workflows.ledger.models import LedgerEntry, OutboxRow

GUARDS = {
    "sqlite": (
        "ledger_entries_go_out",
        "ledger_entries_no_update",
        "ledger_entries_no_delete",
        "ledger_notes_no_update",
    ),
    "postgresql": (
        "ledger_entries_go_out",
        "ledger_entries_is_append_only",
        "ledger_notes_is_append_only",
        "ledger_entries_no_truncate",
    ),
}
STANDING_GUARD = {
    "sqlite": text("SELECT name FROM sqlite_master WHERE type = 'trigger'"),
    "postgresql": text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"),
}


def violations(session: Session) -> Iterator[str]:
    """One sentence per violation.

    Every row of the outbox points at a fact. In each stream the facts go out in order, so those that wait are the newest: a
    fact behind a waiting one that waits no more (or never did) was skipped. The triggers that fill the outbox and keep the
    ledger append-only are there.
    """
    lost = session.scalar(
        select(func.count())
        .select_from(OutboxRow)
        .outerjoin(LedgerEntry, LedgerEntry.id == OutboxRow.entry_id)
        .where(LedgerEntry.id.is_(None))
    )
    if lost:
        yield f"outbox: {lost} rows point at no fact."
    yield from _skipped(session)
    dialect = session.get_bind().dialect.name
    there = set(session.scalars(STANDING_GUARD[dialect]))
    for name in GUARDS[dialect]:
        if name not in there:
            yield f"ledger: its guard {name} is missing or switched off."


def _skipped(session: Session) -> Iterator[str]:
    first = (
        select(LedgerEntry.stream, func.min(LedgerEntry.seq).label("seq"))
        .join(OutboxRow, OutboxRow.entry_id == LedgerEntry.id)
        .group_by(LedgerEntry.stream)
        .subquery()
    )
    skipped = (
        select(LedgerEntry.stream, func.count())
        .join(first, (first.c.stream == LedgerEntry.stream) & (first.c.seq < LedgerEntry.seq))
        .outerjoin(OutboxRow, OutboxRow.entry_id == LedgerEntry.id)
        .where(OutboxRow.entry_id.is_(None))
        .group_by(LedgerEntry.stream)
    )
    for stream, count in session.execute(skipped.execution_options(yield_per=1000)):
        yield f"outbox: {count} facts of {stream} are not in it, although an older one still waits there."
