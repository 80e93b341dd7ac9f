"""A draft is tried on its page: a case with made-up people, a clock that is moved, and a scenario that comes of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.web.conftest import Browser
from tests.web.designer.conftest import KEY, begun, changed, in_json, khoa, revision_of, vy  # noqa: F401 - fixtures
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)
ASSIGN = {
    "lead_units": "unit-1",
    "product": "Đề án",
    "evidence_required": "Quyết định",
    **dict.fromkeys(
        (f"clear_{one}" for one in ("person", "work", "responsibility", "authority", "time", "result")), "true"
    ),
}


def hidden(browser: Browser, name: str) -> str:
    """What a form of the page seen last sends along."""
    found = re.search(rf'name="{name}" value="([^"]+)"', browser.page)
    assert found, name
    return found.group(1)


def do(browser: Browser, address: str, act: str, **values: Any) -> Any:
    """Send one of the forms that go on, as the page shows it; then look at the page again."""
    browser.get(address)
    sent = {"act": act, "seen": hidden(browser, "seen"), **values}
    if act == "complete":
        sent["ref"] = hidden(browser, "ref")
    answer = browser.send(f"{address}/steps", sent)
    if answer.status_code == 303:
        browser.get(address)
    return answer


def to_the_submission(browser: Browser, draft: str) -> str:
    """A trial case in which the lead unit has taken the task."""
    address = f"{draft}/try"
    browser.get(address)
    assert browser.send(address, begin_form(browser)).status_code == 303
    assert do(browser, address, "complete", **ASSIGN).status_code == 303, browser.page
    assert do(browser, address, "complete", decision="accept", officer="person-1").status_code == 303, browser.page
    return address


def begin_form(browser: Browser) -> dict[str, str]:
    """The form to begin with, as it comes."""
    fields = re.findall(r'<input[^>]*name="(v-[^"]+|begins_on)"[^>]*?value="([^"]*)"', browser.page)
    return {name: value for name, value in fields if name != "v-task.assigned"}


@BOTH
def test_a_draft_is_tried_from_its_start_to_its_end_and_kept_as_a_scenario(vy, world):  # noqa: F811
    draft = begun(vy)
    before = counts(world)
    address = to_the_submission(vy, draft)
    assert "opens for An (made up)" in vy.page and "12 March 2026" in vy.page
    assert do(vy, address, "until", way="due").status_code == 303
    assert "The clock goes on to" in vy.page and "late" in vy.page
    answer = do(vy, address, "tell", message="overdue", **{"m-overdue-level": "1", "m-overdue-position": "11"})
    assert answer.status_code == 303 and "for the post 11" in vy.page
    submit = {"summary": "Đã hoàn thành đề án và được phê duyệt", "no_classified": "true", "by_head": "true"}
    number = re.search(r'\?step=(\d+)#stands">Carry out', vy.page)
    vy.get(f"{address}?step={number.group(1)}" if number else address)
    sent = {"act": "complete", "seen": hidden(vy, "seen"), "ref": hidden(vy, "ref"), **submit}
    assert vy.send(f"{address}/steps", sent).status_code == 303, vy.page
    for decision in ("approve", "sign_off"):
        page = vy.get(address).text
        ref = re.search(r"\?step=(\d+)#stands", page)
        if ref:
            vy.get(f"{address}?step={ref.group(1)}")
        sent = {"act": "complete", "seen": hidden(vy, "seen"), "ref": hidden(vy, "ref"), "decision": decision}
        assert vy.send(f"{address}/steps", sent).status_code == 303, vy.page
    vy.get(address)
    assert "ended:" in vy.page and "The case ends" in vy.page
    kept = {"seen": hidden(vy, "seen"), "revision": hidden(vy, "revision"), "name": "Quá hạn một lần rồi xong"}
    assert vy.send(f"{address}/scenario", kept).status_code == 303
    said = in_json(vy, f"{draft}/check", files={}).json
    assert said["scenarios"][-1] == {"name": "Quá hạn một lần rồi xong", "ok": True, "sentence": ""}
    assert counts(world) == before, "no case, no step and no fact came of it"


def counts(world: Any) -> list[int | None]:
    with world.database.reading() as session:
        tables = (ProcessInstance, WorkItem, LedgerEntry)
        return [session.scalar(select(func.count()).select_from(one)) for one in tables]
