"""One step of the clock for one late or nearly late item. Call it until it answers ``False``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, literal, null, select, type_coerce, union_all, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.calendar import WorkCalendar, local_date
from workflows.db import UtcDateTime, table_of
from workflows.deadlines.models import DeadlineStep
from workflows.deadlines.policy import Act, Raised, Sleep, Watched, decide
from workflows.definitions import deploy
from workflows.definitions.decisions import LadderRung
from workflows.facts import Fact, fact
from workflows.instances.incidents import handling
from workflows.instances.models import ProcessInstance, Suspension, WorkItem
from workflows.instances.things import Thing, announce, wakes
from workflows.instances.turn import Turn, take_turn
from workflows.organisation.calendars import calendar_from, own_days
from workflows.trips import Fixed, Said
from workflows.work.escalation import ANSWERING_HEADS, chain_of, raise_level
from workflows.work.item import Item, from_row, item_query
from workflows.work.models import Escalation

JOB = "deadlines"
Rungs = Callable[[int, str, int], LadderRung | None]  # of a version's ladder, for a kind of work and a priority
_W, _S, _E, _P = table_of(WorkItem).c, table_of(DeadlineStep).c, table_of(Escalation).c, table_of(Suspension).c
RINGS = (_W.closed_at.is_(None), _W.wake_at <= bindparam("at", type_=UtcDateTime))
_THIS, _NEVER = _W.id == bindparam("item"), type_coerce(null(), UtcDateTime)
DUE = select(_W.instance_id, _W.id).where(*RINGS).order_by(_W.wake_at, _W.id).limit(bindparam("most"))
AGAIN = Fixed(item_query().where(_THIS, *RINGS))
DAYS = Fixed(own_days(select(_W.unit_id).where(_THIS).scalar_subquery()))


def before(these: ColumnElement[bool]) -> Any:
    """What was done about these items already, for the present version of their due dates; each row names its item."""
    item = _W.id.label("item")
    return union_all(  # the levels first: they give the last column its type
        select(
            item, literal("level").label("what"), literal("").label("kind"), _E.level, _E.raised_at, _E.settled_at
        ).where(these, _E.work_item_id == _W.id, _E.due_version == _W.due_version),
        select(item, literal("set"), literal(""), literal(0), func.coalesce(_W.due_set_at, _W.opened_at), _NEVER).where(
            these
        ),
        select(item, literal("step"), _S.kind, _S.level, _S.taken_at, _NEVER).where(
            these, _S.work_item_id == _W.id, _S.due_version == _W.due_version
        ),
        select(item, literal("resumed"), literal(""), literal(0), func.max(_P.resumed_at), _NEVER)
        .where(these, _P.instance_id == _W.instance_id)
        .group_by(_W.id),
    )


BEFORE = Fixed(before(_THIS))
STEP = Fixed(insert(table_of(DeadlineStep)))
ALARM = Fixed(
    update(table_of(WorkItem))
    .where(_W.id == bindparam("item"), _W.closed_at.is_(None), _W.due_version == bindparam("of_version"))
    .values(wake_at=bindparam("until"))
)


def due_items(session: Session, at: datetime, most: int) -> Sequence[tuple[int, int]]:
    """The items (case, item) whose alarms have rung longest, by one index; only a hint, each is read again under its lock."""
    return [(row.instance_id, row.id) for row in session.execute(DUE, {"at": at, "most": most})]


def act_on_due(session: Session, found: tuple[int, int], at: datetime) -> bool:
    """One step for an item that was due a moment ago; ``False`` when somebody else works on its case or nothing is due any
    more. Raises ``Stuck``.
    """
    instance_id, item_id = found
    with handling(session, Thing(JOB, f"item:{item_id}", instance_id, item_id)):
        return act_on(session, instance_id, item_id, at)


def act_on_each(session: Session, found: Sequence[tuple[int, int]], at: datetime) -> list[tuple[int, int]]:
    """The same for a few in one unit of work, which saves waiting for the disk; answers for which there was a step."""
    acted = [one for one in found if act_on_due(session, one, at)]
    announce(session, Thing(JOB))  # what comes now is about all of them
    return acted


def act_next(session: Session, at: datetime) -> bool:
    """Do one step for the item whose alarm has rung longest; ``False`` when no alarm rings. Raises ``Stuck``."""
    found = next_item(session, at)
    return found is not None and (act_on_due(session, found, at) or True)


def next_item(session: Session, at: datetime) -> tuple[int, int] | None:
    """The item (case, item) whose alarm has rung longest and whose case nobody else works on, its case locked."""
    due = (
        select(WorkItem.instance_id, WorkItem.id)
        .join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
        .where(WorkItem.closed_at.is_(None), WorkItem.wake_at <= at)
        .order_by(WorkItem.wake_at, WorkItem.id)
        .limit(1)
    )
    row = session.execute(due.with_for_update(of=ProcessInstance, skip_locked=True)).first()
    return (row.instance_id, row.id) if row else None


def act_on(session: Session, instance_id: int, item_id: int, at: datetime) -> bool:
    """Lock the case, read the item again, ask the policy, act once and set the alarm; answers whether the alarm still rang.

    One rung a step: where the next one is due at once (an outage), the item stays awake and the next step takes it. Nothing
    happens when the item was closed, put to sleep or given a new date meanwhile, or somebody else holds the case.
    """
    asked = [
        AGAIN(item=item_id, at=at),
        BEFORE(item=item_id),
        DAYS(item=item_id),
        ANSWERING_HEADS(item=item_id, day=local_date(at)),
    ]
    turn = take_turn(
        session, instance_id, actor=CLOCK, at=at, skip_locked=True, job=JOB, job_item=item_id, asking=asked
    )
    if turn is None or not turn.answers[0]:
        return False
    (row,), done, days, heads = turn.answers
    item = from_row(row)

    def rungs(_version: int, kind: str, priority: int) -> LadderRung | None:
        return turn.rung(kind, priority)  # of the case's own version, whose files are known by now

    verdict, following = verdicts(session, item, rungs, done, calendar_from(days), at)
    if isinstance(verdict, Act):
        if isinstance(following, Sleep):  # where acting closes the item or moves its date, the alarm is left alone
            turn.write(ALARM(item=item.id, of_version=item.due_version, until=following.until))
        _take(turn, item, verdict, heads)
        turn.finish()
    else:
        turn.write(ALARM(item=item.id, of_version=item.due_version, until=verdict.until if verdict else None))
        turn.went_on()
    return True


def verdicts(
    session: Session, item: Item, rungs: Rungs, found: Sequence[Any], calendar: WorkCalendar, at: datetime
) -> tuple[Act | Sleep | None, Act | Sleep | None]:
    """What is to be done about the item now, and what would be once that is done; ``found`` are its rows of ``BEFORE``."""
    if item.due_at is None or item.suspended or item.case_ended_at is not None:
        return None, None
    rung = rungs(item.definition_version_id, item.ladder, item.priority)
    if rung is None:
        return None, None
    watched = _watched(session, item, found, at)
    verdict = decide(watched, rung, calendar, at)
    return verdict, decide(_after(watched, verdict, at), rung, calendar, at) if isinstance(verdict, Act) else None


def rung_of(session: Session, item: Item) -> LadderRung | None:
    """The ladder's rung for this item, from the table in its case's own version."""
    return deploy.rung_of(session, item.definition_version_id, item.ladder, item.priority)


def _watched(session: Session, item: Item, found: Sequence[Any], at: datetime) -> Watched:
    """What was done about the item already (rows of ``BEFORE``); the chain of command is climbed only once a level was raised."""
    assert item.due_at is not None
    taken: set[str] = set()
    levels: list[Raised] = []
    moments: dict[str, datetime] = {}
    for _item, what, kind, level, first, second in found:
        if what == "step":
            taken.add(kind)
        elif what == "level":
            levels.append(Raised(level, first, second))
        else:
            moments[what] = first
    # Past the top comes one level more: the support team's group.
    top = 1 + len(chain_of(session, item, at)) if levels and item.due_at <= at else 1
    resumed = moments.get("resumed") if levels else None
    return Watched(item.due_at, moments["set"], frozenset(taken), tuple(levels), top, resumed)


def _after(watched: Watched, act: Act, at: datetime) -> Watched:
    """The same item once this is done. Whether there is a level above is asked when its time has come."""
    if act.kind != "overdue":
        return replace(watched, taken=watched.taken | {act.kind})
    return replace(watched, raised=(*watched.raised, Raised(act.level, at, None)), top=act.level + 1)


def _take(turn: Turn, item: Item, act: Act, heads: Sequence[Any]) -> None:
    """Write the rung down and do what it says; for ``overdue`` the drawing decides what happens next."""
    assert item.due_at is not None
    if act.kind == "overdue":
        due_at = item.due_at.isoformat()
        turn.note(fact("work_item.overdue", item=item.public_id, due_at=due_at, level=act.level))
        raise_level(turn, item, act.level, heads)
        return
    said, told = telling(item, act, turn.at)
    turn.write(said)
    turn.note(told)


def telling(item: Item, act: Act, at: datetime) -> tuple[Said, Fact]:
    """A warning or a reminder: its row, and the fact that tells of it."""
    assert item.due_at is not None
    row = STEP(work_item_id=item.id, due_version=item.due_version, kind=act.kind, level=0, taken_at=at)
    return row, fact(f"work_item.{act.kind}", item=item.public_id, due_at=item.due_at.isoformat())


@wakes(JOB)
def wake_item(session: Session, thing: Thing, until: datetime | None) -> bool:
    """Look at an open item again at that moment; a closed one needs no more looking."""
    table = table_of(WorkItem)
    still_open = (table.c.id == thing.work_item_id, table.c.closed_at.is_(None))
    woken = session.execute(update(table).where(*still_open).values(wake_at=until).returning(table.c.id))
    return woken.first() is not None
