"""Running cases go over to another version: planned, tried, decided on, carried out, paused, stopped; all of it dies everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from tests.crash.dying import Step, unit
from tests.crash.telling import beats, newest
from tests.integration.migration.versions import KEY, RENAMED, deployed
from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.definitions import deploy
from workflows.migration import batches, plans
from workflows.migration.models import MigrationPlan

WHY = {"reason": "Quy trình mới"}


def cases_go_over(world: World) -> Iterator[Step]:
    """Tried, mapped anew, tried again, proposed, approved, paused and let go on; then the case goes over and the plan is done."""
    given_to_the_department(world, officer="lan")
    number = deployed(world, RENAMED)
    yield begins(world, number)
    yield from beats(world, "migrations", A_MONDAY)
    yield says(world, "vy", plans.map_anew, chosen={})
    yield from beats(world, "migrations", A_MONDAY)
    yield says(world, "vy", plans.propose, **WHY)
    yield says(world, "khoa", plans.approve)
    yield says(world, "khoa", plans.pause, **WHY)
    yield says(world, "vy", plans.resume)
    yield says(world, "khoa", plans.try_again)
    while _is_due(world):
        yield Step("clock: a case goes over", _act, job="migrations", stubborn=True)


def plans_that_come_to_nothing(world: World) -> Iterator[Step]:
    """Withdrawn by who made it, returned by who decides, stopped when it had begun."""
    given_to_the_department(world, officer="lan")
    number = deployed(world, RENAMED)
    for name, command, words in (("vy", plans.withdraw, {}), ("khoa", plans.give_back, WHY), ("khoa", plans.stop, WHY)):
        world.do("vy", _begin, number, at=A_MONDAY)
        world.tick(A_MONDAY)
        _now(world, "vy", plans.propose, **WHY)
        if command is plans.stop:
            _now(world, "khoa", plans.approve)
        yield says(world, name, command, **words)


def begins(world: World, number: int) -> Step:
    actor = world.actor("vy")
    return unit("vy: begin", lambda session: _begin(session, number, actor=actor, at=A_MONDAY))


def says(world: World, name: str, command: Callable[..., object], **words: Any) -> Step:
    """This designer does that with the plan made last."""
    plan, actor = newest(world, MigrationPlan), world.actor(name)
    act = {"actor": actor, "at": A_MONDAY, **words}
    return unit(f"{name}: {command.__name__}", lambda session: command(session, session.get_one(*plan), **act))


def _now(world: World, name: str, command: Callable[..., object], **words: Any) -> None:
    says(world, name, command, **words).run(world.database)


def _begin(session: Session, number: int, **who: Any) -> None:
    before, after = (deploy.numbered(session, KEY, one) for one in (1, number))
    plans.begin(session, before=before, after=after, chosen={}, **who)


def _act(database: Any) -> None:
    with database.writing() as session:
        batches.act_next(session, A_MONDAY)
        session.commit()


def _is_due(world: World) -> bool:
    with world.database.reading() as session:
        return bool(batches.due_cases(session, A_MONDAY, 1))
