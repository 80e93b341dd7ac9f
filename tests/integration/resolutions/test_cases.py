"""Tasks and their cases: started one by one, assigned, expanded, completed with their children."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from tests.integration.resolutions.cases import BOTH, ROW, assign, case, case_units, finish, take_in, task
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, local
from tests.support.world import CLEARS, World
from workflows.errors import Refusal
from workflows.instances.models import CaseUnit, Incident, ProcessInstance
from workflows.resolutions import plan
from workflows.resolutions.models import Resolution, TaskUnit
from workflows.work import assignment, directing


def test_the_clock_starts_one_case_for_each_task_and_no_second_one(world: World) -> None:
    take_in(world, ROW, {**ROW, "code": "CEN-02"})
    world.tick(A_MONDAY - timedelta(minutes=1))
    assert task(world).instance_id is None, "not before it was wanted"
    world.tick(A_MONDAY)
    world.tick(A_TUESDAY)
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ProcessInstance)) == 2
        units = session.execute(
            select(CaseUnit.unit_id, CaseUnit.role).where(CaseUnit.instance_id == task(world).instance_id)
        ).all()
    assert {(unit, role) for unit, role in units} == {
        (world.units["56-SKHCN"], "lead"),
        (world.units["56-STC"], "cooperating"),
        (world.units["TGV"], "assigning"),
        (world.units["BKHCN"], "verifying"),
    }
    assert json.loads(case(world).variables)["task"]["lead_unit"] == "56-SKHCN"
    assert case(world).due_at == task(world).due_at == local(2026, 3, 12, 17)


def test_a_task_that_cannot_start_holds_up_nobody_and_is_tried_again(world: World) -> None:
    with world.database.writing() as session:
        session.add(
            Resolution(
                code="ODD", title_vi="-", title_en="-", assigning_unit_id=world.units["TGV"], verifying_group="nobody"
            )
        )
        session.commit()
    take_in(world, {**ROW, "code": "ODD-1", "resolution": "ODD"}, {**ROW, "code": "ZZ-2"})
    world.tick(A_MONDAY)
    assert task(world, "ZZ-2").instance_id is not None
    stuck = task(world, "ODD-1")
    assert stuck.instance_id is None and stuck.start_wanted_at is not None and stuck.start_wanted_at > A_MONDAY
    with world.database.writing() as session:
        assert session.scalars(select(Incident.job)).one() == "starting"
        session.execute(update(Resolution).where(Resolution.code == "ODD").values(verifying_group="verifiers"))
        session.commit()
    world.tick(A_TUESDAY)
    assert task(world, "ODD-1").instance_id is not None


def test_assigning_writes_lead_clears_product_and_day_on_task_and_case(world: World) -> None:
    take_in(world, {**ROW, "lead_agency": ""})
    world.tick(A_MONDAY)
    assign(world, product="Quyết định", due_on="2026-03-20")
    found, started = task(world), case(world)
    assert found.lead_unit_id == world.units["56-SKHCN"]
    assert (found.deliverable, found.evidence_required) == ("Quyết định", "Văn bản đã ban hành")
    assert (found.due_on, found.original_due_on) == (date(2026, 3, 20), date(2026, 3, 12)), (
        "the first date stays beside the new one"
    )
    assert found.due_at == started.due_at == local(2026, 3, 20, 17)
    clears = json.loads(found.clears)
    assert {name: clears[name] for name in CLEARS} == CLEARS and clears["checked_by"] == world.people["tuan"]
    said = json.loads(started.variables)["task"]
    assert (said["lead_unit"], said["due_at"], said["assigned"]) == (
        "56-SKHCN",
        local(2026, 3, 20, 17).isoformat(),
        True,
    )
    assert case_units(world, "lead") == {world.units["56-SKHCN"]}


def test_a_case_assigned_elsewhere_is_no_longer_the_first_units(world: World) -> None:
    take_in(world, ROW)
    world.tick(A_MONDAY)
    assign(world, lead_units=["UB56"])
    assert case_units(world, "lead") == {world.units["UB56"]}
    assert "binh" not in [name for name in ("binh", "hoa") if world.inbox(name)]


def test_several_leads_become_children_that_start_as_assigned(world: World) -> None:
    take_in(world, {**ROW, "lead_agency": "Các sở, ban, ngành", "coordinating_agencies": "Bộ Khoa học và Công nghệ"})
    world.tick(A_MONDAY)
    assign(world, lead_units=BOTH)
    assert task(world).lead_unit_id is None
    world.tick(A_MONDAY)
    child = task(world, "CEN-01.56-SKHCN")
    assert (child.parent_id, child.lead_unit_id, child.due_at) == (
        task(world).id,
        world.units["56-SKHCN"],
        task(world).due_at,
    )
    assert world.open_elements(case(world, child.code).id) == ["accept_task"]
    with world.database.reading() as session:
        assert set(session.scalars(select(TaskUnit.unit_id).where(TaskUnit.task_id == child.id))) == {
            world.units["BKHCN"]
        }
    assert world.item("binh", "accept_task").business_key == "CEN-01.56-SKHCN"
    assert case(world).waiting_for.split(",").count("children_completed") == 1


def test_a_file_speaks_of_whole_tasks_and_not_of_their_parts(world: World) -> None:
    take_in(world, ROW)
    world.tick(A_MONDAY)
    assign(world, lead_units=BOTH)
    with pytest.raises(plan.PlanRefused) as refused:
        take_in(world, {**ROW, "code": "CEN-01.56-STC"})
    assert "is a part of one" in str(refused.value.report.faults[0])
    assert take_in(world, ROW).unchanged == 1


def test_a_parent_is_completed_when_its_last_child_is(world: World) -> None:
    take_in(world, ROW)
    world.tick(A_MONDAY)
    assign(world, lead_units=["56-SKHCN", "UB56"])
    world.tick(A_MONDAY)
    finish(world, "CEN-01.56-SKHCN", "binh", "lan")
    world.tick(A_WEDNESDAY)
    assert case(world).ended_at is None
    finish(world, "CEN-01.UB56", "hoa", None)
    world.tick(A_WEDNESDAY)
    assert case(world).outcome == "task_completed"
    assert world.tick(A_WEDNESDAY, telling=False) == 0, "a parent is told once"


def test_a_parent_whose_children_were_all_cancelled_waits_for_a_person(world: World) -> None:
    take_in(world, ROW)
    world.tick(A_MONDAY)
    assign(world, lead_units=["56-SKHCN", "UB56"])
    world.tick(A_MONDAY)
    for code in ("CEN-01.56-SKHCN", "CEN-01.UB56"):
        world.do("tuan", directing.cancel, case(world, code), reason="Không còn phù hợp", at=A_TUESDAY)
    world.tick(A_TUESDAY)
    assert case(world).ended_at is None


def test_a_child_is_not_expanded_again(world: World) -> None:
    take_in(world, ROW)
    world.tick(A_MONDAY)
    assign(world, lead_units=BOTH)
    world.tick(A_MONDAY)
    world.do(
        "binh",
        assignment.accept,
        world.item("binh", "accept_task"),
        form={"decision": "decline", "reason": "Không thuộc chức năng"},
        at=A_TUESDAY,
    )
    with pytest.raises(Refusal, match="Expected one lead unit"):
        assign(world, code="CEN-01.56-SKHCN", lead_units=BOTH)
    assign(world, code="CEN-01.56-SKHCN", lead_units=["UB56"])
    assert task(world, "CEN-01.56-SKHCN").lead_unit_id == world.units["UB56"]
