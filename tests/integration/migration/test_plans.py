"""Who may do what with a plan: made by one, decided on by another, with reasons; one at a time for a version."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.integration.migration.versions import DRAWING, RENAMED, begun, decided, deployed, plan_of
from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.errors import Conflict, Forbidden, Invalid, Refusal
from workflows.ledger.models import LedgerEntry
from workflows.migration import plans


@pytest.fixture
def plan(world: World) -> int:
    given_to_the_department(world, officer="lan")
    return begun(world, deployed(world, RENAMED))


def doing(world: World, plan: int, name: str, command, **said):
    return world.do(name, lambda s, **who: command(s, plan_of(s, plan), **said, **who), at=A_MONDAY)


def test_a_plan_is_proposed_after_its_trial_with_a_reason_and_decided_by_another(world: World, plan: int) -> None:
    with pytest.raises(Conflict, match="to be tried on a copy first, but 1 still"):
        doing(world, plan, "vy", plans.propose, reason="Mới")
    world.tick(A_MONDAY)
    with pytest.raises(Invalid):
        doing(world, plan, "vy", plans.propose, reason=" ")
    with pytest.raises(Forbidden, match="whoever made the plan"):
        doing(world, plan, "khoa", plans.propose, reason="Mới")
    with pytest.raises(Conflict, match="waits for a decision"):
        doing(world, plan, "khoa", plans.approve)
    doing(world, plan, "vy", plans.propose, reason="Mới")
    for command, words in ((plans.approve, {}), (plans.give_back, {"reason": "Tôi đổi ý"})):
        with pytest.raises(Forbidden, match="your own plan"):
            doing(world, plan, "vy", command, **words)
    doing(world, plan, "khoa", plans.approve)
    with pytest.raises(Conflict):
        doing(world, plan, "khoa", plans.give_back, reason="Muộn")
    with world.database.reading() as session:
        kinds = list(session.scalars(select(LedgerEntry.kind).where(LedgerEntry.kind.startswith("migration."))))
        assert kinds == ["migration.begun", "migration.proposed", "migration.approved"]


def test_a_changed_mapping_is_tried_anew_and_proposed_anew(world: World, plan: int) -> None:
    world.tick(A_MONDAY)
    doing(world, plan, "vy", plans.propose, reason="Mới")
    doing(world, plan, "vy", plans.map_anew, chosen={"run_task/submit_result": None})
    with pytest.raises(Conflict):
        doing(world, plan, "khoa", plans.approve)
    with pytest.raises(Invalid):
        doing(world, plan, "vy", plans.map_anew, chosen={"run_task/submit_result": "run_task/verification"})


def test_there_is_one_open_plan_for_a_version_and_none_without_cases(world: World, plan: int) -> None:
    with pytest.raises(Conflict, match="no open plan"):
        begun(world, 2)
    doing(world, plan, "vy", plans.withdraw)
    assert begun(world, 2) != plan
    third = deployed(world, RENAMED, (DRAWING, ("Xác nhận kết quả của đơn vị", "Xác nhận")))
    with pytest.raises(Conflict, match="no open plan"):
        begun(world, third)
    with pytest.raises(Refusal, match="two versions"):
        begun(world, 1)


def test_only_what_is_being_carried_out_is_steered_and_going_on_needs_a_pause(world: World, plan: int) -> None:
    with pytest.raises(Conflict, match="being carried out"):
        doing(world, plan, "khoa", plans.pause, reason="Chờ")
    decided(world, plan)
    with pytest.raises(Conflict, match="goes on already"):
        doing(world, plan, "khoa", plans.resume)
    with pytest.raises(Invalid):
        doing(world, plan, "khoa", plans.pause, reason="")
    doing(world, plan, "khoa", plans.pause, reason="Chờ")
    with pytest.raises(Conflict, match="stands still already"):
        doing(world, plan, "vy", plans.pause, reason="Chờ")
    with pytest.raises(Invalid):
        doing(world, plan, "vy", plans.stop, reason=" ")
