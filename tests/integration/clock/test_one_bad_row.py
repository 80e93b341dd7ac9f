"""The clock survives what breaks under it: a case that cannot go on is laid aside, the others go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.moments import A_MONDAY, DUE
from tests.support.world import World
from tests.web.story import given_to_the_department
from webapp import clock
from workflows.instances.incidents import BACK_OFF
from workflows.instances.models import Incident, ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.work.models import Escalation


def one_broken_of_three(world: World) -> int:
    cases = [given_to_the_department(world, f"T-{n}") for n in (1, 2, 3)]
    with world.database.writing() as session:
        session.execute(update(ProcessInstance).where(ProcessInstance.id == cases[0]).values(state=b"not a state"))
        session.commit()
    return cases[0]


def escalated(world: World) -> set[int]:
    with world.database.reading() as session:
        return set(session.scalars(select(Escalation.instance_id)))


def incident(world: World) -> Incident:
    with world.database.reading() as session:
        return session.scalars(select(Incident)).one()


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level("CRITICAL", logger="nq57.clock"):
        yield


def test_one_bad_case_does_not_stop_the_others(world: World) -> None:
    broken = one_broken_of_three(world)
    world.tick(DUE)
    assert len(escalated(world)) == 2 and broken not in escalated(world)


def test_a_step_that_fails_leaves_nothing_behind_but_an_incident_told_in_the_cases_trail(world: World) -> None:
    broken = one_broken_of_three(world)
    with world.database.reading() as session:
        before = session.get_one(ProcessInstance, broken)
    world.tick(DUE)
    found = incident(world)
    with world.database.reading() as session:
        after = session.get_one(ProcessInstance, broken)
        kinds = list(
            session.scalars(
                select(LedgerEntry.kind)
                .where(LedgerEntry.stream == f"case:{after.public_id}")
                .order_by(LedgerEntry.seq.desc())
                .limit(2)
            )
        )
        assert session.scalars(select(WorkItem.wake_at).where(WorkItem.id == found.work_item_id)).one() == (
            DUE + BACK_OFF[0]
        )
    assert (after.version, after.variables) == (before.version, before.variables)
    assert kinds[0] == "incident.raised" and "work_item.overdue" not in kinds
    assert (found.instance_id, found.job, found.attempts) == (broken, "deadlines", 1)
    assert found.sentence.startswith("Expected")


def test_it_is_tried_again_later_and_later(world: World) -> None:
    one_broken_of_three(world)
    at, waits = DUE, []
    world.tick(at)
    for attempt in range(1, len(BACK_OFF) + 2):
        found = incident(world)
        assert found.attempts == attempt and found.try_again_at is not None
        waits.append(found.try_again_at - at)
        assert world.tick(found.try_again_at - timedelta(seconds=1)) == 0
        assert incident(world).attempts == attempt
        at = found.try_again_at
        world.tick(at)
    assert waits == [*BACK_OFF, BACK_OFF[-1]]


def test_a_failure_that_belongs_to_no_thing_ends_that_job_only(world: World) -> None:
    def break_down(session: Session, at: datetime) -> bool:
        raise RuntimeError("The disk is full.")

    given_to_the_department(world, officer="lan")
    clock.tick(world.database, DUE, (clock.Job("breaking", break_down), *clock.JOBS))
    assert len(escalated(world)) == 1
    assert (incident(world).job, incident(world).instance_id) == ("breaking", None)
    assert "The disk is full." in incident(world).sentence


def test_a_quiet_moment_takes_no_steps_and_writes_nothing(world: World) -> None:
    given_to_the_department(world, officer="lan")
    world.tick(A_MONDAY)
    with world.database.reading() as session:
        before = session.scalars(select(LedgerEntry.id)).all()
    assert world.tick(A_MONDAY) == 0
    with world.database.reading() as session:
        assert session.scalars(select(LedgerEntry.id)).all() == before
