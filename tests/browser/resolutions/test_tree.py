"""On a phone An opens the plan level by level without leaving the page, down to a task, and looks at the same tasks over months."""

from __future__ import annotations

from tests.browser.resolutions.test_numbers_and_plan_files import is_fine
from tests.support.moments import DAY_AFTER_DUE
from tests.web.story import given_to_the_department, handed_in

SMALL = {"width": 360, "height": 740}


def test_a_leader_opens_the_tree_on_a_phone_down_to_a_task(world, visiting, address, sign_in, clock):
    handed_in(world, "HANDED-1")
    given_to_the_department(world, "LATE-1")
    clock.at = DAY_AFTER_DUE
    page = visiting(language="vi", screen=SMALL).new_page()
    sign_in(page, "an")
    page.goto(f"{address}/resolution-tasks/tree?by=unit")
    below = page.locator("main")
    while not below.locator(".parts").count():  # the resolution, then unit by unit
        last = page.locator(".tree summary").count() - 1
        below = page.locator(".tree-below").nth(last)
        page.locator(".tree summary").nth(last).click()
        below.locator(".tree, .parts").first.wait_for()
    assert page.url.endswith("by=unit"), "nobody left the page"
    is_fine(page, "tree-vi")
    page.goto(f"{address}/resolution-tasks/timeline")
    is_fine(page, "timeline-vi")
    page.get_by_role("link", name="Nhiệm vụ thử").first.click()
    is_fine(page, "task-from-timeline-vi")
