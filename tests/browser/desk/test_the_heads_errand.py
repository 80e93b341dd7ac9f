"""The unit head's errand: work is pulled onto a person with the mouse, given by keyboard, handed over; all of it on a narrow phone, too."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_shell import tidy
from tests.support.browsing import DESK, picture
from tests.support.moments import A_MONDAY
from tests.web.desk.test_unit import LATE, desk_of
from tests.web.story import given_to_the_department
from workflows.work import progress

NARROW = {"width": 360, "height": 740}


def test_a_head_gives_work_out_with_the_mouse_and_with_the_keyboard(visiting, sign_in, address, world):
    for key in ("T-1", "T-2", "T-3"):
        given_to_the_department(world, key)
    page = visiting(screen=DESK).new_page()
    sign_in(page, "binh")
    page.goto(address + desk_of(world))
    page.locator("[data-give]").first.drag_to(page.locator("[data-give-to]", has_text="Lý Thị Tâm"))
    expect(page.get_by_text("1 step was given to Lý Thị Tâm.")).to_be_visible()
    assert len(world.inbox("tam", A_MONDAY, "mine")) == 1
    page.get_by_role("link", name="Back to the unit's desk").click()
    all_of_them = page.locator("[data-tick-all] input")
    expect(all_of_them).to_be_visible()  # the script shows it; a box that is not there yet takes no focus
    all_of_them.focus()
    page.keyboard.press("Space")
    page.get_by_role("radio", name="Nguyễn Thị Lan").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Give the ticked steps to this person").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 steps were given to Nguyễn Thị Lan.")).to_be_visible()
    assert len(world.inbox("lan", A_MONDAY, "mine")) == 2


@pytest.mark.parametrize(("language", "screen"), [("vi", NARROW), ("en", DESK)], ids=["narrow", "desk"])
def test_the_pages_of_the_desks_are_in_order(visiting, sign_in, address, world, clock, language, screen):
    given_to_the_department(world, "T-1", officer="lan")
    late = world.item("lan", "submit_result")
    world.do("lan", progress.report, late, form=LATE, at=A_MONDAY)
    given_to_the_department(world, "T-2")
    world.tick(clock.at.replace(day=20))
    clock.at = clock.at.replace(day=20)
    page = visiting(language=language, screen=screen).new_page()
    home, lan = desk_of(world), world.addresses["lan"]
    sign_in(page, "hoa")
    page.goto(f"{address}/desk/escalations")
    tidy(page)
    page.locator("main h3 a").first.click()
    expect(page.locator("input[name=decision]").first).to_be_visible()
    tidy(page)
    picture(page, f"desk-delay-{screen['width']}-{language}")
    for number, path in enumerate(
        (home, f"{home}/items?who={lan}", f"{home}/people/{lan}/handover?to={world.addresses['tam']}")
    ):
        page.goto(address + path)
        tidy(page)
        picture(page, f"desk-{number}-{screen['width']}-{language}")


def test_the_keyboard_moves_through_the_list_and_the_step_beside_it_goes_along(visiting, sign_in, address, world):
    for key in ("T-1", "T-2"):
        given_to_the_department(world, key, officer="lan")
    context = visiting(screen=DESK)
    page = context.new_page()
    sign_in(page, "lan")
    page.goto(f"{address}/inbox?split=1&sort=code")
    beside = page.locator("#beside")
    expect(beside).to_contain_text("T-1")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(beside).to_contain_text("T-2")
    assert "open=" in page.url
    tidy(page)
    picture(page, "inbox-beside")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_url("**/work-items/**")
    narrow = visiting(screen=NARROW).new_page()
    sign_in(narrow, "lan")
    narrow.goto(f"{address}/inbox?split=1&sort=code")
    tidy(narrow)
    assert narrow.locator("#beside").bounding_box()["y"] > narrow.locator(".inbox").bounding_box()["y"]
