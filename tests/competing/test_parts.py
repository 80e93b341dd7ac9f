"""A part that is delivered at the moment when its case ends, or when the lead hands the result in."""

from __future__ import annotations

import pytest

from tests.competing.rivals import by, everything_agrees, one_after_the_other
from tests.competing.scenes import case_row, rows_of
from tests.integration.work.parting import NOTE, enclose, taken, with_a_part
from tests.support.moments import A_MONDAY
from tests.support.world import RESULT, World
from workflows.errors import Conflict, Refusal
from workflows.work import assignment, directing, submission
from workflows.work.models import Submission
from workflows.work.part_models import PartDelivery

WHY = "Theo chỉ đạo"


@pytest.mark.parametrize(("first", "delivered"), [("cancel", 0), ("deliver", 1)])
def test_a_part_counts_when_it_came_before_the_end_and_not_after(world: World, first: str, delivered: int) -> None:
    number = with_a_part(world)
    item = taken(world)
    enclose(world, "charlie", item)
    acts = {
        "cancel": by(world, "tuan", directing.cancel, case_row(world, number), reason=WHY, at=A_MONDAY),
        "deliver": by(world, "charlie", assignment.complete, item, form=NOTE, at=A_MONDAY),
    }
    told = one_after_the_other(world, acts, first)
    assert told is None if delivered else isinstance(told, Conflict)
    assert rows_of(world, PartDelivery) == delivered
    assert world.open_elements(number) == []
    assert everything_agrees(world) == []


@pytest.mark.parametrize(("first", "reason"), [("deliver", {}), ("submit", {"without_parts": "Gửi sau"})])
def test_a_result_needs_no_reason_when_the_part_came_just_before_and_a_part_still_counts_just_after(
    world: World, first: str, reason: dict[str, str]
) -> None:
    with_a_part(world)
    theirs, ours = taken(world), world.item("lan", "submit_result")
    enclose(world, "charlie", theirs)
    world.attach("lan", ours, A_MONDAY)
    acts = {
        "deliver": by(world, "charlie", assignment.complete, theirs, form=NOTE, at=A_MONDAY),
        "submit": by(world, "lan", submission.submit, ours, form={**RESULT, **reason}, at=A_MONDAY),
    }
    told = one_after_the_other(world, acts, first)
    assert not isinstance(told, Refusal)
    assert (rows_of(world, Submission), rows_of(world, PartDelivery)) == (1, 1)
    assert everything_agrees(world) == []
