"""Two at once, without luck: the first acts and holds its lock, the second knocks meanwhile, then the first commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from threading import Barrier, Event
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.support.world import World
from webapp import clock
from workflows.errors import Refusal

T = TypeVar("T")
Act = Callable[[Session], object]
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def by(world: World, name: str, command: Callable[..., object], /, *args: Any, at: datetime, **kwargs: Any) -> Act:
    """What this member of the cast is about to do, on the page that they see now."""
    actor = world.actor(name, at)
    return lambda session: command(session, *args, actor=actor, at=at, **kwargs)


def one_after_the_other(world: World, acts: dict[str, Act], first: str) -> object:
    """Two named acts at once, the named one first; answers what the other was told."""
    (second,) = acts.keys() - {first}
    return second_after_first(world, acts[first], acts[second])


def second_after_first(world: World, first: Act, second: Act) -> object:
    """Let ``first`` win and answer what ``second``, who came before the commit, was told: a refusal, or its result."""
    with ThreadPoolExecutor(1) as pool, world.database.writing() as session:
        first(session)
        waiting = knocking(world, pool, lambda: _knock(world, second))
        session.commit()
        return waiting.result(60)


def knocking(world: World, pool: ThreadPoolExecutor, act: Callable[[], T]) -> Future[T]:
    """Begin an act beside the present one, and go on as soon as it waits for a lock (or is done, where it need not wait)."""
    began = Event()

    def begin() -> T:
        began.set()
        return act()

    waiting = pool.submit(begin)
    began.wait(30)
    _until_it_waits(world, waiting)
    return waiting


def _knock(world: World, act: Act) -> object:
    with world.database.writing() as session:
        try:
            done = act(session)
            session.commit()
            return done
        except Refusal as refusal:
            session.rollback()
            return refusal


def _until_it_waits(world: World, waiting: Future[Any]) -> None:
    """On PostgreSQL, until the server says that a lock is waited for; a writer on SQLite cannot even begin."""
    if world.database.engine.dialect.name == "sqlite":
        return
    with world.database.engine.connect() as looking:
        while not waiting.done() and not looking.execute(WAITING).scalar():
            looking.rollback()


def clocks_at_once(world: World, at: datetime, number: int = 2) -> list[int]:
    """That many clocks beat at one moment; answers how many steps each took."""
    gate = Barrier(number)

    def beat() -> int:
        gate.wait(30)
        return clock.tick(world.database, at)

    with ThreadPoolExecutor(number) as pool:
        return [one.result(300) for one in [pool.submit(beat) for _ in range(number)]]


def everything_agrees(world: World) -> list[str]:
    """What ``nq57 check`` would print."""
    return world.disagreements()
