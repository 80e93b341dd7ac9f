"""A case goes over wholly: its state, its steps, its version, its ledger; what people have begun stays theirs."""

from __future__ import annotations

from tests.integration.migration.versions import RENAMED, carried_out, deployed, rows, version_of
from tests.support.moments import A_MONDAY
from tests.support.world import RESULT, World
from tests.web.story import decided as reviewed
from tests.web.story import given_to_the_department
from workflows.work import submission


def test_a_case_goes_over_as_it_is_and_goes_on_to_its_end(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    before = world.item("lan", "submit_result")
    number = deployed(world, RENAMED)
    plan = carried_out(world, number)
    row = rows(world, plan)[case]
    assert (row.outcome, row.foreseen, row.stands) == ("moved", "changed", "run_task/submit_result")
    assert version_of(world, case) == number
    assert world.disagreements() == []
    item = world.item("lan", "submit_result")
    assert (item.public_id, item.due_at, item.name_vi) == (before.public_id, before.due_at, "Làm và nộp kết quả")
    world.attach("lan", item, A_MONDAY)
    world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    for who, element, decision in (
        ("binh", "confirm_result", "confirm"),
        ("minh", "verify_result", "approve"),
        ("tuan", "sign_off_result", "sign_off"),
    ):
        reviewed(world, who, world.item(who, element), decision)
    assert world.disagreements() == []
