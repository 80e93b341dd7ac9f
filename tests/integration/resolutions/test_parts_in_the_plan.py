"""What a co-operating unit shall contribute is named where the task is planned or assigned, and its case asks for it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.integration.resolutions.cases import ROW, assign, case, case_units, take_in, task
from tests.integration.resolutions.test_differing import decide
from tests.integration.work.parting import parts_of
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, local
from tests.support.world import ACCEPT, World
from workflows.errors import Conflict, Invalid
from workflows.resolutions import naming_parts
from workflows.resolutions.contributions import Contribution, contributions_of, written_of
from workflows.resolutions.cooperating import find_cooperating
from workflows.resolutions.examining import PlanReport
from workflows.resolutions.models import PlanDifference, TaskChange
from workflows.resolutions.naming_parts import Said
from workflows.work import assignment

PART = "Sở Tài chính: Dự toán kinh phí (6/3/2026)"
SAID = {**ROW, "contributions": PART}


def named(world: World) -> list[tuple[str, date | None]]:
    with world.database.reading() as session:
        rows = contributions_of(session, [task(world).id]).get(task(world).id, [])
    assert all(isinstance(one, Contribution) and one.unit_id == world.units["56-STC"] for one in rows)
    return [(one.product, one.due_on) for one in rows]


def accept(world: World) -> None:
    world.do("binh", assignment.accept, world.item("binh", "accept_task"), form=ACCEPT, at=A_TUESDAY)


def difference(world: World) -> str:
    with world.database.reading() as session:
        waiting = select(PlanDifference.public_id).where(PlanDifference.decided_at.is_(None))
        return session.scalars(waiting.where(PlanDifference.field == "contributions")).one()


def fields(report: PlanReport) -> list[tuple[str, str, str]]:
    return [(one.field, one.ours, one.theirs) for one in (*report.changed, *report.differing)]


def test_a_part_named_in_a_plan_file_is_asked_for_when_the_lead_takes_the_task(world: World) -> None:
    take_in(world, SAID)
    world.tick(A_MONDAY)
    assign(world)
    accept(world)
    item = world.item("charlie", "deliver_part", A_TUESDAY)
    assert (item.due_at, [one.product for one in parts_of(world)]) == (local(2026, 3, 6, 17), ["Dự toán kinh phí"])
    assert world.disagreements() == []


def test_a_later_file_changes_what_does_not_run_and_one_without_the_column_says_nothing(world: World) -> None:
    take_in(world, SAID)
    later = take_in(world, {**SAID, "contributions": "56-STC: Dự toán, bản 2"}, at=A_TUESDAY)
    shown = "Sở Tài chính Khánh Hòa: "
    assert fields(later) == [
        ("contributions", f"{shown}Dự toán kinh phí (2026-03-06)", f"{shown}Dự toán, bản 2"),
    ]
    assert named(world) == [("Dự toán, bản 2", None)]
    assert take_in(world, ROW, at=A_WEDNESDAY).unchanged == 1
    assert named(world) == [("Dự toán, bản 2", None)]
    assert len(take_in(world, {**SAID, "contributions": ""}, at=A_WEDNESDAY).changed) == 1
    assert named(world) == []
    with world.database.reading() as session:
        told = session.scalars(select(TaskChange.after).where(TaskChange.field == "contributions")).all()
    assert told == [f"{shown}Dự toán, bản 2", ""]


def test_of_a_running_task_what_a_file_says_of_parts_waits_for_a_person(world: World) -> None:
    take_in(world, SAID)
    world.tick(A_MONDAY)
    assign(world)
    accept(world)
    take_in(world, {**SAID, "contributions": "Sở Tài chính: Dự toán kinh phí (10/3/2026)"}, at=A_TUESDAY)
    assert world.item("charlie", "deliver_part", A_TUESDAY).due_at == local(2026, 3, 6, 17)
    decide(world, "tuan", difference(world), "take")
    assert world.item("charlie", "deliver_part", A_TUESDAY).due_at == local(2026, 3, 10, 17)
    assert world.disagreements() == []


def test_parts_of_units_that_do_not_co_operate_yet_are_taken_after_the_units(world: World) -> None:
    take_in(world, ROW)
    world.tick(A_MONDAY)
    more = {**ROW, "coordinating_agencies": "Sở Tài chính; UB56", "contributions": "UB56: Số liệu"}
    take_in(world, more, at=A_TUESDAY)
    with pytest.raises(Conflict, match="decide about the units first"):
        decide(world, "tuan", difference(world), "take")
    with world.database.reading() as session:
        units = session.scalars(select(PlanDifference.public_id).where(PlanDifference.field == "coordinating_text"))
        first = units.one()
    decide(world, "tuan", first, "take")
    decide(world, "tuan", difference(world), "take")
    assert [one.product for one in parts_of(world)] == ["Số liệu"]


def test_whoever_assigns_names_parts_and_left_empty_they_stay(world: World) -> None:
    take_in(world, SAID)
    world.tick(A_MONDAY)
    assign(world)
    assert named(world) == [("Dự toán kinh phí", date(2026, 3, 6))]
    decline = {"decision": "decline", "reason": "Không thuộc chức năng"}
    world.do("binh", assignment.accept, world.item("binh", "accept_task"), form=decline, at=A_MONDAY)
    assign(world, contributions="Sở Tài chính: Bảng số liệu")
    accept(world)
    assert named(world) == [("Bảng số liệu", None)]
    item = world.item("charlie", "deliver_part", A_TUESDAY)
    assert (item.due_at, [one.product for one in parts_of(world)]) == (case(world).due_at, ["Bảng số liệu"])
    assert world.disagreements() == []


def test_an_assignment_with_a_part_of_another_unit_is_refused_at_its_field(world: World) -> None:
    take_in(world, ROW)
    world.tick(A_MONDAY)
    with pytest.raises(Invalid) as refused:
        assign(world, contributions="UB56: Số liệu")
    assert list(refused.value.faults) == ["contributions"]
    assert named(world) == []


BY_CLASS = {**ROW, "coordinating_agencies": "các sở, ban, ngành"}


def chosen(world: World) -> set[int]:
    with world.database.reading() as session:
        return {one.unit.id for one in find_cooperating(session, task(world).id)}


def test_units_meant_by_a_class_take_part_when_somebody_chooses_them(world: World) -> None:
    take_in(world, BY_CLASS)
    world.tick(A_MONDAY)
    assign(world)
    accept(world)
    with world.database.reading() as session:
        ((words, units),) = naming_parts.proposed(session, task(world))
    assert words == "các sở, ban, ngành" and chosen(world) == set()
    assert world.units["56-SKHCN"] not in {one.id for one in units}, (
        "the unit that leads does not co-operate with itself"
    )
    name(world, {"56-STC": Said("Dự toán", "2026-03-06")})
    assert world.item("charlie", "deliver_part", A_TUESDAY).due_at == local(2026, 3, 6, 17)
    assert chosen(world) == case_units(world, "cooperating") == {world.units["56-STC"]}
    assert take_in(world, BY_CLASS, at=A_TUESDAY).unchanged == 1 and chosen(world) == {world.units["56-STC"]}
    name(world, {"56-STC": Said("Dự toán", "", takes_part=False)})
    assert chosen(world) == case_units(world, "cooperating") == set()
    assert not world.inbox("charlie", A_TUESDAY) and world.disagreements() == []


def test_a_line_for_a_class_gives_each_of_its_units_a_part_and_comes_back_as_it_was(world: World) -> None:
    report = take_in(world, {**BY_CLASS, "contributions": "các sở, ban, ngành: Báo cáo; đủ ba tháng (6/3/2026)"})
    assert report.classes == (("CEN-01", "các sở, ban, ngành", 2),)
    with world.database.reading() as session:
        exported = written_of(session, task(world))
    assert named(world) == [("Báo cáo; đủ ba tháng", date(2026, 3, 6))], (
        "for the other department, not for the one that leads"
    )
    assert take_in(world, {**BY_CLASS, "contributions": exported}, at=A_TUESDAY).unchanged == 1


def name(world: World, said: dict[str, Said]) -> None:
    with world.database.reading() as session:
        seen = naming_parts.fingerprint(find_cooperating(session, task(world).id))
    more = {"seen": seen, "reason": "Theo kế hoạch", "at": A_TUESDAY}
    world.do("tuan", naming_parts.name_parts, task(world).public_id, said, **more)
