"""Two of three verifiers through both doors: returned by two, handed in again, approved by two, signed off; the clock tells people."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from tests.integration.notifications.telling import new_for
from tests.integration.work.helping import join
from tests.journeys.test_through_both_doors import ASSIGN, SUBMIT, Journey
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY
from tests.support.world import World
from tests.web.conftest import Browser, Clock
from tests.web.story import reading_english

RETURN = {"decision": "return", "reason": "Thiếu biên bản lấy ý kiến"}
APPROVE = {"decision": "approve"}


def test_a_result_is_returned_by_two_of_three_and_then_approved_by_two_and_signed_off(
    world: World, clock: Clock, signed_in: Callable[[str], Browser]
) -> None:
    join(world, "hoa", "verifiers")
    case = world.case()
    journey = Journey(world, clock, signed_in)
    journey.act("tuan", "assign_task", A_MONDAY, **ASSIGN, panel="two_of_three")
    journey.act("binh", "accept_task", A_MONDAY, decision="accept", officer=world.addresses["lan"])
    hand_in(journey, A_MONDAY)

    first = journey.act("minh", "verify_in_panel", A_TUESDAY, **APPROVE)
    page = reading_english(signed_in, "dua").get(f"/work-items/{first.public_id}").text
    assert "1 of 3 verifiers approved" in page and "at least 2 must approve" in page and "Open the free place" in page
    journey.act("dua", "verify_in_panel", A_TUESDAY, decision="return", reason="Thiếu số liệu quý I")
    journey.act("hoa", "verify_in_panel", A_TUESDAY, **RETURN)
    assert world.open_elements(case) == ["submit_result"]
    world.tick(A_TUESDAY)
    assert new_for(world, "lan")[-1] == "panel.returned"
    again = world.item("lan", "submit_result", A_TUESDAY)
    page = journey.visit("lan", A_TUESDAY).get(f"/work-items/{again.public_id}").text
    assert "Thiếu số liệu quý I" in page and RETURN["reason"] in page, "every reason is with the work"

    hand_in(journey, A_WEDNESDAY)
    for name in ("hoa", "minh"):
        journey.act(name, "verify_in_panel", A_WEDNESDAY, **APPROVE)
    journey.act("tuan", "sign_off_result", A_WEDNESDAY, decision="sign_off")
    assert world.open_elements(case) == []
    page = reading_english(signed_in, "lan").get(f"/cases/{first.case_public_id}").text
    assert "2 of 3 verifiers approved" in page and "The result was approved, by 2 of 3 verifiers" in page
    assert re.search(r"✓\s*Verification\b", re.sub(r"<[^>]+>", "", page)), (
        "passed, though a drawing called there did it"
    )
    assert world.disagreements(A_WEDNESDAY) == []


def hand_in(journey: Journey, at: datetime) -> None:
    """Lan uploads the evidence and submits, Bình confirms."""
    journey.add_evidence(at)
    journey.act("lan", "submit_result", at, **SUBMIT)
    journey.act("binh", "confirm_result", at, decision="confirm")
