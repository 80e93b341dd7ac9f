"""What is kept: the processes in service, a sample of the evidence, incidents, the clock's heartbeat, a restored copy's pause."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import MetaData, Table, func, inspect, select
from sqlalchemy.orm import Session

from webapp.config import Settings
from webapp.doctor.finding import Finding, fault, ok, warning
from webapp.keeping.pause import paused_since
from workflows.definitions.bundles import Bundle
from workflows.definitions.models import DefinitionFile, DefinitionVersion
from workflows.instances.models import Incident
from workflows.work.attachments import stored_names
from workflows.work.evidence import ORPHAN_AFTER, EvidenceStore
from workflows.work.models import Attachment

SAMPLE = 50
HEARTS = "clock_processes"
NOT_KNOWN = "not known"
SILENT_AFTER = timedelta(minutes=1)


def of_definitions(session: Session) -> Iterator[Finding]:
    """Every version's files still are those that were approved."""
    sums = list(session.scalars(select(DefinitionVersion.checksum).distinct()))
    changed = []
    for checksum in sums:
        rows = session.execute(
            select(DefinitionFile.path, DefinitionFile.content).where(DefinitionFile.bundle == checksum)
        )
        if Bundle("", {row.path: bytes(row.content) for row in rows}).checksum != checksum:
            changed.append(checksum)
    if not sums:
        yield warning("definitions", "no process is in service.", "Run “nq57 deploy”.")
    elif changed:
        yield fault(
            "definitions",
            f"{len(changed)} of {len(sums)} versions are not what was approved (SHA-256 {changed[0]}); nothing runs on them.",
            "Restore the last backup in which they are.",
        )
    else:
        yield ok("definitions", f"{len(sums)} versions are as approved.")


def of_evidence(session: Session, chosen: Settings, at: datetime) -> Iterator[Finding]:
    """A sample of the files is there and unchanged; ``nq57 check`` reads all of them."""
    store = EvidenceStore(chosen.evidence_dir)
    sample = session.execute(
        select(Attachment.public_id, Attachment.stored_as, Attachment.sha256)
        .where(Attachment.stored_as.is_not(None))
        .order_by(func.random())
        .limit(SAMPLE)
    ).all()
    broken = [row.public_id for row in sample if _sum_of(store, row.stored_as) != row.sha256]
    if broken:
        yield fault(
            "evidence",
            f"{len(broken)} of {len(sample)} files looked at are missing or changed, {broken[0]} among them.",
            "Run “nq57 check” for all of them; bring them back from a backup.",
        )
    else:
        yield ok("evidence", f"{len(sample)} files looked at are as they were uploaded.")
    known, limit = set(stored_names(session)), (at - ORPHAN_AFTER).timestamp()
    folder = store.folder.iterdir() if store.folder.is_dir() else iter(())
    orphans = sum(path.name not in known and path.stat().st_mtime < limit for path in folder)
    if orphans:
        yield warning(
            "orphans",
            f"{orphans} files older than a day are named by no row.",
            "The clock removes them within an hour; if they stay, see whether it runs.",
        )


def _sum_of(store: EvidenceStore, name: str) -> str | None:
    path = store.path_of(name)
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def of_incidents(session: Session) -> Iterator[Finding]:
    """What cannot go on by itself."""
    count = session.scalar(select(func.count()).select_from(Incident).where(Incident.closed_at.is_(None)))
    if count:
        yield warning("incidents", f"{count} are open.", "Each says in a sentence what holds it up.")
    else:
        yield ok("incidents", "none is open.")


def of_pause(session: Session) -> Iterator[Finding]:
    """A restored copy waits for an operator."""
    since = paused_since(session)
    if since is not None:
        yield warning(
            "restored copy",
            f"it was restored at {since:%Y-%m-%d %H:%M} UTC, and its clock and outbox stand still.",
            "Run “nq57 check”; when this copy is to work, “nq57 confirm-restore --reason …”.",
        )


def of_clock(session: Session, at: datetime) -> Iterator[Finding]:
    """Whether a clock was heard of within a minute, anywhere."""
    heard = last_beat(session)
    if heard == NOT_KNOWN:
        yield ok("clock", "not known: this version's clock leaves no heartbeat.")
    elif not isinstance(heard, datetime) or heard < at - SILENT_AFTER:
        yield fault(
            "clock",
            "no clock runs."
            if heard is None
            else f"no clock runs; one was last heard of at {heard:%Y-%m-%d %H:%M} UTC.",
            "Start “nq57 clock” (or “nq57 serve --with-clock”): without it no deadline is kept.",
        )
    else:
        yield ok("clock", "it runs.")


def last_beat(session: Session, *, here: bool = False) -> Any:
    """When a clock process that has not ended was last heard of (``here``: on this host), ``None`` for never.

    ``NOT_KNOWN`` where the schema has no heartbeats.
    """
    connection = session.connection()
    if not inspect(connection).has_table(HEARTS):
        return NOT_KNOWN
    beats = Table(HEARTS, MetaData(), autoload_with=connection, resolve_fks=False).c
    query = select(func.max(beats.beat_at)).where(beats.ended_at.is_(None))
    heard: datetime | None = session.scalar(query.where(beats.host == socket.gethostname()[:200]) if here else query)
    return heard and (heard.replace(tzinfo=UTC) if heard.tzinfo is None else heard.astimezone(UTC))
