"""Vy tries her draft: what an expression comes to while she writes it, then a case with made-up people, on its drawing."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.support.browsing import accessibility_faults, picture
from tests.web.designer.conftest import KEY


def test_vy_tries_an_expression_and_then_a_case_of_her_draft(visiting, address, sign_in):
    page = visiting().new_page()
    sign_in(page, "vy")
    page.goto(f"{address}/designer/{KEY}")
    page.locator(f"form[action$='/{KEY}/drafts'] button").first.click()
    expect(page.locator(f"[data-open='{KEY}.bpmn']")).to_be_visible()
    page.get_by_label("Element", exact=True).select_option("submit_result")
    page.locator("button[name='help-nq57:due']").click()
    expect(page.get_by_label("Names that exist here").locator("option", has_text="task.due_at")).to_be_attached()
    page.get_by_label("task.due_at", exact=True).fill("2026-05-04")
    page.get_by_role("button", name="Try it", exact=True).click()
    expect(page.locator(".designer-tried")).to_have_text('It comes to: "2026-05-04"')
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Try it", exact=True).click()
    page.set_viewport_size({"width": 360, "height": 800})
    page.get_by_role("button", name="Begin the trial case").click()
    expect(page.get_by_role("heading", name="Where it stands")).to_be_visible()
    page.get_by_role("button", name="Assign the task").click()
    expect(page.get_by_text("“Assign the task, check the 6 clears” is completed.", exact=True)).to_be_visible()
    expect(page.locator("[data-diagram] .is-waiting")).to_be_visible()
    walked = page.locator("[data-plays-on] [data-said]")
    expect(walked).to_contain_text("Step 2 of 2")
    expect(page.locator("[data-diagram] .is-taken .djs-visual > path").first).to_have_css("stroke", "rgb(122, 43, 191)")
    page.get_by_role("button", name="The step before").click()
    expect(walked).to_contain_text("The case went: Task registered → Carry out the task")
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    picture(page, "trial-case")
    page.get_by_role("button", name="One step back").click()
    expect(page.get_by_text("is completed.")).to_have_count(0)
