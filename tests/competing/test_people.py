"""Two people at one case at the same moment: one outcome, and the loser is told in words."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.competing.rivals import by, everything_agrees, one_after_the_other, second_after_first
from tests.competing.scenes import approving, case_row, facts_of, rows_of, waiting_for_a_verifier, with_evidence
from tests.support.moments import A_MONDAY
from tests.support.world import RESULT, World
from tests.web.story import given_to_the_department
from workflows.errors import Conflict
from workflows.work import claim, directing, submission
from workflows.work.models import Claim, Review, Submission


@pytest.mark.parametrize("first", ["minh", "dua"])
def test_of_two_people_claiming_at_once_one_holds_the_step_and_the_other_is_told(world: World, first: str) -> None:
    item = waiting_for_a_verifier(world)
    acts = {name: by(world, name, claim.claim, item, at=A_MONDAY) for name in ("minh", "dua")}
    told = one_after_the_other(world, acts, first)
    assert isinstance(told, Conflict) and "somebody else was quicker" in str(told)
    assert world.seen("dua", item.public_id).assignee_id == world.people[first]
    assert (rows_of(world, Claim), facts_of(world, "work_item.claimed")) == (1, 1)
    assert everything_agrees(world) == []


def test_the_same_result_handed_in_twice_is_one_submission(world: World) -> None:
    item = with_evidence(world)
    act = by(world, "lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    told = second_after_first(world, act, act)
    assert isinstance(told, Conflict) and "closed in the meantime" in str(told)
    assert (rows_of(world, Submission), facts_of(world, "submission.made")) == (1, 1)
    assert everything_agrees(world) == []


@pytest.mark.parametrize("first", ["lan", "tam"])
def test_of_two_colleagues_handing_in_at_once_one_has_handed_in(world: World, first: str) -> None:
    given_to_the_department(world)
    item = world.item("lan", "submit_result")
    world.attach("lan", item, A_MONDAY)
    acts = {name: by(world, name, submission.submit, item, form=RESULT, at=A_MONDAY) for name in ("lan", "tam")}
    told = one_after_the_other(world, acts, first)
    assert isinstance(told, Conflict) and "closed in the meantime" in str(told)
    with world.database.reading() as session:
        assert session.scalars(select(Submission.submitted_by_id)).all() == [world.people[first]]
    assert everything_agrees(world) == []


def test_who_hands_in_while_the_case_is_being_cancelled_is_told_and_nothing_is_handed_in(world: World) -> None:
    item = with_evidence(world)
    told = second_after_first(
        world,
        by(world, "tuan", directing.cancel, case_row(world, item.instance_id), reason="Không còn cần", at=A_MONDAY),
        by(world, "lan", submission.submit, item, form=RESULT, at=A_MONDAY),
    )
    assert isinstance(told, Conflict)
    assert rows_of(world, Submission) == 0
    assert case_row(world, item.instance_id).outcome == "task_cancelled"
    assert everything_agrees(world) == []


def test_a_case_is_cancelled_after_a_result_that_came_first(world: World) -> None:
    item = with_evidence(world)
    case = case_row(world, item.instance_id)
    told = second_after_first(
        world,
        by(world, "lan", submission.submit, item, form=RESULT, at=A_MONDAY),
        by(world, "tuan", directing.cancel, case, reason="Không còn cần", at=A_MONDAY),
    )
    assert told is None
    assert rows_of(world, Submission) == 1
    assert world.open_elements(item.instance_id) == []
    assert everything_agrees(world) == []


def test_of_two_verifiers_approving_at_once_one_has_approved(world: World) -> None:
    item = waiting_for_a_verifier(world)
    told = second_after_first(world, approving(world, "minh", item), approving(world, "dua", item))
    assert isinstance(told, Conflict)
    with world.database.reading() as session:
        said = session.scalars(select(Review.decided_by_id).where(Review.stage == "verification")).all()
    assert said == [world.people["minh"]]
    assert everything_agrees(world) == []


def test_a_result_withdrawn_first_cannot_be_approved(world: World) -> None:
    item = waiting_for_a_verifier(world)
    told = second_after_first(
        world,
        by(world, "lan", submission.withdraw, item, reason="Bổ sung", at=A_MONDAY),
        approving(world, "minh", item),
    )
    assert isinstance(told, Conflict) and "withdrawn" in str(told)
    assert world.open_elements(item.instance_id) == ["submit_result"]
    assert everything_agrees(world) == []


def test_a_result_approved_first_cannot_be_withdrawn(world: World) -> None:
    item = waiting_for_a_verifier(world)
    told = second_after_first(
        world,
        approving(world, "minh", item),
        by(world, "lan", submission.withdraw, item, reason="Bổ sung", at=A_MONDAY),
    )
    assert isinstance(told, Conflict)
    assert world.open_elements(item.instance_id) == ["sign_off_result"]
    assert everything_agrees(world) == []
