"""An walks from a number to its list to a task; Tuấn reads a plan file with faults, and takes the corrected one in."""

from __future__ import annotations

import pytest

from tests.support.browsing import DESK, PHONE, accessibility_faults, picture
from tests.support.moments import DAY_AFTER_DUE
from tests.web.story import given_to_the_department, handed_in

GOOD = b"code,title_vi,due_date\nN-1,Nhiem vu mot,2026-09-30\n"
BAD = b"code,title_vi,due_date\nN-1,Nhiem vu mot,2026-02-30\nN-1,Nhiem vu hai,\n"
BOTH = pytest.mark.parametrize(("language", "screen"), [("vi", PHONE), ("en", DESK)], ids=["vi-phone", "en-desk"])


def is_fine(page, name: str) -> None:
    picture(page, name)
    assert accessibility_faults(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), "nothing is wider than the screen"


@BOTH
def test_a_leader_opens_the_list_behind_a_number_and_the_task_in_it(
    world, visiting, address, sign_in, clock, language, screen
):
    handed_in(world, "HANDED-1")
    given_to_the_department(world, "LATE-1")
    clock.at = DAY_AFTER_DUE
    page = visiting(language=language, screen=screen).new_page()
    sign_in(page, "an")
    assert page.url.endswith("/dashboard"), "a leader's first page"
    is_fine(page, f"dashboard-{language}")
    number = page.locator("section.finding a[href*='class=in_progress_overdue']")
    shown = number.get_attribute("data-number")
    number.click()
    is_fine(page, f"plan-{language}")
    assert page.locator("#found").get_attribute("data-total") == shown == "1"
    page.get_by_role("link", name="Nhiệm vụ thử" if language == "vi" else "A trial task").click()
    is_fine(page, f"task-{language}")
    assert "LATE-1" in page.inner_text("main")


@BOTH
def test_the_keeper_sees_every_fault_and_takes_the_corrected_file_in(
    world, visiting, address, sign_in, language, screen
):
    page = visiting(language=language, screen=screen).new_page()
    sign_in(page, "tuan")
    page.goto(address + "/plan-imports/new")
    is_fine(page, f"plan-import-{language}")
    for content, name in ((BAD, "faults"), (GOOD, "report")):
        page.locator("select[name=resolution]").select_option(index=1)
        page.locator("input[name=file]").set_input_files(
            {"name": "plan.csv", "mimeType": "text/csv", "buffer": content}
        )
        page.locator("main form.filled .button-primary").click()
        page.wait_for_url("**/plan-imports/trial")
        page.locator(f"{'#faults' if name == 'faults' else 'input[name=packed]'}").wait_for(state="attached")
        is_fine(page, f"plan-{name}-{language}")
    page.locator("main form.filled .button-primary").click()
    page.wait_for_url("**/resolution-tasks**")
    assert "N-1" in page.inner_text("main")
