"""A clock process that stands still in the middle of a step, and clocks that stood still for days."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests.competing.rivals import clocks_at_once, everything_agrees
from tests.crash.fate import BEFORE, Fate, Point, mortal
from tests.support.databases import PostgresCopies
from tests.support.moments import A_MONDAY, DAY_BEFORE_DUE, DUE
from tests.support.world import World
from tests.web.story import given_to_the_department
from webapp import clock
from workflows.instances.models import Incident
from workflows.ledger.models import LedgerEntry
from workflows.work.models import Escalation

HELD = text(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL "
    "AND pid <> pg_backend_pid()"
)
FAR_IN = 12  # statements: the case is claimed, read again, and being written


@pytest.fixture
def world_url(postgres_worlds: PostgresCopies) -> Iterator[str]:
    """On PostgreSQL only: SQLite has one clock."""
    with postgres_worlds.fresh() as url:
        yield url


@contextmanager
def paused_clock(url: str, point: Point) -> Iterator[int]:
    """A clock process that stops itself at a point of its first step; afterwards it goes on, and must end well.

    It takes one case at a time: usually it has up to fifty in hand, and those wait with it (decision 12).
    """
    jobs = tuple(replace(job, together=tuple((way, 1) for way, _most in job.together)) for job in clock.JOBS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking beside a thread; the child only ticks
        child = os.fork()
    if child == 0:
        fate = Fate()
        with fate.at(point, lambda _where: os.kill(os.getpid(), signal.SIGSTOP)):
            clock.tick(mortal(url, fate), DUE, jobs)
        os._exit(0)
    assert os.WIFSTOPPED(os.waitpid(child, os.WUNTRACED)[1])
    try:
        yield child
    except BaseException:
        os.kill(child, signal.SIGKILL)  # or it would hold the whole run up
        os.waitpid(child, 0)
        raise
    os.kill(child, signal.SIGCONT)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def two_late(world: World) -> None:
    for key in ("T-1", "T-2"):
        given_to_the_department(world, key, officer="lan")
    world.tick(A_MONDAY)


def raised(world: World) -> list[tuple[int, int]]:
    with world.database.reading() as session:
        rows = session.execute(select(Escalation.instance_id, Escalation.level).order_by(Escalation.instance_id))
        assert session.scalars(select(Incident)).all() == []
        return [(row.instance_id, row.level) for row in rows]


@pytest.mark.parametrize("point", [FAR_IN, BEFORE])
def test_a_clock_that_is_paused_holds_up_one_case_only_and_finishes_it_once(
    world: World, world_url: str, point: Point
) -> None:
    two_late(world)
    with paused_clock(world_url, point):
        world.tick(DUE)
        assert len(raised(world)) == 1, "the others go on"
    world.tick(DUE)
    assert raised(world) == [(1, 1), (2, 1)]
    assert everything_agrees(world) == []


@pytest.mark.parametrize("point", [FAR_IN, BEFORE])
def test_a_clock_that_was_paused_past_its_claim_does_nothing_twice(world: World, world_url: str, point: Point) -> None:
    two_late(world)
    with paused_clock(world_url, point), world.database.engine.connect() as looking:
        for pid in looking.execute(HELD).scalars().all():
            looking.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 60000)")  # the server gives its claim up
        world.tick(DUE)
        assert raised(world) == [(1, 1), (2, 1)]
    world.tick(DUE)
    assert raised(world) == [(1, 1), (2, 1)]
    assert everything_agrees(world) == []


def test_after_three_days_without_a_clock_each_is_told_once_and_raised_one_level(world: World) -> None:
    given_to_the_department(world, officer="lan")
    world.tick(DAY_BEFORE_DUE - timedelta(days=1))
    clocks_at_once(world, DAY_BEFORE_DUE + timedelta(days=2))
    world.tick(DAY_BEFORE_DUE + timedelta(days=2))
    assert raised(world) == [(1, 1)]
    with world.database.reading() as session:
        told = select(LedgerEntry.kind).where(LedgerEntry.actor == "clock", LedgerEntry.kind.startswith("work_item."))
        kinds = session.scalars(told.where(LedgerEntry.kind != "work_item.opened")).all()
    assert sorted(kinds) == ["work_item.overdue", "work_item.warned"]
    assert everything_agrees(world) == []
