"""The steps of a period, measured: what people did, how long it lay, what came back, and only what the reader may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.support.moments import A_MONDAY, A_WEDNESDAY, local
from tests.support.world import ACCEPT, RESULT, World
from tests.web.story import decided, given_to_the_department, handed_in, offered_to_the_department, signed_off
from workflows.instances.models import ProcessInstance
from workflows.processtimes.asked import Asked
from workflows.processtimes.figures import figures_of
from workflows.processtimes.running import counts_of
from workflows.processtimes.sample import Sample, sample_of
from workflows.work import assignment, claim, directing, submission

MARCH = Asked("resolution_task", local(2026, 3, 1, 0), local(2026, 4, 1, 0))
TUESDAY = A_MONDAY + timedelta(days=1, hours=2)


def sample(world: World, who: str = "nga", asked: Asked = MARCH, most: int = 100) -> Sample:
    with world.database.reading() as session:
        return sample_of(session, asked, world.standing(who, A_WEDNESDAY), most=most)


def test_a_step_is_measured_from_its_opening_until_it_is_taken_and_done(world: World) -> None:
    given_to_the_department(world, at=A_MONDAY)
    item = world.item("lan", "submit_result")
    world.do("lan", claim.claim, item, at=TUESDAY)
    item = world.item("lan", "submit_result")
    world.attach("lan", item, TUESDAY)
    world.do("lan", submission.submit, item, form=RESULT, at=A_WEDNESDAY + timedelta(hours=2))
    found = figures_of(sample(world).steps)["submit_result"]
    assert (found.count, found.waiting, found.in_hand, found.median) == (1, 540 + 120, 540, 2 * 540 + 120)


def test_what_goes_straight_to_somebody_waits_for_nobody_and_what_nobody_took_waited_until_it_was_done(
    world: World,
) -> None:
    offered_to_the_department(world)
    accept = world.item("binh", "accept_task")
    world.do("binh", assignment.accept, accept, form={**ACCEPT, "officer": world.addresses["lan"]}, at=TUESDAY)
    item = world.item("lan", "submit_result", TUESDAY)
    world.attach("lan", item, TUESDAY)
    world.do("lan", submission.submit, item, form=RESULT, at=A_WEDNESDAY)
    found = figures_of(sample(world).steps)
    assert (found["accept_task"].waiting, found["accept_task"].in_hand) == (540 + 120, 0)
    assert (found["submit_result"].waiting, found["submit_result"].in_hand) == (0, 540 - 120)


def test_a_result_that_came_back_counts_at_the_step_that_gave_it_and_at_the_one_that_returned_it(world: World) -> None:
    signed_off(world, "T-2")
    handed_in(world)
    decided(world, "binh", world.item("binh", "confirm_result"), "confirm")
    decided(world, "minh", world.item("minh", "verify_result"), "return", reason="Thiếu số liệu")
    found = figures_of(sample(world).steps)
    returned = {element: (one.returned, one.count) for element, one in found.items() if one.reviewed}
    assert returned == {
        "submit_result": (1, 2),
        "confirm_result": (0, 2),
        "verify_result": (1, 2),
        "sign_off_result": (0, 1),
    }


def test_what_a_case_stood_still_is_nobodys_time(world: World) -> None:
    number = given_to_the_department(world, officer="lan", at=A_MONDAY)
    with world.database.reading() as session:
        case = session.get_one(ProcessInstance, number)
    world.do("tuan", directing.suspend, case, reason="Chờ hướng dẫn", at=A_MONDAY + timedelta(hours=1))
    world.do("tuan", directing.resume, case, reason="Đã có", at=A_WEDNESDAY + timedelta(hours=1))
    item = world.item("lan", "submit_result", A_WEDNESDAY)
    world.attach("lan", item, A_WEDNESDAY + timedelta(hours=1))
    world.do("lan", submission.submit, item, form=RESULT, at=A_WEDNESDAY + timedelta(hours=2))
    assert figures_of(sample(world).steps)["submit_result"].median == 120


def test_period_unit_and_kind_narrow_it_down_and_a_full_sample_says_since_when(world: World) -> None:
    signed_off(world)
    whole = sample(world).steps
    assert len(whole) == 6
    department = replace(MARCH, unit_id=world.units["56-SKHCN"])
    assert {one.element for one in sample(world, asked=department).steps} == {
        "accept_task",
        "submit_result",
        "confirm_result",
    }
    assert sample(world, asked=replace(MARCH, kind="periodic")).steps == ()
    assert len(sample(world, asked=replace(MARCH, kind="one_off")).steps) == 6
    assert sample(world, asked=replace(MARCH, until=A_MONDAY)).steps == ()
    assert sample(world, asked=replace(MARCH, version=99)).steps == ()
    bounded = sample(world, most=2)
    assert (len(bounded.steps), bounded.shortened, bounded.since) == (2, True, A_MONDAY)


def test_who_may_not_see_a_case_finds_none_of_its_steps_and_counts_nothing_of_it(world: World) -> None:
    signed_off(world)
    given_to_the_department(world, "T-2")
    assert sample(world, "charlie").steps == ()
    with world.database.reading() as session:
        seen = {
            who: counts_of(session, "resolution_task", None, world.standing(who)) for who in ("charlie", "lan", "nga")
        }
    assert (seen["charlie"].cases, seen["charlie"].items, seen["charlie"].messages) == (0, {}, {})
    assert seen["lan"] == seen["nga"]
    assert (seen["nga"].cases, seen["nga"].items) == (1, {"submit_result": 1})
    assert seen["nga"].messages["overdue"] == 1
