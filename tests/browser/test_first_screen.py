"""The first thing that a person sees is the list, on the desk and on a phone; nothing is wider than the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_shell import tidy
from tests.support.browsing import DESK, picture
from tests.support.moments import A_MONDAY
from tests.web.story import given_to_the_department
from workflows.work import comments

NARROW = {"width": 360, "height": 740}


@pytest.mark.parametrize(
    ("screen", "language", "most"), [(DESK, "vi", 420), (NARROW, "en", 740)], ids=["desk", "phone"]
)
def test_the_list_begins_on_the_first_screen_and_the_bar_comes_with_the_first_tick(
    visiting, address, sign_in, world, screen, language, most
):
    given_to_the_department(world, "T-1")
    given_to_the_department(world, "T-2", officer="lan")
    held = next(item for item in world.inbox("lan") if item.business_key == "T-2")
    world.do("binh", comments.instruct, held, words="Xong trước thứ Sáu.", at=A_MONDAY)
    page = visiting(language=language, screen=screen).new_page()
    sign_in(page, "lan")
    page.goto(address + "/inbox")
    first = page.locator(".inbox > li").first
    assert first.bounding_box()["y"] < most
    bar = page.locator("#several")
    expect(page.locator("[data-tick-all]")).to_be_visible()
    expect(bar).to_be_hidden()
    page.locator(".inbox-tick input").first.check()
    expect(bar).to_be_in_viewport()
    tidy(page)
    picture(page, f"first-screen-{screen['width']}-{language}")
    page.goto(f"{address}/cases/{held.case_public_id}/comments")
    tidy(page)  # an instruction that nobody has taken note of is the widest that stands there
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("T-2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/resolution-tasks/*")
