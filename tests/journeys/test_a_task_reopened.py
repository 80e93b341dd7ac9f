"""Signed off, reopened, submitted, verified and signed off once more: only through the doors, and the task counts once all along."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.journeys.test_through_both_doors import SUBMIT, Journey
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, DAY_AFTER_DUE, local
from tests.support.world import World
from tests.web.conftest import Browser, Clock
from tests.web.story import handed_in
from workflows.instances.models import ProcessInstance

WHY = "Kết quả chưa có phụ lục số liệu"
AGAIN_DUE = local(2026, 3, 10, 17)


def checked(journey: Journey, at: datetime) -> None:
    journey.act("binh", "confirm_result", at, decision="confirm")
    journey.act("minh", "verify_result", at, decision="approve")
    journey.act("tuan", "sign_off_result", at, decision="sign_off")


@pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)
def test_a_task_is_signed_off_reopened_and_signed_off_again(
    world: World, clock: Clock, signed_in: Callable[[str], Browser]
) -> None:
    journey = Journey(world, clock, signed_in)
    number = handed_in(world)
    checked(journey, A_MONDAY)
    assert "Hoàn thành đúng hạn" in standing(journey, A_TUESDAY)
    with world.database.reading() as session:
        former = f"/cases/{session.get_one(ProcessInstance, number).public_id}"

    # Reopened by the superior; the clock tells whom it concerns, and watches the new date.
    an = journey.visit("an", A_WEDNESDAY)
    new = an.send(f"{former}/reopening", {"reason": WHY, "due_on": "2026-03-10"}).location
    assert "Đang thực hiện, trong hạn" in standing(journey, A_WEDNESDAY)
    world.tick(A_WEDNESDAY)
    assert "được mở lại" in journey.visit("minh", A_WEDNESDAY).get("/notifications").text
    world.tick(local(2026, 3, 9, 8))
    world.tick(AGAIN_DUE)
    assert "Đang thực hiện, quá hạn" in standing(journey, AGAIN_DUE + timedelta(minutes=1))
    assert [level for _, level, _ in journey.escalations()] == [1], "late again, raised again from the first level"

    # Submitted, checked and signed off again: late this time, in time the first.
    journey.add_evidence(DAY_AFTER_DUE)
    journey.act("lan", "submit_result", DAY_AFTER_DUE, **SUBMIT)
    checked(journey, DAY_AFTER_DUE)
    assert "Hoàn thành quá hạn" in standing(journey, DAY_AFTER_DUE)
    page = journey.visit("an", DAY_AFTER_DUE).get(new).text
    assert "Hoàn thành đúng hạn" in page and f'href="{former}"' in page, "the first completion is not forgotten"
    assert f"{new}/reopening/new" in page and f"{former}/reopening/new" not in page
    world.tick(DAY_AFTER_DUE)
    wrong = [line for line in world.disagreements(DAY_AFTER_DUE) if "its file is missing" not in line]
    assert wrong == [], "but for the files of the page, which are kept elsewhere"


def standing(journey: Journey, at: datetime) -> str:
    """How the one task stands in the plan's list, which is to show it once."""
    page = journey.visit("nga", at).get("/resolution-tasks").text
    assert len(re.findall(r">T-1<", page)) == 1
    return page[page.index(">T-1<") :].partition("</tr>")[0].partition("</li>")[0] or page
