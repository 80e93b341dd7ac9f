"""The ladder on real cases: who is told, when, and when the clock keeps quiet."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from tests.support.moments import A_MONDAY, DAY_BEFORE_DUE, DUE, local
from tests.support.world import RESULT, World
from tests.web.story import given_to_the_department, handed_in
from workflows.calendar import local_date
from workflows.db import table_of
from workflows.deadlines.models import DeadlineStep
from workflows.instances.models import Incident, ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.organisation.models import Appointment
from workflows.work import assignment, directing, submission
from workflows.work.models import Escalation

LEVEL_TWO, LEVEL_THREE = local(2026, 3, 16), local(2026, 3, 18)


def told(world: World) -> list[str]:
    """What the clock has told about the result, in order."""
    kinds = ("work_item.warned", "work_item.reminded", "work_item.overdue")
    with world.database.reading() as session:
        return list(
            session.scalars(
                select(LedgerEntry.kind)
                .where(LedgerEntry.kind.in_(kinds), LedgerEntry.actor == "clock")
                .order_by(LedgerEntry.id)
            )
        )


def raised(world: World) -> list[tuple[int, int]]:
    with world.database.reading() as session:
        rows = session.scalars(select(Escalation).order_by(Escalation.id))
        return [(row.due_version, row.level) for row in rows]


def direct(world: World, case: int, verb: object, at: datetime) -> None:
    with world.database.reading() as session:
        row = session.get_one(ProcessInstance, case)
    world.do("tuan", verb, row, reason="Theo chỉ đạo", at=at)


def leave_posts(world: World, *names: str, on: datetime) -> None:
    """These people no longer hold their posts from that day on."""
    with world.database.writing() as session:
        session.execute(
            update(Appointment)
            .where(Appointment.person_id.in_([world.people[name] for name in names]))
            .values(until_on=local_date(on) - timedelta(days=1))
        )
        session.commit()


def test_a_result_is_warned_of_reminded_of_and_raised_each_once(world: World) -> None:
    given_to_the_department(world, officer="lan")
    day = A_MONDAY
    while day < LEVEL_TWO:
        world.tick(day)
        day += timedelta(hours=1)
    assert told(world) == ["work_item.warned", "work_item.reminded", "work_item.overdue"]
    assert raised(world) == [(1, 1)]


def test_a_step_of_two_days_is_not_warned_of_at_its_birth_but_reminded_of_the_day_before(world: World) -> None:
    handed_in(world)
    assert world.item("binh", "confirm_result").due_at == local(2026, 3, 4, 17)
    world.tick(A_MONDAY)
    world.tick(local(2026, 3, 3) - timedelta(minutes=1))
    assert told(world) == []
    world.tick(local(2026, 3, 3))
    assert told(world) == ["work_item.reminded"]


def test_many_missed_are_one_reminder(world: World) -> None:
    given_to_the_department(world, officer="lan")
    world.tick(DAY_BEFORE_DUE)
    assert told(world) == ["work_item.reminded"]


def test_a_task_imported_three_hundred_days_late_is_raised_one_level(world: World) -> None:
    given_to_the_department(world, officer="lan", due_at=A_MONDAY - timedelta(days=300))
    world.tick(A_MONDAY)
    world.tick(A_MONDAY + timedelta(hours=6))
    assert raised(world) == [(1, 1)]


def test_after_an_outage_of_weeks_one_level_is_raised_at_a_time(world: World) -> None:
    given_to_the_department(world, officer="lan")
    world.tick(DUE)
    after = local(2026, 4, 6, 9)
    world.tick(after)
    assert raised(world) == [(1, 1), (1, 2)]
    world.tick(local(2026, 4, 8) - timedelta(minutes=1))
    assert len(raised(world)) == 2
    world.tick(local(2026, 4, 8))
    assert raised(world)[2:] == [(1, 3)]


def test_level_one_goes_to_the_superior_level_two_above_and_past_the_top_the_support_team_with_an_incident(
    world: World,
) -> None:
    case = given_to_the_department(world, officer="lan")
    for at in (DUE, LEVEL_TWO, LEVEL_THREE):
        world.tick(at)
    for name in ("hoa", "an", "tuan"):
        assert world.item(name, "handle_escalation", LEVEL_THREE)
    with world.database.reading() as session:
        incident = session.scalars(select(Incident)).one()
        assert (incident.job, incident.instance_id) == ("escalation", case)
        assert "support team" in incident.sentence
    world.tick(LEVEL_THREE + timedelta(days=300))
    assert raised(world) == [(1, 1), (1, 2), (1, 3)]


def test_a_vacant_post_passes_the_escalation_upward(world: World) -> None:
    given_to_the_department(world, officer="lan")
    leave_posts(world, "hoa", on=DUE)
    world.tick(DUE)
    assert world.item("an", "handle_escalation", DUE)
    assert raised(world) == [(1, 1)]


def test_urgent_work_is_raised_again_after_one_working_day(world: World) -> None:
    given_to_the_department(world, officer="lan", priority=90)
    world.tick(DUE)
    world.tick(local(2026, 3, 13))
    assert raised(world) == [(1, 1), (1, 2)]


def test_a_new_responsible_person_delays_the_next_level(world: World) -> None:
    given_to_the_department(world, officer="lan")
    world.tick(DUE)
    at = local(2026, 3, 13, 10)
    item = world.item("lan", "submit_result", at)
    world.do("binh", assignment.reassign, item, person=world.addresses["tam"], reason="Lan nghỉ", at=at)
    world.tick(LEVEL_TWO)
    assert raised(world) == [(1, 1)]
    world.tick(local(2026, 3, 17))
    assert raised(world) == [(1, 1), (1, 2)]


def test_nothing_finished_is_escalated(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    world.attach("lan", item, DAY_BEFORE_DUE)
    world.do("lan", submission.submit, item, form=RESULT, at=DAY_BEFORE_DUE)
    direct(world, case, directing.cancel, DAY_BEFORE_DUE)
    world.tick(DUE + timedelta(days=300))
    assert raised(world) == []
    with world.database.reading() as session:
        assert session.scalars(select(WorkItem).where(WorkItem.wake_at.is_not(None))).all() == []


def test_a_case_that_stands_still_is_silent_and_keeps_what_was_left_of_its_time(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    direct(world, case, directing.suspend, local(2026, 3, 9, 9))
    world.tick(DUE + timedelta(days=30))
    assert told(world) == []
    direct(world, case, directing.resume, local(2026, 3, 16, 9))
    moved = local(2026, 3, 19, 17)
    item = world.item("lan", "submit_result", local(2026, 3, 16, 9))
    assert (item.due_at, item.due_version, item.case_due_at) == (moved, 2, moved)
    world.tick(moved - timedelta(minutes=1))
    assert raised(world) == []
    world.tick(moved)
    assert raised(world) == [(2, 1)]


def test_what_was_late_before_it_stood_still_stays_late(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    world.tick(DUE)
    direct(world, case, directing.suspend, local(2026, 3, 13, 9))
    direct(world, case, directing.resume, local(2026, 3, 20, 9))
    item = world.item("lan", "submit_result", local(2026, 3, 20, 9))
    assert (item.due_at, item.due_version) == (DUE, 1)


def test_the_database_refuses_the_same_level_of_the_same_due_date_twice(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    world.tick(DUE)
    item = world.item("lan", "submit_result", DUE)
    again = Escalation(instance_id=case, work_item_id=item.id, due_version=1, level=1, raised_at=DUE)
    with world.database.writing() as session:
        session.add(again)
        with pytest.raises(IntegrityError):
            session.flush()


def test_the_database_refuses_the_same_reminder_twice(world: World) -> None:
    given_to_the_department(world, officer="lan")
    world.tick(DAY_BEFORE_DUE)
    item = world.item("lan", "submit_result")
    row = {"work_item_id": item.id, "due_version": 1, "kind": "reminded", "level": 0, "taken_at": DUE}
    with world.database.writing() as session, pytest.raises(IntegrityError):
        session.execute(insert(table_of(DeadlineStep)), row)
