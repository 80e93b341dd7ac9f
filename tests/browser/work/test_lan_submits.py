"""Lan's morning in a real browser: from the inbox to a step, evidence put in, the result submitted; and what the others then see."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_shell import SCREENS, tidy
from tests.support.browsing import picture
from tests.support.moments import A_MONDAY, DAY_AFTER_DUE, DUE
from tests.support.world import ASSIGN
from tests.web.story import decided, given_to_the_department, handed_in

SUMMARY = "Đã ban hành báo cáo kết quả, gồm phụ lục số liệu của mười hai xã và kế hoạch quý sau."
WORDS = {
    "vi": {"add": "Thêm tệp", "link": "Thêm đường dẫn", "submit": "Nộp kết quả", "keep": "Lưu"},
    "en": {"add": "Add the file", "link": "Add the link", "submit": "Submit the result", "keep": "Keep what I typed"},
}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A file to put in."""
    path = tmp_path / "Báo cáo kết quả.pdf"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nminh chung\n" * 300)
    return path


def seen(page: Page, name: str) -> None:
    """The drawing is drawn, the page is in order, and a picture of it is kept."""
    if page.locator("[data-diagram]").count():
        expect(page.locator(".djs-container svg").first).to_be_visible()
    tidy(page)
    picture(page, name)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("screen", SCREENS)
def test_lan_submits_a_result_with_its_evidence(visiting, address, sign_in, world, clock, report, language, screen):
    for number, officer in ((1, "lan"), (2, None), (3, "lan")):
        given_to_the_department(world, f"T-{number}", officer=officer, due_at=DUE + timedelta(days=30 * (number - 1)))
    clock.at = DUE - timedelta(days=2)
    page, words = visiting(language=language, screen=SCREENS[screen]).new_page(), WORDS[language]
    sign_in(page, "lan")
    expect(page).to_have_url(address + "/inbox")
    seen(page, f"inbox-{screen}-{language}")

    page.locator(".inbox h3 a").first.click()
    seen(page, f"step-empty-{screen}-{language}")
    page.locator("#summary").fill(SUMMARY)
    page.locator("#file").set_input_files(report)
    page.get_by_role("button", name=words["add"]).click()
    expect(page.locator("#file_not_classified-said")).to_be_visible()
    expect(page.locator("#file_not_classified")).to_be_focused()
    page.get_by_role("button", name=words["submit"]).click()
    expect(page.locator("#file_not_classified")).to_be_focused()
    page.locator("#file_not_classified").check()
    page.locator("#url").fill("https://example.org/quyet-dinh-123")
    page.locator("#link_title").fill("Quyết định 123")
    page.locator("#link_not_classified").check()
    page.get_by_role("button", name=words["link"]).click()
    expect(page.get_by_role("link", name="Quyết định 123")).to_be_visible()
    assert page.locator("#file").evaluate("field => field.files[0].name") == "Báo cáo kết quả.pdf", (
        "not lost by the link"
    )
    page.get_by_role("button", name=words["submit"]).click()  # the chosen file goes along, whatever becomes of the form
    expect(page.get_by_role("link", name="Báo cáo kết quả.pdf", exact=True)).to_be_visible()
    expect(page.locator("#no_classified")).to_be_focused()
    assert page.locator("#summary").input_value() == SUMMARY, "what was typed stays while evidence is put in"
    page.get_by_role("button", name=words["submit"]).click()
    expect(page.locator("#no_classified-fault")).to_be_visible()
    page.locator("#no_classified").check()
    seen(page, f"step-filled-{screen}-{language}")
    page.get_by_role("button", name=words["submit"]).click()
    expect(page).to_have_url(re.compile(r"/work-items/\w+\?pile="))  # the next like it on the list
    expect(page.locator("#messages .banner-good")).to_contain_text("T-1")


def test_every_chosen_file_goes_along_also_where_there_is_evidence_already(visiting, address, sign_in, world, report):
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    world.attach("lan", item, A_MONDAY)
    page = visiting().new_page()
    sign_in(page, "lan")
    page.goto(f"{address}/work-items/{item.public_id}")
    newer = page.locator("details.newer")
    newer.locator("summary").click()
    newer.locator("input[type=file]").set_input_files(report)
    newer.locator("summary").click()
    page.locator("#file").set_input_files(report)
    page.locator("#file_not_classified").check()
    page.get_by_role("button", name="Submit the result").click()
    expect(newer.locator("[data-said]")).to_be_visible()
    newer.locator("input[type=checkbox]").check()
    page.get_by_role("button", name="Submit the result").click()
    expect(page.get_by_text("2 pieces")).to_be_visible()
    expect(page.get_by_role("link", name=report.name, exact=True)).to_have_count(2)
    expect(page.get_by_text("1 older version")).to_be_visible()


def test_a_reason_is_asked_for_only_when_a_result_goes_back(visiting, address, sign_in, world):
    handed_in(world)
    page = visiting().new_page()
    sign_in(page, "binh")
    page.goto(f"{address}/work-items/{world.item('binh', 'confirm_result').public_id}")
    expect(page.locator("#reason")).to_be_hidden()
    page.get_by_label("Send back to the officer").check()
    expect(page.locator("#reason")).to_be_visible()
    seen(page, "step-confirm-desk-en")


def test_the_units_are_found_while_typing_and_the_task_is_assigned(visiting, address, sign_in, world):
    world.case("T-1", lead=None)
    item = world.item("tuan", "assign_task")
    page = visiting().new_page()
    sign_in(page, "tuan")
    page.goto(f"{address}/work-items/{item.public_id}")
    seen(page, "step-free-desk-en")
    page.get_by_role("button", name="Take this step").click()
    page.locator("#lead_units-search").press_sequentially("khoa hoc khanh hoa")
    page.locator("#lead_units-found input").first.check()
    seen(page, "step-assign-desk-en")
    page.locator("#product").fill(ASSIGN["product"])
    page.locator("#evidence_required").fill(ASSIGN["evidence_required"])
    for box in page.locator(".group input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Assign the task").click()
    expect(page.locator("#messages .banner-good")).to_contain_text("is assigned")
    assert world.item("binh", "accept_task").business_key == "T-1"


def test_what_was_typed_before_the_page_was_ready_is_looked_up_too(visiting, address, sign_in, world):
    world.case("T-1", lead=None)
    page = visiting().new_page()
    sign_in(page, "tuan")
    page.goto(f"{address}/work-items/{world.item('tuan', 'assign_task').public_id}")
    page.get_by_role("button", name="Take this step").click()
    expect(page.locator("#lead_units-search")).to_be_visible()
    held: list[Route] = []
    page.route("**/assets/app-*.js", lambda script: held.append(script))
    page.reload(wait_until="commit")
    page.locator("#lead_units-search").fill("khoa hoc khanh hoa")
    for script in held:
        script.continue_()
    expect(page.locator("#lead_units-found input").first).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS)
def test_the_superior_sees_the_story_of_a_late_step(visiting, address, sign_in, world, clock, screen):
    given_to_the_department(world, officer="lan")
    for moment in (DUE - timedelta(days=6), DUE - timedelta(hours=20), DAY_AFTER_DUE):
        world.tick(moment)
    clock.at = DAY_AFTER_DUE + timedelta(hours=2)
    page = visiting(language="vi", screen=SCREENS[screen]).new_page()
    sign_in(page, "hoa")
    seen(page, f"inbox-late-{screen}-vi")
    page.locator(".inbox h3 a").first.click()
    seen(page, f"step-escalation-{screen}-vi")
    page.locator(".ways a").first.click()
    seen(page, f"step-note-{screen}-vi")


@pytest.mark.parametrize("screen", SCREENS)
def test_a_case_tells_its_life_in_order(visiting, address, sign_in, world, screen):
    handed_in(world)
    decided(world, "binh", world.item("binh", "confirm_result"), "send_back", reason="Thiếu phụ lục số liệu của hai xã")
    page = visiting(language="vi", screen=SCREENS[screen]).new_page()
    sign_in(page, "tuan")
    page.goto(f"{address}/cases/{world.item('lan', 'submit_result').case_public_id}")
    seen(page, f"case-{screen}-vi")
    page.locator(".ways a").first.click()
    seen(page, f"case-suspension-{screen}-vi")


def test_an_empty_inbox_says_what_will_appear_and_the_night_is_readable(visiting, sign_in):
    page = visiting(language="vi", color_scheme="dark").new_page()
    sign_in(page, "charlie")
    seen(page, "inbox-empty-desk-vi-night")


def test_taking_a_step_needs_no_mouse(visiting, address, sign_in, world):
    given_to_the_department(world)
    page = visiting().new_page()
    sign_in(page, "tam")
    page.locator(".inbox-act button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("You have taken this step")
    assert world.item("tam", "submit_result").assignee_id == world.people["tam"]
