"""A step that kills its process: after the third time it is left alone, and everything else gets done."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.moments import DUE
from tests.support.world import World
from tests.web.story import given_to_the_department
from webapp import clock
from webapp.operations import heartbeats
from webapp.operations.attempts import Attempt, take_left_behind
from webapp.operations.models import ClockProcess
from workflows.instances import incidents
from workflows.instances.models import Incident, WorkItem
from workflows.instances.things import Thing
from workflows.ledger.models import LedgerEntry
from workflows.work.models import Escalation

ROOT = Path(__file__).parents[3]
DIED = 86
Clock = Callable[[datetime], tuple[int, str]]


@pytest.fixture
def poisoned(world: World, world_url: str, tmp_path: Path) -> tuple[Clock, int]:
    """Three late items, and a clock in a process of its own that the first of them kills."""
    for number in (1, 2, 3):
        given_to_the_department(world, f"T-{number}", officer="lan")
    with world.database.reading() as session:
        query = select(WorkItem.id).where(WorkItem.element == "submit_result").order_by(WorkItem.id)
        poison = session.scalars(query.limit(1)).one()

    def beat(at: datetime) -> tuple[int, str]:
        words = [sys.executable, "-m", "tests.support.poisoned_clock"]
        words += [world_url, str(tmp_path / clock.FOLDER), at.isoformat(), str(poison)]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert done.returncode in (0, DIED), done.stderr
        return done.returncode, done.stdout

    return beat, poison


def incident(world: World) -> Incident:
    with world.database.reading() as session:
        return session.scalars(select(Incident)).one()


def test_work_that_killed_its_process_three_times_is_parked_and_everything_else_is_done(
    world: World, poisoned: tuple[Clock, int], tmp_path: Path
) -> None:
    beat, poison = poisoned
    at = DUE
    for crashes in (1, 2, 3):
        assert beat(at)[0] == DIED
        with world.database.reading() as session:
            silent = session.scalars(select(ClockProcess).where(ClockProcess.ended_at.is_(None))).all()
            assert len(silent) == crashes, "it did not say goodbye"
        another_clock_beats(world, tmp_path, at)
        assert incident(world).crashes == crashes
        at += timedelta(hours=1)
    found = incident(world)
    assert (found.work_item_id, found.attempts, found.try_again_at) == (poison, 3, None)
    assert found.parked_at is not None and "3 times the process died" in found.sentence
    with world.database.reading() as session:
        late = set(session.scalars(select(Escalation.work_item_id)))
        assert poison not in late and len(late) == 2
        kinds = session.scalars(select(LedgerEntry.kind).where(LedgerEntry.kind.like("incident.%"))).all()
        assert kinds == ["incident.raised", "incident.parked"]
        assert session.get_one(WorkItem, poison).wake_at is None
    assert beat(at + timedelta(days=30))[0] == 0, "nobody tries it until somebody says so"


def another_clock_beats(world: World, folder: Path, at: datetime) -> None:
    """A clock that lives finds what the dead one left behind, and does everything else."""
    watch = clock.Watch(world.database, folder / clock.FOLDER, lambda: at)
    clock.tick(world.database, at, watch=watch)
    watch.end()


def test_a_process_that_ends_in_good_order_leaves_no_file_and_no_silent_heart(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "clock"
    watch = clock.Watch(world.database, folder, lambda: DUE)
    with world.database.reading() as session:
        (heart,) = heartbeats.hearts(session, at=DUE)
        assert heart.beats
    watch.end()
    assert list(folder.iterdir()) == []
    with world.database.reading() as session:
        assert heartbeats.hearts(session, at=DUE) == []


def test_a_living_process_is_not_buried_and_a_dead_one_is_counted_once(tmp_path: Path) -> None:
    thing = Thing("deadlines", "item:7", 3, 7)
    living, counted = Attempt(tmp_path), []
    living.note(thing)
    (tmp_path / "dead.attempt").write_bytes(next(iter(tmp_path.glob("*.attempt"))).read_bytes())
    take_left_behind(tmp_path, counted.append)
    take_left_behind(tmp_path, counted.append)
    assert counted == [thing]
    living.end()
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_died_between_two_steps_died_of_no_thing(tmp_path: Path) -> None:
    counted: list[Thing] = []
    attempt = Attempt(tmp_path)
    attempt.note(Thing("deadlines", "item:7", 3, 7))
    attempt.note(None)
    (tmp_path / "dead.attempt").write_bytes(next(iter(tmp_path.glob("*.attempt"))).read_bytes())
    take_left_behind(tmp_path, counted.append)
    assert counted == []
    attempt.end()


def test_a_crash_counts_for_nothing_when_the_step_was_done(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    with world.database.writing() as session:
        closed = session.scalars(select(WorkItem.id).where(WorkItem.closed_at.is_not(None)).limit(1)).one()
        assert incidents.record_crash(session, Thing("deadlines", f"item:{closed}", case, closed), at=DUE) is None
        session.commit()
    with world.database.reading() as session:
        assert session.scalars(select(Incident)).all() == []
