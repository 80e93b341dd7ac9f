"""A changed calendar moves what was given in working days, never a date fixed by a document, and says so on the record."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from tests.integration.deadlines.test_ladder_in_service import direct, raised, told
from tests.support.moments import A_MONDAY, DAY_BEFORE_DUE, DUE, local
from tests.support.world import ASSIGN, World
from tests.web.story import decided, given_to_the_department, handed_in
from workflows.actor import CLOCK, OPERATOR
from workflows.db import table_of
from workflows.deadlines.calendar_changes import MEANWHILE, SHORTLY
from workflows.instances.models import Incident, ProcessInstance, WorkItem
from workflows.instances.taking import take_turn
from workflows.ledger.models import LedgerEntry
from workflows.organisation import calendars, units
from workflows.organisation.models import CalendarChange, OrgUnit
from workflows.work import assignment, directing
from workflows.work.due import change_due
from workflows.work.item import Item, item_by_id
from workflows.work.models import Escalation

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
TWO_DAYS, THREE_DAYS = local(2026, 3, 4, 17), local(2026, 3, 5, 17)  # after Monday the second
A_MINUTE = timedelta(minutes=1)


def keeps(world: World, unit: str, day: date, kind: str | None = "holiday", *, at: datetime = A_MONDAY) -> None:
    """The operator sets a unit's day (or clears it), and the clock beats."""
    with world.database.writing() as session:
        unit_id = session.scalars(select(OrgUnit.id).where(OrgUnit.code == unit)).one()
        if kind is None:
            calendars.clear_day(session, unit_id, day, actor=OPERATOR, at=at)
        else:
            calendars.set_day(session, unit_id, day, kind, "Lễ hội", actor=OPERATOR, at=at)
        session.commit()
    world.tick(at)


def waiting(world: World, key: str = "T-1", lead: str = "56-SKHCN") -> Item:
    """A task that a department has two working days to accept."""
    case = world.case(key)
    assign = next(item for item in world.inbox("tuan") if item.business_key == key)
    world.do("tuan", assignment.assign, assign, form={**ASSIGN, "lead_units": [lead]}, at=A_MONDAY)
    return the(world, case, "accept_task")


def the(world: World, case: int, element: str) -> Item:
    """The newest item of a case at this element, whoever may see it."""
    query = select(func.max(WorkItem.id)).where(WorkItem.instance_id == case, WorkItem.element == element)
    with world.database.reading() as session:
        return item_by_id(session, session.scalars(query).one())


def again(world: World, item: Item) -> Item:
    with world.database.reading() as session:
        return item_by_id(session, item.id)


def moves(world: World) -> list[tuple[str, str, str]]:
    """Every change of a due date on the record: who, from when to when, and why."""
    with world.database.reading() as session:
        query = select(LedgerEntry).where(LedgerEntry.kind == "work_item.due_changed").order_by(LedgerEntry.id)
        said = [(entry.actor, json.loads(entry.data)) for entry in session.scalars(query)]
    return [(actor, data["due_at"], data["cause"]) for actor, data in said]


def write(world: World, item: Item, **values: object) -> None:
    """Put something into the item's row, past every command."""
    table = table_of(WorkItem)
    with world.database.writing() as session:
        session.execute(update(table).where(table.c.id == item.id).values(**values))
        session.commit()


def other_department(world: World) -> str:
    with world.database.writing() as session:
        top = session.scalars(select(OrgUnit).where(OrgUnit.code == "CP")).one()
        for code, level in (("UB48", "province"), ("48-SKHCN", "department")):
            top = units.register_unit(
                session, code=code, name_vi=code, name_en=code, level=level, parent=top, actor=OPERATOR, at=A_MONDAY
            )
        session.commit()
    return "48-SKHCN"


def test_a_provinces_holiday_moves_its_own_dates_by_a_day_and_nobody_elses(world: World) -> None:
    ours, others = waiting(world), waiting(world, "T-2", other_department(world))
    assert (ours.due_at, others.due_at) == (TWO_DAYS, TWO_DAYS)
    keeps(world, "UB56", TUESDAY)
    assert (again(world, ours).due_at, again(world, others).due_at) == (THREE_DAYS, TWO_DAYS)
    assert moves(world) == [("clock", THREE_DAYS.isoformat(), "calendar")]
    keeps(world, "UB56", TUESDAY, None, at=A_MONDAY + timedelta(hours=1))
    assert (again(world, ours).due_at, again(world, ours).due_version) == (TWO_DAYS, 3)
    assert [due_at for _, due_at, _ in moves(world)] == [THREE_DAYS.isoformat(), TWO_DAYS.isoformat()]


def test_a_day_set_for_everybody_moves_everybody_and_a_day_elsewhere_in_the_year_nobody(world: World) -> None:
    both = waiting(world), waiting(world, "T-2", other_department(world))
    keeps(world, "BCDTW", date(2026, 3, 20))
    assert moves(world) == []
    with world.database.reading() as session:
        versions = session.scalars(select(ProcessInstance.version)).all()
    keeps(world, "BCDTW", WEDNESDAY)
    assert [again(world, item).due_at for item in both] == [THREE_DAYS, THREE_DAYS]
    with world.database.reading() as session:
        assert session.scalars(select(ProcessInstance.version)).all() == [version + 1 for version in versions]


def test_a_day_that_is_over_counts_too_and_a_saturday_may_be_worked(world: World) -> None:
    item = waiting(world)
    keeps(world, "UB56", TUESDAY, at=local(2026, 3, 4, 10))
    assert again(world, item).due_at == THREE_DAYS
    keeps(world, "UB56", WEDNESDAY, at=local(2026, 3, 5, 10))
    keeps(world, "UB56", date(2026, 3, 5), at=local(2026, 3, 5, 11))
    keeps(world, "UB56", date(2026, 3, 7), "working", at=local(2026, 3, 5, 12))
    assert again(world, item).due_at == local(2026, 3, 7, 17)


def test_a_documents_date_stays_and_its_reminder_falls_on_the_day_worked_before(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    world.tick(local(2026, 3, 9))
    keeps(world, "UB56", DUE.date(), at=local(2026, 3, 9, 9))
    keeps(world, "UB56", DAY_BEFORE_DUE.date(), at=local(2026, 3, 9, 10))
    item = the(world, case, "submit_result")
    assert (item.due_at, item.due_version, moves(world)) == (DUE, 1, [])
    world.tick(local(2026, 3, 10) - A_MINUTE)
    assert told(world) == ["work_item.warned"]
    world.tick(local(2026, 3, 10))
    assert told(world) == ["work_item.warned", "work_item.reminded"]


def test_the_ladder_follows_the_new_date(world: World) -> None:
    waiting(world)
    world.tick(local(2026, 3, 3))
    assert told(world) == ["work_item.reminded"]
    keeps(world, "UB56", WEDNESDAY, at=local(2026, 3, 3, 9))
    world.tick(TWO_DAYS)
    world.tick(THREE_DAYS - A_MINUTE)
    assert told(world) == ["work_item.reminded"] * 2  # on the Tuesday still, the last day worked before the new date
    world.tick(THREE_DAYS)
    assert raised(world) == [(2, 1)]


def test_what_was_raised_is_settled_when_the_calendar_gives_time(world: World) -> None:
    item = waiting(world)
    world.tick(TWO_DAYS)
    assert raised(world) == [(1, 1)]
    keeps(world, "UB56", WEDNESDAY, at=local(2026, 3, 5))
    with world.database.reading() as session:
        assert session.scalars(select(Escalation.effect)).all() == ["new_due_date"]
    assert world.open_elements(item.instance_id) == ["accept_task"]
    world.tick(THREE_DAYS)
    assert raised(world) == [(1, 1), (2, 1)]


def test_a_date_that_somebody_set_is_fixed_from_then_on(world: World) -> None:
    item, granted = waiting(world), local(2026, 3, 10, 17)
    with world.database.writing() as session:
        turn = take_turn(session, item.instance_id, actor=CLOCK, at=A_MONDAY)
        assert turn is not None
        change_due(turn, item_by_id(session, item.id), granted, "Gia hạn")
        turn.finish()
        session.commit()
    keeps(world, "UB56", TUESDAY)
    assert (again(world, item).due_at, again(world, item).due_version) == (granted, 2)


def test_the_later_of_both_moves_the_step_and_leaves_the_documents_date_of_the_case(world: World) -> None:
    case = handed_in(world)
    for name, element, decision in (("binh", "confirm_result", "confirm"), ("minh", "verify_result", "return")):
        item = world.item(name, element, DAY_BEFORE_DUE)
        decided(world, name, item, decision, reason="Thiếu phụ lục", at=DAY_BEFORE_DUE)
    item = the(world, case, "submit_result")
    assert item.due_at == local(2026, 3, 16, 17)
    keeps(world, "UB56", date(2026, 3, 13), at=DAY_BEFORE_DUE)
    assert (again(world, item).due_at, again(world, item).case_due_at) == (local(2026, 3, 17, 17), DUE)


@pytest.mark.parametrize("known", ["while it stands still", "when it has gone on"])
def test_what_was_left_of_a_step_that_stood_still_is_left_again(world: World, known: str) -> None:
    item = waiting(world)
    direct(world, item.instance_id, directing.suspend, local(2026, 3, 3, 9))
    if known == "while it stands still":
        keeps(world, "UB56", date(2026, 3, 6), at=local(2026, 3, 6, 9))
        world.tick(local(2026, 3, 20))
        assert raised(world) == []
    direct(world, item.instance_id, directing.resume, local(2026, 3, 9, 9))
    keeps(world, "UB56", date(2026, 3, 6), at=local(2026, 3, 9, 10))
    assert again(world, item).due_at == local(2026, 3, 10, 17), "one working day was left on Tuesday"
    keeps(world, "UB56", date(2026, 3, 10), at=local(2026, 3, 9, 11))
    assert again(world, item).due_at == local(2026, 3, 11, 17)


def test_a_day_within_the_time_that_passes_while_it_stands_still_is_passed_over(world: World) -> None:
    item = waiting(world)
    direct(world, item.instance_id, directing.suspend, local(2026, 3, 3, 9))
    keeps(world, "UB56", WEDNESDAY, at=local(2026, 3, 3, 10))
    assert again(world, item).due_at == THREE_DAYS
    direct(world, item.instance_id, directing.resume, local(2026, 3, 9, 9))
    assert again(world, item).due_at == local(2026, 3, 10, 17)


def test_what_is_closed_or_ended_is_left_alone(world: World) -> None:
    given_to_the_department(world)
    other = waiting(world, "T-2")
    direct(world, other.instance_id, directing.cancel, A_MONDAY)
    keeps(world, "UB56", TUESDAY)
    assert moves(world) == []


def test_a_step_opened_meanwhile_with_the_calendar_as_it_was_is_found_a_minute_later(world: World) -> None:
    item = waiting(world)
    keeps(world, "UB56", TUESDAY)
    write(world, item, due_at=TWO_DAYS)
    world.tick(A_MONDAY + MEANWHILE - timedelta(seconds=1))
    assert again(world, item).due_at == TWO_DAYS
    world.tick(A_MONDAY + MEANWHILE)
    assert again(world, item).due_at == THREE_DAYS
    with world.database.reading() as session:
        assert session.scalars(select(CalendarChange)).all() == []


def test_one_step_that_cannot_be_read_holds_up_no_other_and_is_tried_again(world: World) -> None:
    bad, good = waiting(world), waiting(world, "T-2")
    with world.database.reading() as session:
        rule = session.scalars(select(WorkItem.due_rule).where(WorkItem.id == bad.id)).one()
    write(world, bad, due_rule="{}")
    keeps(world, "UB56", TUESDAY)
    assert (again(world, bad).due_at, again(world, good).due_at) == (TWO_DAYS, THREE_DAYS)
    with world.database.reading() as session:
        assert session.scalars(select(Incident.job).where(Incident.closed_at.is_(None))).all() == ["calendars"]
    write(world, bad, due_rule=rule)
    world.tick(A_MONDAY + MEANWHILE)
    assert again(world, bad).due_at == THREE_DAYS
    with world.database.reading() as session:
        assert session.scalars(select(Incident.closed_at).where(Incident.closed_at.is_(None))).all() == []


def test_a_case_on_which_somebody_works_is_passed_over_and_comes_back(postgres_world: World) -> None:
    held, free = waiting(postgres_world), waiting(postgres_world, "T-2")
    with postgres_world.database.writing() as session:
        take_turn(session, held.instance_id, actor=CLOCK, at=A_MONDAY)
        keeps(postgres_world, "UB56", TUESDAY)
        assert [again(postgres_world, item).due_at for item in (held, free)] == [TWO_DAYS, THREE_DAYS]
        session.rollback()
    postgres_world.tick(A_MONDAY + SHORTLY)
    assert again(postgres_world, held).due_at == THREE_DAYS


@pytest.mark.parametrize("change", ["the unit is moved", "everything is computed anew"])
def test_other_days_come_with_another_place_in_the_tree_and_with_an_upgrade(world: World, change: str) -> None:
    unit = other_department(world)
    keeps(world, "UB56", TUESDAY)
    item = waiting(world, lead=unit)
    changes: dict[str, Callable[..., None]] = {"everything is computed anew": calendars.recount}
    with world.database.writing() as session:
        if command := changes.get(change):
            write_in = update(table_of(WorkItem)).where(table_of(WorkItem).c.id == item.id)
            session.execute(write_in.values(due_at=DUE))  # as if the country's holidays had been others
            command(session, actor=OPERATOR, at=A_MONDAY)
        else:
            one, parent = (
                session.scalars(select(OrgUnit).where(OrgUnit.code == code)).one() for code in (unit, "UB56")
            )
            units.move_unit(session, one, parent, actor=OPERATOR, at=A_MONDAY)
        session.commit()
    world.tick(A_MONDAY)
    assert again(world, item).due_at == (TWO_DAYS if change in changes else THREE_DAYS)
