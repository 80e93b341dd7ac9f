"""What must hold for every case, checked from outside: read by ``nq57 check`` and by tests after they have done their worst."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from workflows.definitions import deploy
from workflows.engine import interpreter
from workflows.instances.models import Incident, ProcessInstance, ProcessTimer, WorkItem
from workflows.ledger.models import LedgerEntry, OutboxRow

BATCH = 500


def violations(session: Session) -> Iterator[str]:
    """One sentence per violation.

    An active case waits for something (item, timer, message or incident); its open items are those of the engine's state;
    its version is the number of commands in its ledger stream; an ended case has nothing open; the outbox points at facts.
    """
    after = 0
    while True:
        cases = session.execute(
            select(
                ProcessInstance.id,
                ProcessInstance.public_id,
                ProcessInstance.business_key,
                ProcessInstance.version,
                ProcessInstance.state,
                ProcessInstance.waiting_for,
                ProcessInstance.ended_at,
                ProcessInstance.definition_version_id,
                exists().where(ProcessTimer.instance_id == ProcessInstance.id).label("timers"),
                exists()
                .where(Incident.instance_id == ProcessInstance.id, Incident.closed_at.is_(None))
                .label("incidents"),
            )
            .where(ProcessInstance.id > after)
            .order_by(ProcessInstance.id)
            .limit(BATCH)
        ).all()
        if not cases:
            break
        after = cases[-1].id
        yield from _batch(session, cases)
    missing = session.scalar(
        select(func.count())
        .select_from(OutboxRow)
        .outerjoin(LedgerEntry, LedgerEntry.id == OutboxRow.entry_id)
        .where(LedgerEntry.id.is_(None))
    )
    if missing:
        yield f"outbox: {missing} rows point at no fact."


def _batch(session: Session, cases: Any) -> Iterator[str]:
    ids = [case.id for case in cases]
    open_items: dict[int, list[str]] = defaultdict(list)
    for row in session.execute(
        select(WorkItem.instance_id, WorkItem.ref).where(WorkItem.instance_id.in_(ids), WorkItem.closed_at.is_(None))
    ):
        open_items[row.instance_id].append(row.ref)
    streams = [f"case:{case.public_id}" for case in cases]
    commands = {
        row.stream: (row.count, row.last)
        for row in session.execute(
            select(
                LedgerEntry.stream,
                func.count(LedgerEntry.version.distinct()).label("count"),
                func.max(LedgerEntry.version).label("last"),
            )
            .where(LedgerEntry.stream.in_(streams))
            .group_by(LedgerEntry.stream)
        )
    }
    for case in cases:
        where, items = f"case {case.business_key}", open_items[case.id]
        count, last = commands.get(f"case:{case.public_id}", (0, 0))
        if (count, last) != (case.version, case.version):
            yield f"{where}: its version is {case.version}, but its ledger holds {count} commands, the last with number {last}."
        if case.ended_at is not None:
            if items:
                yield f"{where}: it has ended, but {len(items)} of its items are open."
            continue
        if not (items or case.timers or case.incidents or case.waiting_for):
            yield f"{where}: it is active, but waits for nothing."
        wanted = interpreter.open_items(deploy.drawing_of(session, case.definition_version_id), case.state)
        if Counter(wanted) != Counter(items):
            yield f"{where}: the engine waits for {len(wanted)} items and {len(items)} are open, not the same ones."
