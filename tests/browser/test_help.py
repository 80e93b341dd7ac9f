"""From a word on a step to what it means, by keyboard, on a phone: the explanation in place, then the page of help."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.test_shell import tidy
from tests.support.browsing import picture
from tests.web.story import given_to_the_department

NARROW = {"width": 360, "height": 780}


def test_a_word_is_explained_in_place_and_leads_to_help(visiting, address, sign_in, world):
    given_to_the_department(world, officer="lan")
    page = visiting(language="vi", screen=NARROW).new_page()
    sign_in(page, "lan")
    page.goto(f"{address}/work-items/{world.item('lan', 'submit_result').public_id}")
    page.locator("#evidence .term summary").press("Enter")
    expect(page.locator("#evidence .term")).to_contain_text("mã kiểm tra")
    tidy(page)
    picture(page, "term-360-vi")
    page.locator("#evidence .term a").click()
    expect(page.locator("h1")).to_have_text("Trợ giúp")
    expect(page.locator("#term-evidence")).to_be_in_viewport()
    page.locator("#verifier summary").press("Enter")
    expect(page.locator("#verifier ol")).to_be_visible()
    tidy(page)
    picture(page, "help-360-vi")
