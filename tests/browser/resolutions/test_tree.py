"""On a phone An opens the plan level by level without leaving the page, down to a task, and looks at the same tasks over months."""

from __future__ import annotations

from tests.browser.resolutions.test_numbers_and_plan_files import BOTH, is_fine
from tests.integration.resolutions.reopened import case_row, reopened
from tests.integration.work.parting import taken, task_address, with_a_part
from tests.support.moments import A_MONDAY, A_WEDNESDAY, DAY_AFTER_DUE
from tests.web.story import given_to_the_department, handed_in, signed_off
from workflows.deadlines import extension

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


@BOTH
def test_the_pages_of_parts_and_of_reopening_are_in_order(world, visiting, address, sign_in, clock, language, screen):
    former = case_row(world, signed_off(world, "T-2"))
    number = with_a_part(world)
    work = taken(world)
    task, step, ended = (
        f"/resolution-tasks/{task_address(world)}",
        f"/work-items/{work.public_id}",
        f"/cases/{former.public_id}",
    )

    def look_at(name, *places):
        page = visiting(language=language, screen=screen).new_page()
        sign_in(page, name)
        for place in places:
            assert page.goto(address + place).ok, place
            is_fine(page, f"parts-{name}-{places.index(place)}-{language}")

    look_at("charlie", step, f"{step}/extension-requests/new")
    world.do("charlie", extension.ask, work, due_on="2026-03-10", reason="Chờ kho bạc đối chiếu", at=A_MONDAY)
    clock.at = A_WEDNESDAY
    lans = [f"/work-items/{world.item('lan', name).public_id}" for name in ("decide_part_extension", "submit_result")]
    look_at("lan", *lans, f"/cases/{case_row(world, number).public_id}")
    look_at("tuan", task, f"{task}/contributions", f"{task}/change")
    look_at("an", ended, f"{ended}/reopening/new")
    look_at("nga", f"/cases/{reopened(world, former.id).public_id}", ended)
