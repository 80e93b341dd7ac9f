"""Many due items at once are handled in few units of work, and each as if it had been alone."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select, update

from tests.competing.rivals import everything_agrees
from tests.integration.clock.test_poison import DIED, ROOT
from tests.integration.clock.troubled import told
from tests.support.moments import A_MONDAY, DAY_BEFORE_DUE, DUE
from tests.support.world import World
from tests.web.story import given_to_the_department
from webapp import clock
from webapp.clock_jobs import JOBS
from workflows import trips
from workflows.db import table_of
from workflows.deadlines import enforce, together
from workflows.deadlines.models import DeadlineStep
from workflows.definitions.models import DefinitionVersion
from workflows.instances.models import Incident, ProcessInstance, WorkItem
from workflows.instances.things import Thing
from workflows.ledger.models import LedgerEntry
from workflows.work import directing
from workflows.work.models import Escalation

MANY = 5
DEADLINES = next(job for job in JOBS if job.name == enforce.JOB)
REMINDER = DAY_BEFORE_DUE


@pytest.fixture
def many(world: World) -> list[int]:
    """So many cases, for the result of each of which a reminder is due."""
    return [given_to_the_department(world, f"T-{number}", officer="lan") for number in range(MANY)]


def reminded(world: World) -> list[int]:
    """The cases in which the clock has reminded somebody, by its rows; each must have told it once."""
    with world.database.reading() as session:
        query = select(WorkItem.instance_id).join(DeadlineStep, DeadlineStep.work_item_id == WorkItem.id)
        found = session.scalars(query.where(DeadlineStep.kind == "reminded").order_by(WorkItem.instance_id)).all()
    assert len(told(world, "work_item.reminded")) == len(found)
    return list(found)


def test_reminders_of_many_cases_are_given_in_one_unit_of_work_each_once_and_at_the_end_of_its_own_chain(
    world: World, many: list[int]
) -> None:
    kept: list[object] = []
    event.listen(world.database.engine, "commit", kept.append)
    steps = clock.drain(world.database, DEADLINES, REMINDER)
    assert (steps, len(kept)) == (MANY, 1)
    assert reminded(world) == many
    assert clock.drain(world.database, DEADLINES, REMINDER) == 0
    assert everything_agrees(world) == []


def test_what_was_found_twice_is_handled_once(world: World, many: list[int]) -> None:
    with world.database.reading() as session:
        found = enforce.due_items(session, REMINDER, 100)
    assert len(found) == MANY
    with world.database.writing() as session:
        assert len(together.act_on_some(session, [*found, *found], REMINDER)) == MANY
        session.rollback()


def test_a_case_that_cannot_be_read_harms_no_other_that_is_handled_with_it(
    world: World, many: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL", logger="nq57.clock")
    bad = many[MANY // 2]
    with world.database.writing() as session:
        table = table_of(DefinitionVersion)
        row = dict(session.execute(select(table).order_by(table.c.id.desc()).limit(1)).one()._mapping)
        row |= {"id": row["id"] + 1, "public_id": "f" * 32, "number": row["number"] + 1, "checksum": "0" * 64}
        session.execute(insert(table), row)
        here = ProcessInstance.id == bad
        session.execute(update(ProcessInstance).where(here).values(definition_version_id=row["id"]))
        session.commit()
    world.tick(REMINDER)
    assert reminded(world) == [case for case in many if case != bad]
    with world.database.reading() as session:
        (incident,) = session.scalars(select(Incident)).all()
        assert (incident.instance_id, incident.attempts) == (bad, 1)


def test_what_stands_still_has_trouble_or_is_past_its_date_is_left_as_it_would_be_alone(
    world: World, many: list[int]
) -> None:
    with world.database.reading() as session:
        still = session.get_one(ProcessInstance, many[0])
        of = select(WorkItem).where(WorkItem.element == "submit_result").order_by(WorkItem.id)
        items = {item.instance_id: item for item in session.scalars(of)}
    world.do("tuan", directing.suspend, still, reason="Theo chỉ đạo", at=A_MONDAY)
    with world.database.writing() as session:
        ring = update(WorkItem).where(WorkItem.id == items[many[0]].id)
        session.execute(ring.values(wake_at=A_MONDAY))
        late = update(WorkItem).where(WorkItem.id == items[many[1]].id)
        session.execute(late.values(due_at=A_MONDAY + timedelta(hours=1), wake_at=A_MONDAY))
        clock.record_failure(
            session,
            job="deadlines",
            cause=OSError("disk"),
            stuck=clock.Stuck(thing=Thing("deadlines", f"item:{items[many[2]].id}", many[2], items[many[2]].id)),
            at=A_MONDAY,
        )
        session.commit()
    with world.database.writing() as session:
        found = enforce.due_items(session, REMINDER, 100)
        handled = {case for case, _item in together.act_on_some(session, found, REMINDER)}
        session.rollback()
    assert handled == set(many) - set(many[1:3])
    world.tick(REMINDER)
    assert reminded(world) == [case for case in many if case not in many[:2]]
    with world.database.reading() as session:
        assert session.scalars(select(Escalation.instance_id)).all() == [many[1]]
        assert session.scalars(select(Incident.closed_at)).all() == [REMINDER]
        assert session.get_one(WorkItem, items[many[0]].id).wake_at is None


def test_a_case_that_somebody_holds_is_passed_over_and_nobody_waits(postgres_world: World) -> None:
    world = postgres_world
    cases = [given_to_the_department(world, f"T-{number}", officer="lan") for number in range(3)]
    with world.database.writing() as somebody, world.database.writing() as session:
        somebody.execute(select(ProcessInstance.id).where(ProcessInstance.id == cases[1]).with_for_update())
        found = enforce.due_items(session, REMINDER, 100)
        assert [case for case, _item in together.act_on_some(session, found, REMINDER)] == [cases[0], cases[2]]
        session.commit()
    world.tick(REMINDER)
    assert reminded(world) == cases


def test_three_superiors_are_told_in_one_unit_of_work(world: World) -> None:
    cases = [given_to_the_department(world, f"T-{number}", officer="lan") for number in range(3)]
    kept: list[object] = []
    event.listen(world.database.engine, "commit", kept.append)
    assert (clock.drain(world.database, DEADLINES, DUE), len(kept)) == (3, 1)
    with world.database.reading() as session:
        assert session.scalars(select(Escalation.instance_id).order_by(Escalation.instance_id)).all() == cases
    assert everything_agrees(world) == []


def test_a_few_late_steps_are_read_in_one_trip_and_one_found_twice_is_acted_on_once(
    postgres_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = postgres_world
    for number in range(6):
        given_to_the_department(world, f"T-{number}", officer="lan")
    made: list[int] = []
    pipelined = trips._pipelined

    def counted(connection: Any, driver: Any, sent: Any, committing: bool) -> Any:
        made.append(len(sent))
        return pipelined(connection, driver, sent, committing)

    monkeypatch.setattr(trips, "_pipelined", counted)
    with world.database.writing() as session:
        found = enforce.due_items(session, DUE, 100)
        assert sorted(enforce.act_on_each(session, [*found, *found], DUE)) == sorted(found)
        session.commit()
    assert len(made) <= 4, "lock and read all; their unit; the superior's post; what was written, with the COMMIT"
    with world.database.reading() as session:
        assert len(session.scalars(select(Escalation.id)).all()) == 6


def test_an_item_that_kills_its_process_among_many_is_parked_alone(
    world: World, world_url: str, many: list[int], tmp_path: Path
) -> None:
    with world.database.reading() as session:
        of_one = (WorkItem.instance_id == many[3], WorkItem.element == "submit_result")
        poison = session.scalars(select(WorkItem.id).where(*of_one)).one()
    at = REMINDER
    for _ in range(3):
        words = [world_url, str(tmp_path / clock.FOLDER), at.isoformat(), str(poison)]
        command = [sys.executable, "-m", "tests.support.poisoned_clock", *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert done.returncode == DIED, done.stderr
        watch = clock.Watch(world.database, tmp_path / clock.FOLDER, lambda at=at: at)
        clock.tick(world.database, at, watch=watch)
        watch.end()
        at += timedelta(hours=1)
    with world.database.reading() as session:
        (incident,) = session.scalars(select(Incident)).all()
        assert (incident.work_item_id, incident.crashes) == (poison, 3) and incident.parked_at is not None
    assert reminded(world) == [case for case in many if case != many[3]]


def test_after_a_death_while_many_were_written_down_each_is_tried_alone(world: World, tmp_path: Path) -> None:
    given_to_the_department(world, officer="lan")
    note = tmp_path / "dead.attempt"
    note.write_text('["deadlines", "", null, null]\n')
    watch = clock.Watch(world.database, tmp_path, lambda: REMINDER)
    assert watch.one_by_one and not note.exists()
    assert clock.drain(world.database, DEADLINES, REMINDER, watch) == 1
    watch.end()
    with world.database.reading() as session:
        assert session.scalars(select(Incident)).all() == []
        assert session.scalar(select(func.count()).where(LedgerEntry.kind == "work_item.reminded")) == 1
