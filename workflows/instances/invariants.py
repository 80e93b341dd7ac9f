"""What must hold for every case, checked from outside: read by ``nq57 check`` and by tests after they have done their worst."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from workflows.definitions import deploy
from workflows.definitions.models import DefinitionVersion
from workflows.engine import interpreter
from workflows.instances.incidents import said_of
from workflows.instances.models import Incident, ProcessInstance, ProcessTimer, Suspension, WorkItem
from workflows.instances.spoilt import Spoilt, fields_of
from workflows.ledger.models import LedgerEntry

BATCH = 500
CASES = (
    select(
        ProcessInstance.id,
        ProcessInstance.public_id,
        ProcessInstance.business_key,
        ProcessInstance.version,
        ProcessInstance.state,
        ProcessInstance.variables,
        ProcessInstance.waiting_for,
        ProcessInstance.ended_at,
        DefinitionVersion.key,
        DefinitionVersion.checksum,
        exists().where(Incident.instance_id == ProcessInstance.id, Incident.closed_at.is_(None)).label("incidents"),
    )
    .join(DefinitionVersion, DefinitionVersion.id == ProcessInstance.definition_version_id)
    .where(ProcessInstance.id > bindparam("after"))
    .order_by(ProcessInstance.id)
    .limit(BATCH)
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the rows beside a batch of cases say, by case (the ledger's by stream)."""

    items: dict[int, list[str]]
    handed: dict[int, list[tuple[str, str]]]
    timers: dict[int, list[str]]
    standstills: dict[int, int]
    commands: dict[str, tuple[int, int]]


def violations(session: Session) -> Iterator[str]:
    """One sentence per violation.

    An active case waits for something (item, timer, message or incident); its open items, its timers and the messages that it
    waits for are those of the engine's state; its version is the number of commands in its ledger stream; it stands still once
    at most; an ended case has nothing open. A case that cannot be read is named like any other violation, and the others are
    looked at all the same. A fixed number of queries for each batch of cases.
    """
    after = 0
    while cases := session.execute(CASES, {"after": after}).all():
        after = cases[-1].id
        found = _found(session, cases)
        for case in cases:
            for fault in (*_of_rows(case, found), *_of_state(session, case, found)):
                yield f"case {case.business_key}: {fault}"


def _found(session: Session, cases: Any) -> Found:
    ids = [case.id for case in cases]
    items: dict[int, list[str]] = defaultdict(list)
    timers: dict[int, list[str]] = defaultdict(list)
    handed: dict[int, list[tuple[str, str]]] = defaultdict(list)
    opened = select(WorkItem.instance_id, WorkItem.ref, WorkItem.element, WorkItem.local).where(
        WorkItem.instance_id.in_(ids), WorkItem.closed_at.is_(None)
    )
    for instance_id, ref, element, local in session.execute(opened):
        items[instance_id].append(ref)
        handed[instance_id].append((element, local))
    for instance_id, ref in session.execute(
        select(ProcessTimer.instance_id, ProcessTimer.ref).where(ProcessTimer.instance_id.in_(ids))
    ):
        timers[instance_id].append(ref)
    standstills = session.execute(
        select(Suspension.instance_id, func.count())
        .where(Suspension.instance_id.in_(ids), Suspension.resumed_at.is_(None))
        .group_by(Suspension.instance_id)
    )
    commands = session.execute(
        select(LedgerEntry.stream, func.count(LedgerEntry.version.distinct()), func.max(LedgerEntry.version))
        .where(LedgerEntry.stream.in_([f"case:{case.public_id}" for case in cases]))
        .group_by(LedgerEntry.stream)
    )
    return Found(
        items,
        handed,
        timers,
        {row[0]: row[1] for row in standstills},
        {row[0]: (row[1], row[2] or 0) for row in commands},
    )


def _of_rows(case: Any, found: Found) -> Iterator[str]:
    """What the case's own row and those beside it tell without the engine."""
    count, last = found.commands.get(f"case:{case.public_id}", (0, 0))
    items, timers = found.items.get(case.id, []), found.timers.get(case.id, [])
    if (count, last) != (case.version, case.version):
        yield f"its version is {case.version}, but its ledger holds {count} commands, the last with number {last}."
    if (standstills := found.standstills.get(case.id, 0)) > 1:
        yield f"it stands still {standstills} times at once."
    if case.ended_at is not None and items:
        yield f"it has ended, but {len(items)} of its items are open."
    if case.ended_at is not None and timers:
        yield f"it has ended, but {len(timers)} of its timers are set."
    if case.ended_at is None and not (items or timers or case.incidents or case.waiting_for):
        yield "it is active, but waits for nothing."
    if case.ended_at is None:
        yield from _unreadable(case, found.handed.get(case.id, []))


def _unreadable(case: Any, handed: list[tuple[str, str]]) -> Iterator[str]:
    """What of the values of a case and of its open steps cannot be read."""
    for words, stored in [
        ("its values", case.variables),
        *((f"what “{step}” was handed", text) for step, text in handed),
    ]:
        try:
            fields_of(stored)
        except Spoilt:
            yield f"{words} cannot be read."


def _of_state(session: Session, case: Any, found: Found) -> Iterator[str]:
    """The rows held against what the engine reads in the case's state."""
    if case.ended_at is not None:
        return
    try:
        waits = interpreter.waits(deploy.drawing_by_checksum(session, case.key, case.checksum), case.state)
    except SQLAlchemyError:
        raise
    except Exception as fault:  # whatever it is: this case is broken, and the others are still to be looked at
        yield f"its state cannot be read. {said_of(fault)}"
        return
    items, timers = found.items.get(case.id, []), found.timers.get(case.id, [])
    if sorted(waits.items) != sorted(items):
        yield f"the engine waits for {len(waits.items)} items and {len(items)} are open, not the same ones."
    if sorted(waits.timers) != sorted(timers):
        yield f"the engine waits for {len(waits.timers)} timers and {len(timers)} are set, not the same ones."
    if ",".join(waits.messages) != case.waiting_for:
        yield f"the engine waits for the messages “{','.join(waits.messages)}”, its row for “{case.waiting_for}”."
