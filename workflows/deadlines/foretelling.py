"""What the ladder will do about one step if nothing happens to it: the clock's own policy, asked again for each moment to come.

Nothing is written, and nothing is decided here a second time: ``decide`` says when, the chain of command of that day says who.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial

from sqlalchemy.orm import Session

from workflows.calendar import WorkCalendar, local_date
from workflows.deadlines.enforce import BEFORE, _after, _watched  # the clock's own eyes, in its own room
from workflows.deadlines.policy import Act, Watched, decide
from workflows.definitions import deploy
from workflows.definitions.decisions import LadderRung
from workflows.organisation import hierarchy
from workflows.organisation.calendars import calendar_for
from workflows.organisation.models import Person, Position
from workflows.trips import go
from workflows.work.escalation import answering_unit
from workflows.work.item import Item

MOST = 50  # steps foretold; a chain of command has about five posts


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to come: ``kind`` warned, reminded, due or overdue (with its level), and when.

    For a level: the post that it goes to and who holds it on that day; none past the top, where the support team's group gets it.
    ``passed_over`` are the vacant posts below it that it passes.
    """

    at: datetime
    kind: str
    level: int = 0
    post: Position | None = None
    holders: tuple[Person, ...] = ()
    passed_over: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True)
class _Above:
    """The chain of command on one day: the held posts, each with the vacant ones that it stands in for."""

    posts: tuple[Position, ...]
    passed_over: tuple[tuple[Position, ...], ...]


def of_step(session: Session, item: Item, at: datetime) -> list[Told] | None:
    """What will happen with an open step; ``None`` where no ladder watches it (or it stands still, is closed or has no due date)."""
    if item.due_at is None or item.closed_at is not None or item.suspended or item.case_ended_at is not None:
        return None
    rung = deploy.rung_of(session, item.definition_version_id, item.ladder, item.priority)
    if rung is None:
        return None
    (done,) = go(session, [BEFORE(item=item.id)])
    watched = _watched(session, item, done, at)
    return _foretold(session, watched, rung, calendar_for(session, item.unit_id), answering_unit(session, item), at)


def of_planned(
    session: Session, version_id: int, kind: str, priority: int, unit_id: int, due_on: date, at: datetime
) -> list[Told] | None:
    """The same for a step of that kind that a unit would get now, due at the end of a day."""
    rung = deploy.rung_of(session, version_id, kind, priority)
    calendar = calendar_for(session, unit_id)
    watched = Watched(calendar.end_of_day(due_on), at, frozenset(), (), 1)
    return _foretold(session, watched, rung, calendar, unit_id, at) if rung else None


def _foretold(
    session: Session, watched: Watched, rung: LadderRung, calendar: WorkCalendar, unit_id: int | None, at: datetime
) -> list[Told]:
    above = cache(partial(_above, session, unit_id))
    told = [Told(watched.due_at, "due")] if watched.due_at > at else []
    for moment, act in _acts(watched, rung, calendar, at, lambda on: len(above(on).posts)):
        told.append(_said(session, moment, act, above(local_date(moment))))
    return sorted(told, key=lambda one: (one.at, one.kind != "due"))


def _acts(
    watched: Watched, rung: LadderRung, calendar: WorkCalendar, at: datetime, posts_on: Callable[[date], int]
) -> Iterator[tuple[datetime, Act]]:
    """Ask the policy, do as if it had been done, and ask again, until it sleeps for good."""
    for _ in range(MOST):
        if watched.raised:  # past the top comes one level more: the support team's group
            watched = replace(watched, top=1 + posts_on(local_date(at)))
        verdict = decide(watched, rung, calendar, at)
        if isinstance(verdict, Act):
            yield at, verdict
            watched = _after(watched, verdict, at)
        elif verdict.until is None:
            return
        else:
            at = max(at, verdict.until)


def _said(session: Session, at: datetime, act: Act, above: _Above) -> Told:
    if act.kind != "overdue" or act.level > len(above.posts):
        return Told(at, act.kind, act.level)
    post = above.posts[act.level - 1]
    holders = tuple(hierarchy.holders(session, post.id, local_date(at)))
    return Told(at, act.kind, act.level, post, holders, above.passed_over[act.level - 1])


def _above(session: Session, unit_id: int | None, on: date) -> _Above:
    posts: list[Position] = []
    passed: list[tuple[Position, ...]] = []
    vacant: list[Position] = []
    for post, held in hierarchy.posts_above(session, unit_id, on) if unit_id is not None else ():
        if held:
            posts.append(post)
            passed.append(tuple(vacant))
            vacant = []
        else:
            vacant.append(post)
    return _Above(tuple(posts), tuple(passed))
