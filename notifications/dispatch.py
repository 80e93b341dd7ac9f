"""From the outbox to people: one step of the clock takes what waits of one stream, in order, and writes down who is told of it.

Notices are written and facts leave the outbox in one transaction, so nothing is told twice or forgotten. Any number of clocks may
run: whoever has a stream's oldest waiting fact has the stream. Within a stream facts leave in order (``nq57 check`` holds that).
A stream that fails is laid aside by its incident; the others go on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, delete, exists, literal, or_, select, update
from sqlalchemy.orm import Session

from notifications.about import PROPOSALS, may_see_proposals, proposal_of
from notifications.models import Notification
from notifications.notices import Notice, gather, write
from notifications.recipients import IMPORTANCE, INTERVENED, OF_THE_DESK, REMINDERS, RULES, Told
from workflows.actor import CLOCK, person
from workflows.db import table_of
from workflows.instances.incidents import close_for, handling
from workflows.instances.models import Incident, ProcessInstance, WorkItem
from workflows.instances.things import Thing, wakes
from workflows.ledger.models import LedgerEntry, OutboxRow
from workflows.ledger.record import record
from workflows.organisation.standing import standing_of
from workflows.work import panel
from workflows.work.access import may_see_case
from workflows.work.models import Escalation

JOB = "telling"
OLD_NEWS = timedelta(days=14)  # what happened longer ago is news for nobody: an old outbox floods no bell
TOGETHER = 200
TAKEN = frozenset({"work_item.claimed", "work_item.reassigned"})
ENDED = "work_item.closed"
DONE = frozenset({"work_item.completed", ENDED})
_N = table_of(Notification).c
A_CASE, A_DEFINITION, A_STREAM = "case:", "definition:", "stream:"


def waiting_streams(session: Session, at: datetime, most: int) -> Sequence[tuple[str, int]]:
    """The streams with facts in the outbox, the oldest fact first, each with the number of its first one there; not those that an
    incident has laid aside.
    """
    thing = literal(A_STREAM) + LedgerEntry.stream
    later = or_(Incident.try_again_at.is_(None), Incident.try_again_at > at)
    aside = exists().where(Incident.job == JOB, Incident.thing == thing, Incident.closed_at.is_(None), later)
    query = (
        select(LedgerEntry.stream, LedgerEntry.seq)
        .join(OutboxRow, OutboxRow.entry_id == LedgerEntry.id)
        .where(~aside)
        .order_by(OutboxRow.entry_id)
        .limit(most * 5)
    )
    first: dict[str, int] = {}
    for stream, seq in session.execute(query):
        first.setdefault(stream, seq)
    return list(first.items())[:most]


def tell_next(session: Session, at: datetime) -> bool:
    """Tell of the stream that has waited longest; ``False`` when none waits. Raises ``Stuck``."""
    return any(tell_of(session, found, at) for found in waiting_streams(session, at, 1))


def tell_of(session: Session, found: tuple[str, int], at: datetime) -> bool:
    """Tell of what waits of one stream; ``False`` when another clock does, or has done so. Raises ``Stuck``."""
    stream, first = found
    thing = Thing(JOB, f"{A_STREAM}{stream}")
    with handling(session, thing):
        entries = _taken(session, stream, first)
        if not entries:
            return False
        _tell(session, stream, [one for one in entries if one.happened_at > at - OLD_NEWS], at)
        session.execute(delete(OutboxRow).where(OutboxRow.entry_id.in_([one.id for one in entries])))
        for over in close_for(session, thing, at=at):
            record(session, f"incident:{over.data['incident']}", [over], actor=CLOCK, at=at)
    return True


@wakes(JOB)
def wake_stream(session: Session, thing: Thing, until: datetime | None) -> bool:
    """Whether anything of the stream still waits; when it is tried again stands in its incident (``waiting_streams``)."""
    waits = select(OutboxRow.entry_id).join(LedgerEntry, LedgerEntry.id == OutboxRow.entry_id)
    stream = thing.key.removeprefix(A_STREAM)
    return session.execute(waits.where(LedgerEntry.stream == stream).limit(1)).first() is not None


def _taken(session: Session, stream: str, first: int) -> list[LedgerEntry]:
    """The waiting facts of a stream, locked; none while another clock has older ones. A command is not torn in two."""
    query = (
        select(LedgerEntry)
        .join(OutboxRow, OutboxRow.entry_id == LedgerEntry.id)
        .where(LedgerEntry.stream == stream, LedgerEntry.seq >= first)
        .order_by(LedgerEntry.seq)
        .limit(TOGETHER)
        .with_for_update(of=OutboxRow, skip_locked=True)
    )
    entries = list(session.scalars(query))
    if not entries:
        return []
    older = select(OutboxRow.entry_id).join(LedgerEntry, LedgerEntry.id == OutboxRow.entry_id)
    before = older.where(LedgerEntry.stream == stream, LedgerEntry.seq == entries[0].seq - 1)
    if session.execute(before).first() is not None:
        return []
    unbroken = [one for place, one in enumerate(entries) if one.seq == entries[0].seq + place]
    whole = [one for one in unbroken if one.version is None or one.version != unbroken[-1].version]
    return unbroken if len(entries) < TOGETHER or not whole else whole


def _tell(session: Session, stream: str, entries: list[LedgerEntry], at: datetime) -> None:
    if stream.startswith(A_DEFINITION):
        _tell_of_proposals(session, entries, at)
    if not stream.startswith(A_CASE) or not entries:
        return
    case = session.scalar(select(ProcessInstance.id).where(ProcessInstance.public_id == stream.removeprefix(A_CASE)))
    if case is None:
        return
    new: list[Notice] = []
    facts = _read(session, entries, case, at)
    for _command, together in groupby(facts, key=lambda told: told.entry.version or -told.entry.id):
        of_command = list(together)
        _has_seen(session, of_command[-1])
        for told in of_command:
            _is_settled(session, told)
        new += write(session, _notices(session, of_command), at)
    gather(session, new, at)


def _tell_of_proposals(session: Session, entries: list[LedgerEntry], at: datetime) -> None:
    """What was decided asks nobody for a decision any more; a version that nobody proposed is told to nobody."""
    new: list[Notice] = []
    for entry in entries:
        if entry.kind not in PROPOSALS:
            continue
        told = Told(entry, json.loads(entry.data), None, None, at, proposal_of(session, entry))
        if told.proposal is None:
            continue
        if entry.kind != "definition.proposed":
            _no_longer_new(session, told, _N.proposal_id == told.proposal.id)
        new += write(session, _notices(session, [told]), at)
    gather(session, new, at)


def _read(session: Session, entries: list[LedgerEntry], case: int, at: datetime) -> list[Told]:
    """The facts with their values and the steps that they are about, in a query or two.

    What a superior says is a fact of the superior's own step; it is about the late one.
    """
    values = [json.loads(entry.data) for entry in entries]
    raised = {data["escalation"] for data in values if "escalation" in data}
    named = {data["item"] for data in values if "item" in data}
    found = session.scalars(select(WorkItem).where(WorkItem.public_id.in_(named))) if named else ()
    items = {item.public_id: item for item in found}
    late = select(Escalation.public_id, WorkItem).join(WorkItem, WorkItem.id == Escalation.work_item_id)
    about = {key: item for key, item in session.execute(late.where(Escalation.public_id.in_(raised)))} if raised else {}
    return [
        Told(entry, data, about.get(data.get("escalation")) or items.get(str(data.get("item"))), case, at)
        for entry, data in zip(entries, values, strict=True)
    ]


def _notices(session: Session, command: list[Told]) -> Iterator[Notice]:
    """One command tells a person once: of the most important of its facts, and never those who gave it."""
    best: dict[int, Told] = {}
    desks: dict[int, int] = {}
    for told in sorted((one for one in command if one.entry.kind in RULES), key=_importance):
        for person_id in RULES[told.entry.kind](session, told):
            best.setdefault(person_id, told)
            if told.item is not None and told.item.closed_at is None and told.entry.kind == "work_item.opened":
                desks[person_id] = told.item.id
    for person_id, told in sorted(best.items(), key=lambda pair: (pair[1].entry.seq, pair[0])):
        if told.entry.actor != f"person:{person_id}" and _may_see(session, person_id, told):
            yield Notice(
                person_id=person_id,
                entry=told.entry,
                instance_id=told.instance_id,
                work_item_id=told.item.id if told.item else None,
                desk_item_id=desks.get(person_id),
                reminds=told.entry.kind in REMINDERS,
                proposal_id=told.proposal.id if told.proposal else None,
            )


def _importance(told: Told) -> tuple[int, int]:
    return IMPORTANCE[told.entry.kind], told.entry.seq


def _may_see(session: Session, person_id: int, told: Told) -> bool:
    if told.entry.kind in INTERVENED | {ENDED, "case.migrated"}:  # they had it on the desk until that moment
        return True
    standing = standing_of(session, person(person_id), told.at)
    return (
        may_see_proposals(standing) if told.instance_id is None else may_see_case(session, told.instance_id, standing)
    )


def _has_seen(session: Session, told: Told) -> None:
    """Whoever acts on a case has seen what they were told of it before: the bell empties as the work is done."""
    kind, _, number = told.entry.actor.partition(":")
    if kind == "person":
        _no_longer_new(session, told, _N.person_id == int(number), _N.instance_id == told.instance_id)


def _is_settled(session: Session, told: Told) -> None:
    """A step that is done, or that somebody took, asks nobody for anything any more."""
    if told.item is None or told.entry.kind not in TAKEN | DONE:
        return
    seats = panel.seats_around(session, told.item)
    goes_on = any(seat.is_free for seat in seats)
    if seats and not goes_on:
        places = [seat.id for seat in seats]
        about = or_(_N.work_item_id.in_(places), _N.desk_item_id.in_(places))
        _no_longer_new(session, told, about, _N.kind == "work_item.opened")
    kinds = OF_THE_DESK if told.entry.kind in DONE else {"work_item.opened"}
    about = or_(_N.work_item_id == told.item.id, _N.desk_item_id == told.item.id)
    if goes_on:  # a place alike still waits for somebody; this one asks nothing more of those whose it is
        about &= _N.person_id.in_(panel.people_of(seat for seat in seats if seat.id == told.item.id))
    _no_longer_new(session, told, about, _N.instance_id == told.instance_id, _N.kind.in_(kinds))


def _no_longer_new(session: Session, told: Told, *which: ColumnElement[bool]) -> None:
    before = (_N.seen_at.is_(None), _N.entry_id < told.entry.id)
    session.execute(update(table_of(Notification)).where(*which, *before).values(seen_at=told.entry.happened_at))
