"""One errand of a process designer, walked on the screen: two must verify, and a late verification is escalated after one working day.

The browser test walks it, and so does the command that takes the pictures for ``docs/designing.md``.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.browsing import accessibility_faults

KEY = "resolution_task"
WHY = "Two people verify; a verification that is late by one working day goes to the superior."
ROW = ('"verification"', "", "5", "1", "1", "2")
PATIENCE = 120_000
Look = Callable[[Page, str], object]


def propose_two_verifiers(page: Page, address: str, look: Look = lambda _page, _name: None) -> str:
    """Vy, signed in, changes the number and the ladder, and proposes it; answers the address of the proposal."""
    page.goto(f"{address}/designer/{KEY}")
    look(page, "process")
    page.locator(f"form[action$='/{KEY}/drafts'] button").first.click()
    expect(page.locator(f"[data-open='{KEY}.bpmn']")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Element", exact=True).select_option("record_assignment")
    for number in _values(page, "verifiers"), _values(page, "approvals_needed"):
        field = page.get_by_label(f"Value {number}", exact=True).last
        expect(field).to_be_visible()
        field.fill(field.input_value().replace(", 1)", ", 2)"))
        field.press("Tab")
    look(page, "number")
    page.get_by_role("button", name="ladder", exact=True).click()
    expect(page.locator("[data-open='decisions/ladder.dmn']")).to_be_visible(timeout=PATIENCE)
    table = page.locator(".designer-table")
    table.locator("[data-coords='0:0']").click(button="right")
    page.get_by_role("menuitem", name="Add rule above").click()
    expect(table.locator("[data-coords='2:0']")).to_be_visible()
    for column, words in enumerate(ROW):
        cell = table.locator(f"[data-coords='0:{column}']")
        cell.click()  # the first one of a new row has the cursor already, and keeps it
        expect(cell.locator("[contenteditable]:focus")).to_be_visible()
        page.keyboard.type(words)
        expect(cell).to_contain_text(words.strip('"'))
    table.locator("[data-coords='1:1']").click()
    assert accessibility_faults(page) == []
    look(page, "ladder")
    page.get_by_role("link", name="Propose, compare, throw away").click()  # at once: what was typed last goes along
    why = page.get_by_label("What was changed, and why")
    expect(why).to_be_visible(timeout=PATIENCE)
    why.fill(WHY)
    look(page, "proposing")
    page.get_by_role("button", name="Propose the draft").click(timeout=PATIENCE)
    page.wait_for_url("**/designer/proposals/*", timeout=PATIENCE)
    return page.url


def put_into_service(page: Page, proposal: str, look: Look = lambda _page, _name: None) -> None:
    """Khoa, signed in, sees what differs, and decides."""
    page.goto(proposal)
    expect(page.get_by_role("heading", name="What differs, in words")).to_be_visible()
    page.get_by_role("heading", name="What differs, in words").scroll_into_view_if_needed()
    look(page, "comparison")
    page.get_by_role("button", name="Put it into service").click(timeout=PATIENCE)
    page.wait_for_url(f"**/designer/{KEY}", timeout=PATIENCE)
    look(page, "in-service")


def _values(page: Page, parameter: str) -> int:
    """At which place the parameter of that name stands."""
    names = page.locator("input[aria-label^='Parameter ']")
    expect(names.first).to_be_visible()
    return next(place for place, one in enumerate(names.all(), 1) if one.input_value() == parameter)
