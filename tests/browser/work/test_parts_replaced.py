"""A part of a step's page is replaced while the drawing is shown: the strict policy has nothing to refuse."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.web.story import given_to_the_department

REFUSED = """
window.refused = [];
addEventListener("securitypolicyviolation", (event) => refused.push(`${event.violatedDirective}: ${event.target.outerHTML}`), true);
"""
# What people and browsers do to a field by themselves: it is resized, or a tool hides its caret. Both write into its style.
TOUCHED = "fields => fields.forEach((field) => { field.style.height = '5rem'; })"
LINK = "https://example.org/quyet-dinh-123"
SECRET = "https://lan@example.org/quyet-dinh-123"


def test_nothing_is_refused_when_evidence_is_put_in_beside_the_drawing(visiting, address, sign_in, world):
    given_to_the_department(world, officer="lan")
    context = visiting()
    context.add_init_script(REFUSED)
    page = context.new_page()
    sign_in(page, "lan")
    page.goto(f"{address}/work-items/{world.item('lan', 'submit_result').public_id}")
    expect(page.locator(".djs-container svg").first).to_be_visible()
    page.locator("#evidence [id]").evaluate_all(TOUCHED)
    page.locator("#url").fill(SECRET)
    page.locator("#link_title").fill("Quyết định 123")
    page.locator("#link_not_classified").check()
    page.get_by_role("button", name="Add the link").click()
    expect(page.locator("#url-fault")).to_be_visible()
    page.locator("#evidence [id]").evaluate_all(TOUCHED)
    expect(page.locator("#url")).to_have_value(SECRET)
    page.locator("#url").fill(LINK)
    page.locator("#link_not_classified").check()
    page.get_by_role("button", name="Add the link").click()
    expect(page.get_by_role("link", name="Quyết định 123")).to_be_visible()
    page.wait_for_function("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    assert page.evaluate("refused") == []
