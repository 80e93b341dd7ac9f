"""Any number of clocks: what is due happens once, whoever is quicker."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update

from tests.competing.rivals import by, clocks_at_once, everything_agrees, second_after_first
from tests.support.moments import A_MONDAY, DUE
from tests.support.world import ASSIGN, RESULT, World
from tests.web.story import given_to_the_department
from workflows.actor import OPERATOR
from workflows.deadlines import enforce
from workflows.deadlines.calendar_changes import SHORTLY
from workflows.instances.models import Incident, ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.organisation import calendars
from workflows.work import assignment, submission
from workflows.work.item import Item
from workflows.work.models import Escalation

MANY = 60


def escalations(world: World) -> list[tuple[int, int, str | None]]:
    with world.database.reading() as session:
        rows = session.scalars(select(Escalation).order_by(Escalation.id))
        return [(row.work_item_id, row.level, row.effect) for row in rows]


def late_result(world: World) -> Item:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    world.attach("lan", item, A_MONDAY)
    return item


def test_a_result_handed_in_while_the_clock_escalates_it_settles_the_escalation(world: World) -> None:
    item = late_result(world)
    told = second_after_first(
        world,
        lambda session: enforce.act_next(session, DUE),
        by(world, "lan", submission.submit, item, form=RESULT, at=DUE),
    )
    assert isinstance(told, str)
    assert escalations(world) == [(item.id, 1, "closed")]
    assert world.open_elements(item.instance_id) == ["confirm_result"]
    assert everything_agrees(world) == []


def test_the_clock_that_comes_while_a_result_is_handed_in_escalates_nothing(world: World) -> None:
    item = late_result(world)
    second_after_first(
        world,
        by(world, "lan", submission.submit, item, form=RESULT, at=DUE),
        lambda session: enforce.act_next(session, DUE),
    )
    world.tick(DUE)
    assert escalations(world) == []
    assert everything_agrees(world) == []


def test_three_clocks_at_one_deadline_escalate_it_once(world: World) -> None:
    item = late_result(world)
    clocks_at_once(world, DUE, 3)
    assert escalations(world) == [(item.id, 1, None)]
    assert world.open_elements(item.instance_id) == ["handle_escalation", "submit_result"]
    assert everything_agrees(world) == []


def test_a_clock_passes_over_what_another_one_holds_and_does_not_wait(postgres_world: World) -> None:
    item = late_result(postgres_world)
    with postgres_world.database.writing() as first, postgres_world.database.writing() as second:
        assert enforce.act_next(first, DUE)
        assert not enforce.act_next(second, DUE)
        second.rollback()
        first.commit()
    assert escalations(postgres_world) == [(item.id, 1, None)]


def test_two_clocks_draining_sixty_late_items_escalate_each_of_them_once(world: World) -> None:
    at = accepted_too_late(world)
    assert sum(clocks_at_once(world, at)) >= MANY
    raised = escalations(world)
    assert len(raised) == MANY == len({item for item, _, _ in raised})
    assert {level for _, level, _ in raised} == {1}
    with world.database.reading() as session:
        overdue = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "work_item.overdue")).all()
        assert len(overdue) == MANY
        assert session.scalars(select(Incident)).all() == []
    assert clocks_at_once(world, at) == [0, 0]
    assert everything_agrees(world) == []


def test_two_clocks_that_fail_at_one_case_at_once_count_at_one_incident(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    with world.database.writing() as session:
        session.execute(update(ProcessInstance).where(ProcessInstance.id == case).values(state=b"not a state"))
        session.commit()
    clocks_at_once(world, DUE)
    with world.database.reading() as session:
        (incident,) = session.scalars(select(Incident)).all()
        assert (incident.instance_id, incident.closed_at) == (case, None) and incident.attempts in (1, 2)


def test_two_clocks_move_each_date_once_when_a_calendar_changes(world: World) -> None:
    accepted_too_late(world, 20)
    with world.database.writing() as session:
        unit, day = world.units["UB56"], date(2026, 3, 3)
        calendars.set_day(session, unit, day, "holiday", "Lễ hội", actor=OPERATOR, at=A_MONDAY)
        session.commit()
    clocks_at_once(world, A_MONDAY)
    world.tick(A_MONDAY + SHORTLY)  # a case on which the other clock worked was passed over
    with world.database.reading() as session:
        moved = session.scalars(select(LedgerEntry.stream).where(LedgerEntry.kind == "work_item.due_changed")).all()
        assert len(moved) == len(set(moved)) == 20
        assert set(session.scalars(select(WorkItem.due_version).where(WorkItem.due_at.is_not(None)))) == {2}
        assert session.scalars(select(Incident)).all() == []
    assert everything_agrees(world) == []


def accepted_too_late(world: World, many: int = MANY) -> datetime:
    """So many tasks wait for the department's head, who has two working days; answers the moment at which they are late."""
    for number in range(many):
        world.case(f"T-{number}")
    while waiting := [item for item in world.inbox("tuan") if item.element == "assign_task"]:  # page by page
        for item in waiting:
            world.do("tuan", assignment.assign, item, form=ASSIGN, at=A_MONDAY)
    late = world.inbox("binh")[0].due_at
    assert late is not None
    return late
