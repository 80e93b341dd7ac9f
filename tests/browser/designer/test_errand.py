"""A designer is told one sentence, and does it in the browser: two verifiers, and an escalation after one working day."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.integration.work.helping import join, to_verification
from tests.support import errand
from tests.support.browsing import accessibility_faults, picture


def test_vy_makes_two_verify_and_khoa_puts_it_into_service(world, visiting, address, sign_in):
    vy, khoa = visiting().new_page(), visiting().new_page()
    sign_in(vy, "vy")
    proposal = errand.propose_two_verifiers(vy, address, lambda page, name: picture(page, f"designing-{name}"))
    expect(vy.get_by_text("this is your own proposal")).to_be_visible()
    sign_in(khoa, "khoa")
    errand.put_into_service(khoa, proposal)
    expect(khoa.get_by_text("In service: version 2")).to_be_visible()
    assert accessibility_faults(khoa) == []
    join(world, "hoa", "verifiers")
    case = to_verification(world)
    assert world.open_elements(case) == ["verify_in_panel", "verify_in_panel"]
