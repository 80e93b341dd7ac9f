"""The database: which, how safely it keeps what was committed, the guards of the ledger, and what time it believes it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp import migrating
from webapp.doctor.finding import Finding, fault, ok, warning

DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
GUARDS = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        {"ledger_entries_go_out", "ledger_entries_no_update", "ledger_entries_no_delete", "ledger_notes_no_update"},
    ),
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
        {
            "ledger_entries_go_out",
            "ledger_entries_is_append_only",
            "ledger_notes_is_append_only",
            "ledger_entries_no_truncate",
        },
    ),
}
SKEW, GREAT_SKEW = timedelta(seconds=5), timedelta(minutes=1)


def of_server(session: Session) -> Iterator[Finding]:
    """Which database answers."""
    if _dialect(session) == "sqlite":
        yield ok("database", f"SQLite {session.scalar(text('SELECT sqlite_version()'))} answers.")
    else:
        yield ok("database", f"PostgreSQL {session.scalar(text('SHOW server_version'))} answers.")


def of_schema(session: Session) -> Iterator[Finding]:
    """The migrations that it has seen."""
    stands, head = migrating.revision_of(session.connection()), migrating.head()
    if stands == head:
        yield ok("schema", f"it is {head}, this version's.")
    else:
        yield fault("schema", f"it is {stands or 'empty'}, and this version needs {head}.", "Run “nq57 db upgrade”.")


def of_durability(session: Session) -> Iterator[Finding]:
    """What was committed survives a power cut only when the database waits for the disk."""
    if _dialect(session) == "sqlite":
        mode, sync = session.scalar(text("PRAGMA journal_mode")), session.scalar(text("PRAGMA synchronous"))
        off = [] if (mode, sync) == ("wal", 2) else [f"journal_mode={mode}, synchronous={sync}"]
        said = "WAL, each commit waits for the disk."
        sound = session.scalar(text("PRAGMA quick_check(1)"))
        if sound != "ok":
            yield fault("file", f"SQLite finds it damaged: {sound}.", "Stop nq57 and restore the last backup.")
    else:
        values = {name: str(session.scalar(text(f"SHOW {name}"))) for name in DURABLE}
        off = [f"{name}={value}" for name, value in values.items() if value == "off"]
        said = "each commit waits for the disk."
    if off:
        yield fault(
            "durability",
            f"{', '.join(off)}: a power cut may take away what people were told is done.",
            "Set it back to the database's default.",
        )
    else:
        yield ok("durability", said)


def of_guards(session: Session) -> Iterator[Finding]:
    """The triggers that keep the ledger append-only and fill the outbox."""
    query, names = GUARDS[_dialect(session)]
    missing = sorted(names - set(session.scalars(text(query))))
    if missing:
        yield fault(
            "ledger",
            f"its trigger {missing[0]} is missing or switched off: entries could be changed unseen.",
            "Find out who did that, run “nq57 verify-ledger”, and restore the last backup that has it.",
        )
    else:
        yield ok("ledger", "its triggers stand.")


def of_clocks_agreement(session: Session, now: datetime) -> Iterator[Finding]:
    """The machine's clock and the database's: two machines that disagree act on deadlines at different moments."""
    if _dialect(session) == "sqlite":
        yield ok("clock skew", "the database has this machine's clock.")
        return
    theirs = session.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(theirs, datetime)
    apart = abs(theirs.astimezone(UTC) - now)
    words = f"this machine and the database are {apart.total_seconds():.1f} seconds apart."
    remedy = "Let both machines follow a time server (chrony, systemd-timesyncd)."
    if apart >= GREAT_SKEW:
        yield fault("clock skew", words, remedy)
    elif apart >= SKEW:
        yield warning("clock skew", words, remedy)
    else:
        yield ok("clock skew", words)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
