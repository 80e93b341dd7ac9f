"""Vy changes a step of the verification in the browser: she is told what is wrong while she draws, and nothing of it is lost."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.support.browsing import accessibility_faults, picture
from tests.web.designer.conftest import KEY


def test_vy_changes_a_step_sees_what_is_wrong_undoes_it_and_finds_it_saved(visiting, address, sign_in):
    page = visiting().new_page()
    sign_in(page, "vy")
    page.goto(f"{address}/designer/{KEY}")
    page.locator(f"form[action$='/{KEY}/drafts'] button").first.click()
    expect(page.locator(f"[data-open='{KEY}.bpmn']")).to_be_visible()
    page.get_by_role("button", name="verification", exact=True).click()
    expect(page.locator("[data-open='verification.bpmn']")).to_be_visible()
    element = page.get_by_label("Element", exact=True)
    element.select_option("verify_result")
    who = page.get_by_label("Who may do it")
    expect(who).to_have_value("group(task.verifying_group)")
    who.fill("grop(")
    who.press("Tab")
    finding = page.locator("[data-findings]").get_by_role("button", name="verification.bpmn · verify_result")
    expect(finding.first).to_be_visible()
    expect(page.locator(".designer-mark")).to_be_visible()
    assert accessibility_faults(page) == []
    picture(page, "designer-editor")
    page.get_by_role("button", name="Undo").click()
    expect(who).to_have_value("group(task.verifying_group)")
    page.get_by_label("Due", exact=True).fill("working_days(7)")
    page.get_by_label("Due", exact=True).press("Tab")
    expect(page.locator("[data-checked]")).to_have_text("Nothing is wrong.", timeout=60_000)
    expect(page.locator("[data-saved]")).to_contain_text("Saved at")
    page.reload()
    expect(page.locator(f"[data-open='{KEY}.bpmn']")).to_be_visible()
    page.get_by_role("button", name="verification", exact=True).click()
    expect(page.locator("[data-open='verification.bpmn']")).to_be_visible()
    element.select_option("verify_result")
    expect(page.get_by_label("Due", exact=True)).to_have_value("working_days(7)")
