"""From the bell to the work in a real browser: the number, the list, the step behind a line, the wishes; in order on every screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from notifications.notices import GATHERS_FOR
from tests.browser.test_shell import tidy
from tests.support.browsing import DESK, picture
from tests.support.moments import A_MONDAY, DAY_BEFORE_DUE
from tests.web.story import given_to_the_department
from webapp import post

NARROW = {"width": 360, "height": 780}
WORDS = {
    "vi": {"bell": "Thông báo", "seen": "Đánh dấu tất cả là đã xem", "told": "Đã thông báo cho ai"},
    "en": {"bell": "Notices", "seen": "Mark all as seen", "told": "Who was told"},
}


@pytest.mark.parametrize(("language", "screen"), [("vi", NARROW), ("en", DESK)])
def test_the_bell_leads_to_the_work_and_falls_silent(app, visiting, address, sign_in, world, clock, language, screen):
    for number in range(3):
        given_to_the_department(world, f"T-{number}", officer="lan")
    world.tick(A_MONDAY)
    post.deliver(world.database, app.config["NQ57"], lambda: A_MONDAY + GATHERS_FOR)
    clock.at = DAY_BEFORE_DUE
    world.tick(DAY_BEFORE_DUE)
    page, words = visiting(language=language, screen=screen).new_page(), WORDS[language]
    sign_in(page, "lan")
    expect(page.locator(".bell-count")).to_contain_text("6")
    page.locator(".bell").click()
    expect(page.locator("h1")).to_have_text(words["bell"])
    tidy(page)
    picture(page, f"notices-{screen['width']}-{language}")
    page.get_by_role("button", name=words["seen"]).click()
    expect(page.locator(".bell-count")).to_have_count(0)
    for path in ("/mail", "/account/mail"):
        page.goto(address + path)
        tidy(page)
        picture(page, f"{path.strip('/').replace('/', '-')}-{screen['width']}-{language}")
    page.goto(address + "/notifications")
    page.locator(".notices a").first.click()
    page.locator("a[href^='/cases/']").first.click()
    page.get_by_text(words["told"]).click()
    expect(page.get_by_text("Nguyễn Thị Lan:").first).to_be_visible()
    tidy(page)


def test_the_bell_and_its_page_need_no_script(visiting, address, sign_in, world):
    given_to_the_department(world, officer="lan")
    world.tick(A_MONDAY)
    page = visiting(java_script_enabled=False).new_page()
    sign_in(page, "lan")
    page.locator(".bell").click()
    page.get_by_role("button", name="Mark all as seen").click()
    expect(page.locator(".bell-count")).to_have_count(0)
    expect(page.locator(".notices a")).to_have_count(1)
