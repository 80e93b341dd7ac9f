"""The inbox with the keyboard alone, what is typed kept through crashes and lost connections, and all of it on a narrow phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_shell import tidy
from tests.support.browsing import DESK, picture
from tests.web.story import given_to_the_department, handed_in
from tests.web.work.test_pile import to_be_verified

NARROW = {"width": 360, "height": 740}
KEYS = {"vi": "Phím tắt", "en": "Keys"}


def test_a_verifier_judges_like_results_with_the_keyboard_alone(visiting, sign_in, world):
    """Four keys for each: twenty take no three minutes. No letter of a sentence decides anything."""
    to_be_verified(world, "T-1", "T-2", "T-3")
    page = visiting().new_page()
    sign_in(page, "minh")
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.locator(".inbox h3 a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/work-items/**")  # the first page of a step is the slowest
    for key in ("T-1", "T-2"):
        expect(page.locator("[data-key-claim] button")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("input[name=decision]").first).to_be_focused()
        page.keyboard.press("a")
        expect(page.locator("input[value=approve]")).to_be_focused()  # a blank meant for a sentence sends nothing
        page.keyboard.press("Space")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#messages")).to_contain_text(f"You approved the result of {key}. This is the next like it")
    expect(page.locator("[data-key-claim] button")).to_be_focused()  # from then on the page hears keys
    page.keyboard.press("c")
    expect(page.locator("input[name=decision]").first).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reason[aria-invalid=true]")).to_be_focused()  # refused: whoever types on types the reason
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("a")
    expect(page.locator("input[value=return]")).to_be_checked()
    page.locator("#reason").focus()
    page.keyboard.type("Thiếu phụ lục; ace jk")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("Nothing else like it is left on this pile.")
    assert world.inbox("minh") == ()


def test_what_is_typed_survives_another_window_a_lost_connection_and_goes_at_sign_out(
    visiting, address, sign_in, world
):
    given_to_the_department(world, officer="lan")
    step = f"{address}/work-items/{world.item('lan', 'submit_result').public_id}"
    context = visiting()
    page = context.new_page()
    sign_in(page, "lan")
    page.goto(step)
    page.locator("#summary").fill("Nửa câu đầu")
    page.locator("#no_classified").focus()
    expect(page.locator("[data-draft-words]")).to_contain_text("Saved for you at")
    other = context.new_page()
    other.goto(step)
    expect(other.locator("#summary")).to_have_value("Nửa câu đầu")
    other.locator("#summary").fill("Từ cửa sổ kia")
    other.locator("#no_classified").focus()
    expect(other.locator("[data-draft-words]")).to_contain_text("Saved for you at")
    page.locator("#summary").fill("Cả câu")
    page.locator("#no_classified").focus()
    expect(page.locator("[data-draft-words]")).to_contain_text("saved elsewhere at")
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("[data-draft-words]")).to_contain_text("Saved for you at")
    page.route("**/own-draft", lambda route: route.abort())
    page.locator("#summary").fill("Cả câu, và thêm nữa")
    page.locator("#no_classified").focus()
    expect(page.locator("[data-draft-words]")).to_contain_text("No connection")
    page.reload()
    expect(page.locator("#summary")).to_have_value("Cả câu")
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("#summary")).to_have_value("Cả câu, và thêm nữa")
    tidy(page)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate("Object.keys(localStorage).length") == 0


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("screen", [NARROW, DESK], ids=["narrow", "desk"])
def test_filters_several_steps_and_the_sheet_of_keys_are_in_order(visiting, address, sign_in, world, language, screen):
    handed_in(world, "T-1")
    for number in (2, 3):
        given_to_the_department(world, f"T-{number}")
    page, keys = visiting(language=language, screen=screen).new_page(), KEYS[language]
    sign_in(page, "lan")
    page.goto(f"{address}/inbox?group=step&priority=ordinary")
    expect(page.locator(".filters-more summary")).to_be_visible()
    tidy(page)
    picture(page, f"inbox-filters-{screen['width']}-{language}")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("input[form=several]:checked")).to_have_count(2)
    page.locator("#several button").first.click()
    tidy(page)
    picture(page, f"inbox-several-{screen['width']}-{language}")
    page.locator("main .button-primary").click()
    tidy(page)
    picture(page, f"inbox-done-{screen['width']}-{language}")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name=keys)).to_be_visible()
    tidy(page)
    picture(page, f"keys-{screen['width']}-{language}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
