"""An administrator intervenes at the moment at which somebody acts: exactly one wins, and the other is told."""

from __future__ import annotations

import pytest

from tests.competing.rivals import by, everything_agrees, one_after_the_other, second_after_first
from tests.competing.scenes import case_row, facts_of, rows_of, with_evidence
from tests.integration.work.test_intervening import where
from tests.support.moments import A_MONDAY
from tests.support.world import RESULT, World
from workflows.errors import Conflict
from workflows.work import intervening, submission
from workflows.work.models import Submission

WHY = "Đơn vị chủ trì gửi nhầm"


@pytest.mark.parametrize(("first", "handed_in"), [("move", 0), ("submit", 1)])
def test_a_case_is_moved_or_its_result_is_handed_in_and_the_other_is_told(
    world: World, first: str, handed_in: int
) -> None:
    item = with_evidence(world)
    case = case_row(world, item.instance_id)
    chosen = [where(world, case.id)["submit_result"].key]
    said = {"version": case.version, "chosen": chosen, "target": "accept_task", "reason": WHY}
    acts = {
        "move": by(world, "quang", intervening.move, case, at=A_MONDAY, **said),
        "submit": by(world, "lan", submission.submit, item, form=RESULT, at=A_MONDAY),
    }
    told = one_after_the_other(world, acts, first)
    assert isinstance(told, Conflict) and ("meanwhile" in str(told) if handed_in else "in the meantime" in str(told))
    assert (rows_of(world, Submission), facts_of(world, "case.moved")) == (handed_in, 1 - handed_in)
    assert everything_agrees(world) == []


def test_a_case_moved_twice_at_once_is_moved_once(world: World) -> None:
    item = with_evidence(world)
    case = case_row(world, item.instance_id)
    chosen = [where(world, case.id)["submit_result"].key]
    said = {"version": case.version, "chosen": chosen, "target": "accept_task", "reason": WHY}
    act = by(world, "quang", intervening.move, case, at=A_MONDAY, **said)
    told = second_after_first(world, act, act)
    assert isinstance(told, Conflict) and "meanwhile" in str(told)
    assert facts_of(world, "case.moved") == 1
    assert everything_agrees(world) == []
