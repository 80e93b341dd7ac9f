"""A later file says otherwise about a running task: a person decides; and only who keeps the plan takes files in."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.integration.resolutions.cases import ROW, assign, case, case_units, take_in, task
from tests.integration.resolutions.plans import csv_of
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, local
from tests.support.world import ACCEPT, World
from workflows.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.instances.models import WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.resolutions import differences, keeping, plan
from workflows.resolutions.models import PlanDifference
from workflows.resolutions.rows import Placing
from workflows.work import assignment


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
