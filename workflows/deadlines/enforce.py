"""One step of the clock for one late or nearly late item. Call it until it answers ``False``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
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
from workflows.instances.statements import HEAD, SKIP_LOCKED
from workflows.instances.taking import turn_from
from workflows.instances.things import Thing, announce, wakes
from workflows.instances.turn import Turn
from workflows.organisation import hierarchy
from workflows.organisation.calendars import OWN_DAYS, THE_COUNTRY, calendar_from
from workflows.organisation.edition import look_up
from workflows.trips import Fixed, Said, go
from workflows.work.escalation import chain_of, raise_level
from workflows.work.item import Item, from_row, item_query
from workflows.work.models import Escalation

JOB = "deadlines"
Rungs = Callable[[int, str, int], LadderRung | None]  # of a version's ladder, for a kind of work and a priority
_W, _S, _E, _P = table_of(WorkItem).c, table_of(DeadlineStep).c, table_of(Escalation).c, table_of(Suspension).c
RINGS = (_W.closed_at.is_(None), _W.wake_at <= bindparam("at", type_=UtcDateTime))
_THIS, _NEVER = _W.id == bindparam("item"), type_coerce(null(), UtcDateTime)
DUE = select(_W.instance_id, _W.id).where(*RINGS).order_by(_W.wake_at, _W.id).limit(bindparam("most"))
AGAIN = Fixed(item_query().where(_THIS, *RINGS))


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
    with handling(session, _thing(*found)):
        return act_as_found(session, *found, go(session, questions(*found, at)), at)


def act_on_each(session: Session, found: Sequence[tuple[int, int]], at: datetime) -> list[tuple[int, int]]:
    """The same for a few in one unit of work; answers for which there was a step.

    That saves waiting for the disk, and their cases are locked and read in one trip. Of two items of a case only the first has
    its step: the other one has to be read when that is done.
    """
    first: dict[int, int] = {}
    for instance_id, item_id in found:
        first.setdefault(instance_id, item_id)
    chosen = list(first.items())
    asked = [questions(*one, at) for one in chosen]
    answers = iter(go(session, [question for of_one in asked for question in of_one]))
    read = [list(islice(answers, len(of_one))) for of_one in asked]
    _look_up(session, read, at)
    acted = []
    for one, found_of_it in zip(chosen, read, strict=True):
        with handling(session, _thing(*one)):
            if act_as_found(session, *one, found_of_it, at):
                acted.append(one)
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


def _look_up(session: Session, read: Sequence[Sequence[Any]], at: datetime) -> None:
    """Ask for what all these items need to know of their units, where it is not known yet, in one trip."""
    heads = [head[0] for _lock, head, *_more in read if head]
    units = {item[0].unit_id for _lock, _head, item, _before in read if item and item[0].unit_id is not None}
    if heads:
        look_up(session, heads[-1].edition, [said for unit_id in sorted(units) for said in _of_unit(unit_id, at)])


def _of_unit(unit_id: int, at: datetime) -> tuple[Said, Said]:
    return OWN_DAYS(unit=unit_id), hierarchy.HEADS(unit=unit_id, day=local_date(at))


def _thing(instance_id: int, item_id: int) -> Thing:
    return Thing(JOB, f"item:{item_id}", instance_id, item_id)


def questions(instance_id: int, item_id: int, at: datetime) -> list[Said]:
    """Lock the case, read the item again and whatever its step may depend on."""
    return [
        SKIP_LOCKED(instance_id=instance_id),
        HEAD(in_case=instance_id),
        AGAIN(item=item_id, at=at),
        BEFORE(item=item_id),
    ]


def act_as_found(session: Session, instance_id: int, item_id: int, found: Sequence[Any], at: datetime) -> bool:
    """Ask the policy about the answers to ``questions``, act once and set the alarm; answers whether the alarm still rang.

    One rung a step: where the next one is due at once (an outage), the item stays awake and the next step takes it. Nothing
    happens when the item was closed, put to sleep or given a new date meanwhile, or somebody else holds the case.
    """
    turn = turn_from(session, instance_id, found, actor=CLOCK, at=at, job=JOB, job_item=item_id)
    if turn is None or not turn.answers[0]:
        return False
    (row,), done = turn.answers
    item = from_row(row)
    calendar = THE_COUNTRY
    if item.unit_id is not None:
        days, _heads = turn.ask(*_of_unit(item.unit_id, at))  # together, for who is told will be asked next
        calendar = calendar_from(days)

    def rungs(_version: int, kind: str, priority: int) -> LadderRung | None:
        return turn.rung(kind, priority)  # of the case's own version, whose files are known by now

    verdict, following = verdicts(session, item, rungs, done, calendar, at)
    if isinstance(verdict, Act):
        if isinstance(following, Sleep):  # where acting closes the item or moves its date, the alarm is left alone
            turn.write(ALARM(item=item.id, of_version=item.due_version, until=following.until))
        _take(turn, item, verdict)
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


def _take(turn: Turn, item: Item, act: Act) -> None:
    """Write the rung down and do what it says; for ``overdue`` the drawing decides what happens next."""
    assert item.due_at is not None
    if act.kind == "overdue":
        due_at = item.due_at.isoformat()
        turn.note(fact("work_item.overdue", item=item.public_id, due_at=due_at, level=act.level))
        raise_level(turn, item, act.level)
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
