"""Nga reads a process without seeing it: its drawing by keys, each element said, and from a step of the heat map to its cases."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browsing import accessibility_faults, picture
from tests.web.story import signed_off

PROCESS = "/designer/resolution_task"
NARROW = {"width": 360, "height": 740}


def test_nga_walks_a_drawing_by_keys_and_comes_to_the_cases_of_a_step(world, visiting, address, sign_in):
    signed_off(world)
    page = visiting().new_page()
    sign_in(page, "nga")
    page.goto(f"{address}{PROCESS}/versions/1?drawing=verification")
    drawing, said = page.locator("#diagram"), page.locator("[data-said-of='diagram']")
    expect(drawing).to_have_attribute("role", "application")
    drawing.focus()
    expect(said).to_contain_text("Start: ")
    drawing.press("ArrowRight")
    expect(said).to_contain_text("Several verifiers?")
    drawing.press("2")
    expect(said).to_contain_text("Who: the group that verifies the result.")
    drawing.press("ArrowLeft")
    expect(said).to_contain_text("Several verifiers?")
    drawing.press("End")
    expect(said).to_contain_text("End")
    assert accessibility_faults(page) == []
    page.goto(f"{address}{PROCESS}/times?drawing=resolution_task&show=frequency&from=2026-01-01&to=2026-12-31")
    expect(page.locator(".diagram-label").first).to_be_visible()
    expect(drawing).to_have_attribute("role", "application")
    assert accessibility_faults(page) == []
    picture(page, "process-times")
    drawing.focus()
    drawing.press("Home")
    for _ in range(60):
        if re.search(r"\d+ steps?", said.inner_text()):
            break
        drawing.press("ArrowDown")
    drawing.press("Enter")
    expect(page).to_have_url(re.compile(r"/times/\w+\?"))
    expect(page.locator("a[href*='/cases/']").first).to_be_visible()
    page.set_viewport_size(NARROW)
    for place in ("running", "times", "logs", "versions/1"):
        page.goto(f"{address}{PROCESS}/{place}")
        assert accessibility_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        picture(page, f"process-narrow-{place.partition('/')[0]}")
