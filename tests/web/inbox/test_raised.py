"""A delay that was raised, in the inbox of whoever handles it: it says how late the step is, and stands among what is late."""

from __future__ import annotations

import re

import pytest

from tests.support.moments import DAY_AFTER_DUE, DUE
from tests.support.world import ASSIGN
from tests.web.story import given_to_the_department, reading_english
from workflows.work import assignment

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


def raised(world, clock):
    """Lan's step is late and was raised to Hoa."""
    given_to_the_department(world, "T-1", officer="lan")
    world.tick(DUE)
    clock.at = DAY_AFTER_DUE
    return world.item("hoa", "handle_escalation", DAY_AFTER_DUE)


@BOTH
def test_the_list_the_page_beside_it_its_own_page_and_the_export_say_how_late_the_step_is(world, signed_in, clock):
    item, hoa = raised(world, clock), reading_english(signed_in, "hoa")
    for address in ("/inbox", "/inbox?split=1", f"/work-items/{item.public_id}", "/inbox/export.csv"):
        page = hoa.get(address).text
        assert "1 working day late" in page and "No due date" not in page.partition("<main")[2], address


@BOTH
def test_it_stands_before_what_is_due_later_also_from_page_to_page_and_by_week(world, signed_in, clock, monkeypatch):
    raised(world, clock)
    world.case("T-0", at=DAY_AFTER_DUE, lead="UB56")
    assign = next(item for item in world.inbox("tuan", DAY_AFTER_DUE) if item.business_key == "T-0")
    world.do("tuan", assignment.assign, assign, form={**ASSIGN, "lead_units": ["UB56"]}, at=DAY_AFTER_DUE)
    hoa = reading_english(signed_in, "hoa")
    assert re.findall(r"\"exact\">(T-\d)", hoa.get("/inbox").text) == ["T-1", "T-0"]
    headings = re.findall(r"list-heading\"><h3>([^<]+)", hoa.get("/inbox?group=week").text)
    assert headings[0] == "Late" and len(headings) == 2
    monkeypatch.setattr("webapp.inbox.pages.INBOX_PAGE", 1)
    more = re.search(r'hx-get="([^"]+)"', hoa.get("/inbox").text).group(1).replace("&amp;", "&")
    part = hoa.get(more, headers={"HX-Request": "true"}).text
    assert re.findall(r"\"exact\">(T-\d)", part) == ["T-0"]
