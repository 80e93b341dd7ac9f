"""An administrator's errands on a phone and at the desk: a unit with a post and somebody in it, a merger, what the ladder will do."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_shell import SCREENS, tidy
from tests.support.browsing import picture
from tests.support.moments import A_MONDAY
from tests.web.administration.scenes import addresses
from tests.web.story import given_to_the_department


@pytest.mark.parametrize(("language", "screen"), [("vi", "phone"), ("en", "desk")])
def test_an_administrator_sets_up_a_unit_looks_at_a_merger_and_at_what_the_ladder_will_do(
    visiting, address, sign_in, world, language, screen
):
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result", A_MONDAY).public_id
    at = addresses(world.database)
    page = visiting(language=language, screen=SCREENS[screen]).new_page()

    def look(name: str) -> None:
        tidy(page)
        picture(page, f"administration-{name}-{screen}-{language}")

    sign_in(page, "quang")
    page.goto(f"{address}/administration")
    look("top")
    page.goto(f"{address}/administration/units/{at['56-SKHCN']}/unit/new")
    look("form")
    page.locator("main .button-primary").click()
    expect(page.locator("main [role=alert]")).to_be_visible()
    for name, words in {"code": "56-SKHCN-VP", "name_vi": "Văn phòng Sở", "name_en": "Office"}.items():
        page.locator(f"input[name={name}]").fill(words)
    page.locator("select[name=level]").select_option("division")
    page.locator("main .button-primary").click()
    expect(page.locator("#messages .banner")).to_be_visible()
    look("new-unit")
    page.goto(f"{address}/administration/units/{at['56-SKHCN']}")
    look("unit")
    page.locator("#posts + .table-frame tbody th + td a").first.click()  # who holds the first post
    look("person")
    page.goto(f"{address}/administration/units/{at['56-STC']}/merger/new")
    page.locator("#units-search").fill("56-SKHCN")
    page.locator("#units-found input[value='56-SKHCN']").check()
    page.locator("textarea[name=reason]").fill("Sắp xếp bộ máy")
    page.locator("main .button-primary").click()
    expect(page.locator("#foreseen")).to_be_visible()
    look("merger")
    page.locator("main .button-danger").click()
    page.goto(f"{address}/organisation/units/{at['56-SKHCN']}")
    look("merging")
    page.goto(f"{address}/administration/file")
    look("file")
    page.goto(f"{address}/ladder?unit=56-SKHCN&due=2026-03-12")
    look("planned")
    sign_out_and_in(page, address, sign_in, "lan")
    page.goto(f"{address}/ladder/steps/{item}")
    look("ladder")


def sign_out_and_in(page, address, sign_in, name: str) -> None:
    page.context.clear_cookies()
    sign_in(page, name)
