"""Bình's errand: a reason is kept while he types it, and the next time put in at the cursor by the keyboard, without a page load."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_shell import SCREENS, tidy
from tests.support.browsing import picture
from tests.web.story import handed_in


@pytest.mark.parametrize(("screen", "language"), [("phone", "vi"), ("desk", "en")])
def test_a_reason_is_kept_and_put_in_where_the_cursor_stands(visiting, address, sign_in, world, screen, language):
    handed_in(world)
    page = visiting(language=language, screen=SCREENS[screen]).new_page()
    sign_in(page, "binh")
    page.goto(f"{address}/work-items/{world.item('binh', 'confirm_result').public_id}")
    page.locator("input[name=decision][value=send_back]").check()
    reason, offer = page.locator("#reason"), page.locator("[data-texts=reason]")
    expect(reason).to_be_visible()
    reason.fill("Bổ sung phụ lục của {code}.")
    offer.locator("summary").click()
    name = page.locator("#reason-kept-as")
    expect(name).to_be_visible()
    name.fill("Thiếu phụ lục")
    name.press("Enter")
    kept = offer.locator("[data-text]")
    expect(kept).to_have_text("Thiếu phụ lục")
    expect(reason).to_have_value("Bổ sung phụ lục của {code}.")
    tidy(page)
    picture(page, f"kept-texts-{screen}-{language}")
    reason.fill("Kính gửi. Trân trọng.")
    reason.evaluate("field => field.setSelectionRange(10, 10)")
    kept.press("Enter")
    expect(reason).to_have_value("Kính gửi. Bổ sung phụ lục của T-1.Trân trọng.")
    expect(reason).to_be_focused()
