"""Tasks and their cases: started one by one, assigned, expanded, completed with their children, and differing from a later file."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from tests.integration.resolutions.plans import csv_of
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, local
from tests.support.world import ACCEPT, ASSIGN, CLEARS, RESULT, World
from workflows.actor import OPERATOR
from workflows.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from workflows.instances.models import CaseUnit, Incident, ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.resolutions import differences, keeping, plan
from workflows.resolutions.examining import PlanReport
from workflows.resolutions.models import PlanDifference, Resolution, ResolutionTask, TaskUnit
from workflows.resolutions.rows import Placing
from workflows.work import assignment, directing, review, sides, submission
from workflows.work.item import Item

ROW = {
    "code": "CEN-01",
    "lead_agency": "Sở Khoa học và Công nghệ",
    "coordinating_agencies": "Sở Tài chính",
    "due_date": "2026-03-12",
    "deliverable": "Đề án",
    "province": "56",
    "title_en": "A task",
}
BOTH = ["56-SKHCN", "56-STC"]


def take_in(world: World, *rows: dict[str, str], at: datetime = A_MONDAY) -> PlanReport:
    with world.database.writing() as session:
        report = plan.import_plan(
            session, csv_of(*rows), Placing("57-NQ/TW"), file_name="plan.csv", actor=OPERATOR, at=at
        )
        session.commit()
        return report


def task(world: World, code: str = "CEN-01") -> ResolutionTask:
    with world.database.reading() as session:
        return session.scalars(select(ResolutionTask).where(ResolutionTask.code == code)).one()


def case(world: World, code: str = "CEN-01") -> ProcessInstance:
    with world.database.reading() as session:
        return session.scalars(select(ProcessInstance).where(ProcessInstance.business_key == code)).one()


def case_units(world: World, role: str) -> set[int]:
    with world.database.reading() as session:
        return set(
            session.scalars(
                select(CaseUnit.unit_id).where(CaseUnit.instance_id == case(world).id, CaseUnit.role == role)
            )
        )


def waiting_item(world: World, who: str, element: str, code: str) -> Item:
    return next(item for item in world.inbox(who) if (item.element, item.business_key) == (element, code))


def assign(world: World, *, code: str = "CEN-01", **more: object) -> None:
    world.do(
        "tuan",
        assignment.assign,
        waiting_item(world, "tuan", "assign_task", code),
        form={**ASSIGN, **more},
        at=A_MONDAY,
    )


def finish(world: World, code: str, head: str, officer: str | None) -> None:
    """From acceptance to sign-off; without an officer the head does the work."""
    form = {**ACCEPT, "officer": world.addresses[officer]} if officer else ACCEPT
    world.do(head, assignment.accept, waiting_item(world, head, "accept_task", code), form=form, at=A_TUESDAY)
    doer = officer or head
    world.attach(doer, waiting_item(world, doer, "submit_result", code), A_TUESDAY)
    world.do(doer, submission.submit, waiting_item(world, doer, "submit_result", code), form=RESULT, at=A_TUESDAY)
    stages = [("minh", "verify_result", "approve"), ("tuan", "sign_off_result", "sign_off")]
    for who, element, decision in [(head, "confirm_result", "confirm"), *stages] if officer else stages:
        item = waiting_item(world, who, element, code)
        with world.database.reading() as session:
            current = sides.current_submission(session, item.instance_id)
            assert current is not None
        world.do(who, review.decide, item, form={"decision": decision}, seen_sha256=current.sha256, at=A_WEDNESDAY)


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
    assert world.tick(A_WEDNESDAY) == 0, "a parent is told once"


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


def differing(world: World, **changed: str) -> str:
    """A running task, and a later file that says otherwise; the address of the one difference."""
    take_in(world, ROW)
    world.tick(A_MONDAY)
    assert len(take_in(world, {**ROW, **changed}, at=A_TUESDAY).differing) == 1
    with world.database.reading() as session:
        return session.scalars(select(PlanDifference.public_id)).one()


def decide(world: World, who: str, public_id: str, decision: str, reason: str = "Theo văn bản mới") -> None:
    world.do(who, differences.decide_difference, public_id, decision=decision, reason=reason, at=A_TUESDAY)


def test_a_date_taken_moves_the_deadline_of_the_work_and_is_on_the_record(world: World) -> None:
    public_id = differing(world, due_date="2026-03-26")
    assign(world)
    world.do("binh", assignment.accept, world.item("binh", "accept_task"), form=ACCEPT, at=A_MONDAY)
    decide(world, "tuan", public_id, "take")
    moved = local(2026, 3, 26, 17)
    assert (task(world).due_at, case(world).due_at, world.item("binh", "submit_result").due_at) == (moved, moved, moved)
    assert task(world).original_due_on == date(2026, 3, 12)
    with world.database.reading() as session:
        kinds = list(
            session.scalars(
                select(LedgerEntry.kind)
                .where(LedgerEntry.stream == f"case:{case(world).public_id}")
                .order_by(LedgerEntry.seq.desc())
                .limit(2)
            )
        )
        assert session.scalars(select(WorkItem.due_version).where(WorkItem.element == "submit_result")).one() == 2
    assert set(kinds) == {"work_item.due_changed", "resolution_task.difference_decided"}
    assert take_in(world, {**ROW, "due_date": "2026-03-26"}, at=A_WEDNESDAY).unchanged == 1


def test_a_date_kept_stays_and_the_same_file_does_not_ask_again(world: World) -> None:
    public_id = differing(world, due_date="2026-03-26")
    decide(world, "tuan", public_id, "keep", "Giữ hạn đã giao")
    assert task(world).due_on == date(2026, 3, 12)
    assert take_in(world, {**ROW, "due_date": "2026-03-26"}, at=A_WEDNESDAY).differing == ()
    assert len(take_in(world, {**ROW, "due_date": "2026-03-27"}, at=A_WEDNESDAY).differing) == 1, (
        "another date is another question"
    )


def test_a_title_taken_is_the_cases_title_too(world: World) -> None:
    decide(world, "tuan", differing(world, title_vi="Nhiệm vụ đã đổi tên"), "take")
    assert task(world).title_vi == case(world).title_vi == "Nhiệm vụ đã đổi tên"
    assert "nhiem vu da doi ten" in case(world).folded


def test_cooperating_units_taken_see_the_case_and_those_left_out_no_longer_do(world: World) -> None:
    public_id = differing(world, coordinating_agencies="Sở Y tế; Ủy ban nhân dân tỉnh")
    assert case_units(world, "cooperating") == {world.units["56-STC"]}
    decide(world, "tuan", public_id, "take")
    assert case_units(world, "cooperating") == {world.units["UB56"]}
    assert task(world).coordinating_text == "Sở Y tế; Ủy ban nhân dân tỉnh"


def test_a_lead_is_taken_only_while_the_task_waits_to_be_assigned(world: World) -> None:
    public_id = differing(world, lead_agency="Sở Tài chính")
    assign(world)
    with pytest.raises(Conflict, match="a unit has it already"):
        decide(world, "tuan", public_id, "take")
    assert task(world).lead_unit_id == world.units["56-SKHCN"]
    decide(world, "tuan", public_id, "keep")


def test_only_the_assigning_authority_decides_once_and_with_a_reason(world: World) -> None:
    public_id = differing(world, due_date="2026-03-26")
    for name in ("binh", "hoa", "charlie", "nga"):
        with pytest.raises(Forbidden):
            decide(world, name, public_id, "take")
    with pytest.raises(Invalid, match="reason"):
        decide(world, "tuan", public_id, "take", " ")
    with pytest.raises(Invalid, match="take theirs or to keep ours"):
        decide(world, "tuan", public_id, "burn")
    with pytest.raises(NotFound):
        decide(world, "tuan", "0" * 32, "take")
    decide(world, "tuan", public_id, "keep")
    with pytest.raises(Conflict, match="decided in the meantime"):
        decide(world, "tuan", public_id, "take")


def test_no_day_cannot_be_taken_for_a_day(world: World) -> None:
    with pytest.raises(Conflict, match="has none"):
        decide(world, "tuan", differing(world, due_date=""), "take")


def test_who_does_not_keep_the_plan_takes_in_no_file(world: World) -> None:
    for name in ("binh", "nga", "charlie"):
        with pytest.raises(Forbidden, match="keeper of the plan"):
            world.do(name, plan.import_plan, csv_of(ROW), Placing("57-NQ/TW"), file_name="x.csv", at=A_MONDAY)
        with pytest.raises(Forbidden, match="keeper of the plan"):
            world.do(name, plan.try_plan, csv_of(ROW), Placing("57-NQ/TW"), at=A_MONDAY)
    assert world.do(
        "tuan", plan.import_plan, csv_of(ROW), Placing("57-NQ/TW"), file_name="x.csv", at=A_MONDAY
    ).created == ("CEN-01",)


def test_a_resolution_is_entered_once_by_who_keeps_the_plan(world: World) -> None:
    said = {"code": "KH-1", "title_vi": "Kế hoạch", "title_en": "", "assigning_unit": "TGV"}
    with pytest.raises(Forbidden):
        world.do("hoa", keeping.register_resolution, **said, at=A_MONDAY)
    assert world.do("tuan", keeping.register_resolution, **said, at=A_MONDAY).title_en == "Kế hoạch"
    with pytest.raises(Conflict, match="names another"):
        world.do("tuan", keeping.register_resolution, **said, at=A_MONDAY)
    with pytest.raises(Invalid):
        world.do("tuan", keeping.register_resolution, **{**said, "code": " "}, at=A_MONDAY)
