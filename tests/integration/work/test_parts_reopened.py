"""A task that was signed off and is reopened: its case that goes on finds the parts done, and asks only for what is wanted anew."""

from __future__ import annotations

from tests.integration.resolutions.reopened import ON_ONE, reopened
from tests.integration.work.helping import decide
from tests.integration.work.parting import PART_DUE, cooperate, deliver, look, parts_of, want, with_a_part
from tests.support.moments import A_MONDAY, A_WEDNESDAY
from tests.support.world import RESULT, World
from workflows.instances.models import ProcessInstance
from workflows.work import submission

pytestmark = ON_ONE


def signed_off_and_reopened(world: World) -> ProcessInstance:
    number = with_a_part(world)
    deliver(world)
    look(world, "accept")
    item = world.item("lan", "submit_result")
    world.attach("lan", item, A_MONDAY)
    world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    for who, step, decision in (
        ("binh", "confirm_result", "confirm"),
        ("minh", "verify_result", "approve"),
        ("tuan", "sign_off_result", "sign_off"),
    ):
        decide(world, who, step, decision)
    return reopened(world, number)


def asked_in(world: World, case: ProcessInstance) -> list[tuple[int, str]]:
    return [(one.unit_id, one.product) for one in parts_of(world) if one.instance_id == case.id]


def test_naming_another_units_part_asks_nobody_for_what_is_done(world: World) -> None:
    case = signed_off_and_reopened(world)
    assert world.open_elements(case.id) == ["submit_result"]
    cooperate(world, unit="UB56")
    want(world, unit="UB56", product="Phụ lục còn thiếu", at=A_WEDNESDAY)
    assert asked_in(world, case) == [(world.units["UB56"], "Phụ lục còn thiếu")]
    assert world.open_elements(case.id) == ["deliver_part", "submit_result"]
    assert world.disagreements(A_WEDNESDAY) == []


def test_other_words_for_a_unit_ask_it_anew_and_the_old_words_again_keep_asking(world: World) -> None:
    case = signed_off_and_reopened(world)
    want(world, product="Bảng số liệu cả năm", at=A_WEDNESDAY)
    assert asked_in(world, case) == [(world.units["56-STC"], "Bảng số liệu cả năm")]
    want(world, due_on=PART_DUE, at=A_WEDNESDAY)
    assert world.open_elements(case.id) == ["deliver_part", "submit_result"]
    assert world.disagreements(A_WEDNESDAY) == []
