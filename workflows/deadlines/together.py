"""Many due items in one unit of work: those for which an alarm is set, or that are told something, without a step of the drawing.

Cases that nobody holds are locked in the order of their numbers and read with a few questions for all of them; what is to be written goes
out in one trip. An item whose date has come, or whose case has an incident, is left for a unit of work of its own (``enforce``), and so is
everything here when anything fails: whatever is wrong with one of them harms no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.calendar import WorkCalendar
from workflows.db import table_of
from workflows.deadlines.enforce import ALARM, JOB, RINGS, Rungs, before, telling, verdicts
from workflows.deadlines.policy import Act, Sleep
from workflows.definitions import deploy
from workflows.facts import Fact
from workflows.instances.models import Incident, ProcessInstance, WorkItem
from workflows.instances.things import Thing, announce
from workflows.ledger.record import LAST, entries, head_from
from workflows.organisation.calendars import calendars_for
from workflows.trips import Fixed, Said, go
from workflows.work.item import Item, from_row, item_query

_C, _W = table_of(ProcessInstance).c, table_of(WorkItem).c
_THESE = _W.id.in_(bindparam("items", expanding=True))
LOCK = (
    select(_C.id, _C.public_id, _C.version)
    .where(
        _C.id.in_(bindparam("cases", expanding=True)),
        ~exists().where(Incident.instance_id == _C.id, Incident.closed_at.is_(None)),
    )
    .order_by(_C.id)
    .with_for_update(of=table_of(ProcessInstance), key_share=True, skip_locked=True)
)
ITEMS = item_query().where(_THESE, *RINGS).order_by(_W.id)
BEFORE = before(_THESE)
COUNT = Fixed(
    update(table_of(ProcessInstance))
    .where(_C.id == bindparam("instance_id"), _C.version == bindparam("seen_version"))
    .values(version=bindparam("version")),
    hits=1,
)


def act_on_some(session: Session, found: Sequence[tuple[int, int]], at: datetime) -> Sequence[tuple[int, int]]:
    """One step for each of those (case, item) found that can be handled together; answers which."""
    chosen = dict(found)  # one item of a case: each is a command of its own
    locked = {row.id: row for row in session.execute(LOCK, {"cases": list(chosen)})}
    items = [item for case, item in chosen.items() if case in locked]
    if not items:
        return []
    rows = session.execute(ITEMS, {"items": items, "at": at}).all()
    done: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(BEFORE, {"items": items}):
        done[row.item].append(row)
    calendars = calendars_for(session, {row.unit_id for row in rows})
    rungs = cache(partial(deploy.rung_of, session))
    writes: list[Said] = []
    told: list[tuple[Any, Fact]] = []
    handled: list[tuple[int, int]] = []
    for row in rows:
        announce(session, Thing(JOB, f"item:{row.id}", row.instance_id, row.id))
        wanted = judge(session, row, rungs, done[row.id], calendars[row.unit_id], at)
        if wanted is None:
            continue
        said, facts = wanted
        writes += said
        told += [(locked[row.instance_id], one) for one in facts]
        handled.append((row.instance_id, row.id))
    announce(session, Thing(JOB))
    go(session, [*writes, *_recorded(session, told, at)])
    return handled


def judge(
    session: Session, row: Any, rungs: Rungs, done: Sequence[Any], calendar: WorkCalendar, at: datetime
) -> tuple[list[Said], list[Fact]] | None:
    """What is to be written and told about one item; ``None`` when it needs a unit of work of its own."""
    item = from_row(row)
    if item.due_at is not None and item.due_at <= at and not item.suspended:
        return None
    verdict, following = verdicts(session, item, rungs, done, calendar, at)
    if not isinstance(verdict, Act):
        return [_alarm(item, verdict)], []
    if verdict.kind == "overdue":
        return None
    said, told = telling(item, verdict, at)
    return [said, *([] if isinstance(following, Act) else [_alarm(item, following)])], [told]


def _alarm(item: Item, sleep: Sleep | None) -> Said:
    return ALARM(item=item.id, of_version=item.due_version, until=sleep.until if sleep else None)


def _recorded(session: Session, told: Sequence[tuple[Any, Fact]], at: datetime) -> list[Said]:
    """Each fact at the end of its case's chain, as a command of that case."""
    streams = [f"case:{case.public_id}" for case, _fact in told]
    heads = go(session, [LAST(in_stream=stream) for stream in streams])
    said: list[Said] = []
    for (case, fact), stream, head in zip(told, streams, heads, strict=True):
        version = case.version + 1
        said.append(COUNT(instance_id=case.id, seen_version=case.version, version=version))
        said += entries(stream, [fact], head_from(head), actor=CLOCK, at=at, version=version)[0]
    return said
