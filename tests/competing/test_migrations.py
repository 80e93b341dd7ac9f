"""Cases go over while people work on them and other clocks run: each goes over once, each act counts once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.competing.rivals import Act, by, clocks_at_once, everything_agrees, second_after_first
from tests.competing.scenes import facts_of, with_evidence
from tests.integration.migration.versions import FORM, RENAMED, begun, decided, deployed, plan_of, rows, version_of
from tests.support.moments import A_MONDAY
from tests.support.world import RESULT, World
from tests.web.story import given_to_the_department
from workflows.errors import Invalid
from workflows.migration import batches, plans
from workflows.work import submission

ANOTHER_QUESTION = (FORM, ('"key": "summary"', '"key": "told"'))


def moving(plan: int, case: int) -> Act:
    return lambda session: batches.act_on(session, batches.Due("go", plan, case), A_MONDAY)


@pytest.mark.parametrize("first", ["lan", "clock"])
def test_a_result_handed_in_while_its_case_goes_over_is_handed_in_and_the_case_goes_over(
    world: World, first: str
) -> None:
    item = with_evidence(world)
    plan = begun(world, deployed(world, RENAMED))
    decided(world, plan)
    sends = by(world, "lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    acts = (sends, moving(plan, item.instance_id))
    second_after_first(world, *(acts if first == "lan" else acts[::-1]))
    world.tick(A_MONDAY + timedelta(minutes=1))
    assert rows(world, plan)[item.instance_id].outcome == "moved"
    assert (version_of(world, item.instance_id), facts_of(world, "case.migrated")) == (2, 1)
    assert world.open_elements(item.instance_id) == ["confirm_result"] and facts_of(world, "submission.made") == 1
    assert everything_agrees(world) == []


def test_whoever_sends_the_old_form_to_a_case_that_has_just_gone_over_is_told(world: World) -> None:
    item = with_evidence(world)
    plan = begun(world, deployed(world, ANOTHER_QUESTION))
    decided(world, plan)
    sends = by(world, "lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    told = second_after_first(world, moving(plan, item.instance_id), sends)
    assert isinstance(told, Invalid) and "told" in told.faults
    assert world.open_elements(item.instance_id) == ["submit_result"] and everything_agrees(world) == []


def test_what_an_old_mapping_foretold_is_not_kept_beside_a_new_one(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    plan = begun(world, deployed(world, RENAMED))
    actor, nowhere = world.actor("vy"), {"run_task/submit_result": None}

    def maps(session: Session) -> None:
        plans.map_anew(session, plan_of(session, plan), chosen=nowhere, actor=actor, at=A_MONDAY)

    second_after_first(world, maps, lambda session: batches.act_on(session, batches.Due("try", plan, case), A_MONDAY))
    world.tick(A_MONDAY)
    assert rows(world, plan)[case].foreseen == "blocked"


def test_clocks_that_share_a_plan_let_each_case_go_over_once(world: World) -> None:
    cases = [given_to_the_department(world, f"T-{number}", officer="lan") for number in range(4)]
    plan = begun(world, deployed(world, RENAMED))
    decided(world, plan)
    clocks_at_once(world, A_MONDAY + timedelta(minutes=1))
    assert {number: row.outcome for number, row in rows(world, plan).items()} == dict.fromkeys(cases, "moved")
    assert (facts_of(world, "case.migrated"), facts_of(world, "migration.done")) == (4, 1)
    assert everything_agrees(world) == []
