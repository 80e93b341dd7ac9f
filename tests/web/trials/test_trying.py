"""A draft is tried on its page: a case with made-up people, a clock that is moved, and a scenario that comes of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.web.conftest import Browser
from tests.web.designer.conftest import KEY, begun, changed, in_json, revision_of
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
def test_a_draft_is_tried_from_its_start_to_its_end_and_kept_as_a_scenario(vy, world):
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


def test_one_begins_at_once_under_the_name_of_the_process_on_a_day_that_clocks_know(vy):
    address = f"{begun(vy)}/try"
    page = vy.get(address).text
    assert "<h1>Try: Carry out a task of a resolution</h1>" in page
    folded = "".join(re.findall(r"<details class=\"stack\".*?</details>", page, re.DOTALL))
    assert 'name="v-task.priority"' in folded
    assert 'value=""' not in folded
    for day in ("9999-12-31", "0001-01-01", "soon"):
        assert vy.send(address, {**begin_form(vy), "begins_on": day}).status_code == 422
        assert "Expected a day of the calendar" in vy.page


def counts(world: Any) -> list[int | None]:
    with world.database.reading() as session:
        tables = (ProcessInstance, WorkItem, LedgerEntry)
        return [session.scalar(select(func.count()).select_from(one)) for one in tables]


def test_nobody_else_opens_it_or_acts_in_it(vy, khoa, signed_in):
    draft = begun(vy)
    address = to_the_submission(vy, draft)
    for path in ("/steps", "/back", "/end", "/scenario"):
        assert khoa.send(f"{address}{path}").status_code == 404
    assert khoa.get(address).status_code == 404
    charlie = signed_in("charlie")
    assert charlie.get(address).status_code == 403 and charlie.send(f"{address}/steps").status_code == 403


def test_what_is_refused_comes_back_filled_in_and_a_step_back_undoes_it(vy):
    address = to_the_submission(vy, begun(vy))
    refused = do(vy, address, "complete", summary="kurz")
    assert refused.status_code == 422 and "kurz" in vy.page
    assert "Expected at least" in vy.page
    assert do(vy, address, "until", way="day", day="2020-01-01").status_code == 422
    assert do(vy, address, "tell", message="nothing").status_code == 409
    assert (
        do(vy, address, "set", path="task.priority", value="90").status_code == 303
        and "Changed by hand: task" in vy.page
    )
    vy.get(address)
    late = vy.send(f"{address}/back", {"seen": "1", "number": "0"})
    assert late.status_code == 409 and "in another window" in late.text
    vy.get(address)
    assert vy.send(f"{address}/back", {"seen": hidden(vy, "seen"), "number": "2"}).status_code == 303
    assert "Changed by hand" not in vy.get(address).text


def test_a_draft_that_was_changed_meanwhile_is_tried_on_the_newer_text_and_says_where_it_stops(vy):
    draft = begun(vy)
    address = to_the_submission(vy, draft)
    changed(vy, draft, f"{KEY}.bpmn", 'nq57:due="working_days(2)"', 'nq57:due="working_days(9)"')
    page = vy.get(address).text
    assert "The draft was changed since" in page and "13 March 2026" in page
    form = vy.client.get(f"{draft}/files/forms/accept_task.form").text.replace("accept_task", "take_task")
    in_json(vy, f"{draft}/files/forms/take_task.form", revision=revision_of(vy, draft), content=form)
    changed(vy, draft, f"{KEY}.bpmn", "accept_task", "take_task")
    page = vy.get(address).text
    assert "Here the trial case does not go on." in page and "accept_task" in page
    assert do(vy, address, "until", way="working_day").status_code == 422
    vy.get(address)
    assert vy.send(f"{address}/back", {"seen": hidden(vy, "seen"), "number": "1"}).status_code == 303
    assert "Here the trial case does not go on." not in vy.get(address).text
    changed(vy, draft, f"{KEY}.bpmn", 'nq57:form="assign_task"', 'nq57:form="nowhere"')
    assert "Put them right first." in vy.get(address).text and "nowhere" in vy.page


def test_a_version_in_service_is_tried_the_same_way_but_not_kept_as_a_scenario(vy):
    address = f"/designer/{KEY}/versions/1/try"
    assert f'href="{address}"' in vy.get(f"/designer/{KEY}").text
    vy.get(address)
    assert vy.send(address, begin_form(vy)).status_code == 303
    assert "The case begins on" in vy.get(address).text
    assert vy.send(f"{address}/scenario").status_code == 404
    assert vy.send(f"{address}/end").status_code == 303
    assert "How it begins" in vy.get(address).text
