"""The frame of every page in a real browser: signing in, the two languages, phone and desk, day and night, keyboard and readers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.browsing import DESK, PHONE, accessibility_faults, picture

SCREENS = {"phone": PHONE, "desk": DESK}


def tidy(page) -> None:
    """Nothing for axe to find, and nothing wider than the screen."""
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("screen", SCREENS)
def test_the_pages_of_the_shell_are_in_order(visiting, address, sign_in, language, screen):
    page = visiting(language=language, screen=SCREENS[screen]).new_page()
    page.goto(address + "/sign-in")
    assert page.locator("html").get_attribute("lang") == language
    tidy(page)
    picture(page, f"sign-in-{screen}-{language}")
    sign_in(page, "binh")
    for name, path in (("organisation", "/organisation"), ("account", "/account"), ("not-found", "/nowhere")):
        page.goto(address + path)
        tidy(page)
        picture(page, f"{name}-{screen}-{language}")
    page.goto(address + "/organisation?q=cong nghe khanh hoa")
    page.locator(".list a").first.click()
    expect(page.locator("h1")).to_contain_text("Khánh Hòa" if language == "vi" else "Khanh Hoa")
    tidy(page)
    picture(page, f"unit-{screen}-{language}")


def test_the_night_is_readable_too(visiting, address, sign_in):
    page = visiting(language="vi", color_scheme="dark").new_page()
    page.goto(address + "/sign-in")
    tidy(page)
    sign_in(page, "lan")
    page.goto(address + "/organisation")
    tidy(page)
    picture(page, "organisation-desk-night")


def test_choosing_a_person_of_the_demo_fills_the_form_without_a_script(visiting, address):
    page = visiting(java_script_enabled=False).new_page()
    page.goto(address + "/sign-in")
    page.get_by_role("link", name=re.compile("Trần Văn Bình")).click()
    page.get_by_role("button", name=re.compile("Sign in as Trần Văn Bình")).click()
    expect(page.locator(".person-name")).to_contain_text("Trần Văn Bình")


def test_the_keyboard_alone_reaches_the_content_and_signs_in(visiting, address):
    page = visiting().new_page()
    page.goto(address + "/sign-in")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("input[name=email]")).to_be_focused()


def test_a_refused_form_comes_back_filled_in_and_the_fault_gets_the_focus(visiting, address):
    page = visiting().new_page()
    page.goto(address + "/sign-in")
    page.locator("input[name=email]").fill("lan@demo.nq57.example")
    page.locator("input[name=password]").fill("wrong")
    page.locator("main .button-primary").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("input[name=email]")).to_have_value("lan@demo.nq57.example")
    assert accessibility_faults(page) == []


def test_the_language_changes_on_the_same_page(visiting, address, sign_in):
    page = visiting(language="vi").new_page()
    sign_in(page, "lan")
    page.goto(address + "/organisation?q=tai chinh")
    page.get_by_role("button", name="English").click()
    assert "q=tai" in page.url
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_word_of_an_invitation_goes_from_the_link_into_the_form_and_out_of_the_address(visiting, address):
    page = visiting().new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + "/invitation#the-secret-word")
    expect(page.locator("input[name=word]")).to_have_value("the-secret-word")
    assert page.url == address + "/invitation"
    assert not any("the-secret-word" in url.split("#")[0] for url in asked)


def test_a_double_click_sends_a_form_once(visiting, address):
    page = visiting().new_page()
    page.goto(address + "/sign-in")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("input[name=email]").fill("lan@demo.nq57.example")
    page.locator("input[name=password]").fill("wrong")
    page.locator("main .button-primary").dblclick()
    expect(page.get_by_role("alert")).to_be_visible()
    assert len(sent) == 1
