"""An administrator's errand in a real browser: find a case by its code, see what would happen, move it; in order on every screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_shell import SCREENS, tidy
from tests.support.browsing import picture
from tests.web.story import given_to_the_department

WORDS = {
    "vi": {
        "menu": "Vận hành",
        "find": "Can thiệp hồ sơ của nhiệm vụ",
        "move": "Chuyển bước",
        "step": "Thực hiện và nộp kết quả",
        "target": "Nhận nhiệm vụ, phân công",
        "show": "Xem trước những gì sẽ xảy ra",
        "effect": "Những gì sẽ xảy ra",
        "do": "Thực hiện ngay",
    },
    "en": {
        "menu": "Operations",
        "find": "Intervene in its case",
        "move": "Move the case",
        "step": "Carry out and submit the result",
        "target": "Accept the task, name an officer",
        "show": "Show what will happen",
        "effect": "This will happen",
        "do": "Do it now",
    },
}


@pytest.mark.parametrize(("language", "screen"), [("vi", "phone"), ("en", "desk")])
def test_an_administrator_moves_a_case_after_a_look_at_what_it_means(
    visiting, address, sign_in, world, language, screen
):
    case = given_to_the_department(world, officer="lan")
    page, words = visiting(language=language, screen=SCREENS[screen]).new_page(), WORDS[language]
    sign_in(page, "quang")
    page.get_by_role("link", name=words["menu"]).click()
    page.locator("#code").fill("T-1")
    page.get_by_role("button", name=words["find"]).click()
    expect(page.locator("#diagram svg").first).to_be_visible()
    tidy(page)
    picture(page, f"intervention-{screen}-{language}")
    page.get_by_label(words["move"]).check()
    page.locator("label.choice", has_text=words["step"]).get_by_role("checkbox").check()
    page.locator("#target").select_option(label=words["target"])
    page.locator("#reason").fill("Đơn vị chủ trì gửi nhầm")
    page.get_by_role("button", name=words["show"]).click()
    expect(page.get_by_role("heading", name=words["effect"])).to_be_visible()
    expect(page.locator("#diagram svg").first).to_be_visible()
    tidy(page)
    picture(page, f"intervention-preview-{screen}-{language}")
    page.get_by_role("button", name=words["do"]).click()
    expect(page.locator("#messages .banner")).to_be_visible()
    tidy(page)
    assert world.open_elements(case) == ["accept_task"]
