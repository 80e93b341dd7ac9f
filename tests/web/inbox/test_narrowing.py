"""The inbox narrowed down, put in order and grouped by its address; nothing comes twice or is lost between its pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.support.moments import DAY_AFTER_DUE, DUE
from tests.web.story import given_to_the_department, handed_in, reading_english

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


def codes(page: str) -> list[str]:
    """The tasks of the list, in its order."""
    return re.findall(r'<p class="exact">(T-\d+)', page)


def five_cases(world) -> None:
    """For tuan to assign: codes, due dates and priorities run against each other; the last has no date."""
    for number, (days, priority) in enumerate(((3, 50), (2, 90), (1, 50), (0, 90)), 1):
        world.case(f"T-{number}", due_at=DUE + timedelta(days=days), priority=priority)
    world.case("T-5", due_at=None, priority=90)


@BOTH
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("code", ["T-1", "T-2", "T-3", "T-4", "T-5"]),
        ("-code", ["T-5", "T-4", "T-3", "T-2", "T-1"]),
        ("-priority,code", ["T-2", "T-4", "T-5", "T-1", "T-3"]),
        ("priority,-code", ["T-3", "T-1", "T-5", "T-4", "T-2"]),
        ("nonsense,-code,code", ["T-5", "T-4", "T-3", "T-2", "T-1"]),
    ],
)
def test_every_order_comes_page_by_page_and_each_step_once(world, signed_in, monkeypatch, sort, expected):
    monkeypatch.setattr("webapp.inbox.pages.INBOX_PAGE", 2)
    five_cases(world)
    tuan, seen, address = reading_english(signed_in, "tuan"), [], f"/inbox?sort={sort}"
    while address:
        page = tuan.get(address, headers={"HX-Request": "true"} if seen else {}).text
        seen += codes(page)
        more = re.search(r'hx-get="([^"]+after[^"]+)"', page)
        address = more.group(1).replace("&amp;", "&") if more else ""
    assert seen == expected


def test_filters_stand_in_the_address_and_each_can_be_taken_away(world, signed_in):
    five_cases(world)
    tuan = reading_english(signed_in, "tuan")
    page = tuan.get("/inbox?priority=urgent&sort=code").text
    assert codes(page) == ["T-2", "T-4", "T-5"] and "3 steps" in page
    chip = re.search(r'<a href="([^"]+)"><span class="unseen">Without this filter:</span> urgent', page).group(1)
    assert len(codes(tuan.get(chip.replace("&amp;", "&")).text)) == 5
    assert codes(tuan.get("/inbox?q=T-3").text) == ["T-3"]
    assert codes(tuan.get("/inbox?step=assign_task&priority=ordinary&sort=code").text) == ["T-1", "T-3"]
    assert "Nothing fits these filters" in tuan.get("/inbox?step=nowhere").text


def test_the_due_date_narrows_by_late_soon_week_and_none(world, signed_in, clock):
    given_to_the_department(world, "T-1", officer="lan")
    given_to_the_department(world, "T-2", officer="lan", due_at=DUE + timedelta(days=60))
    clock.at = DUE - timedelta(days=1)
    lan = reading_english(signed_in, "lan")
    assert codes(lan.get("/inbox?due=soon").text) == ["T-1"] and codes(lan.get("/inbox?due=week").text) == ["T-1"]
    assert codes(lan.get("/inbox?due=without").text) == []
    clock.at = DAY_AFTER_DUE
    lan = reading_english(signed_in, "lan")
    assert codes(lan.get("/inbox?due=late").text) == ["T-1"]


@BOTH
def test_words_are_looked_for_in_the_units_too(world, signed_in):
    given_to_the_department(world, "T-1", officer="lan")
    lan = reading_english(signed_in, "lan")
    assert codes(lan.get("/inbox?q=so+khoa+hoc").text) == ["T-1"]
    assert codes(lan.get("/inbox?q=so+y+te").text) == []


def test_groups_have_a_heading_each_that_no_part_repeats(world, signed_in, monkeypatch):
    monkeypatch.setattr("webapp.inbox.pages.INBOX_PAGE", 2)
    handed_in(world, "T-1")
    for key in ("T-2", "T-3", "T-4"):
        world.case(key)
    tuan = reading_english(signed_in, "tuan")
    page = tuan.get("/inbox?group=step").text
    headings = re.findall(r'<li class="list-heading"><h3>([^<]+)', page)
    assert headings == ["Assign the task, check the 6 clears"]
    more = re.search(r'hx-get="([^"]+)"', page).group(1).replace("&amp;", "&")
    assert "list-heading" not in tuan.get(more, headers={"HX-Request": "true"}).text
    assert "Week of" in tuan.get("/inbox?group=week").text or "No due date" in tuan.get("/inbox?group=week").text


def test_charlie_finds_nothing_by_any_filter(world, signed_in):
    five_cases(world)
    charlie = reading_english(signed_in, "charlie")
    for words in ("priority=urgent", "step=assign_task", "q=T-1", "sort=-code&group=unit", "due=without"):
        assert codes(charlie.get(f"/inbox?{words}").text) == []


@BOTH
@pytest.mark.parametrize(
    "after", ['["\\u0000", 1]', '["\\ud800", 1]', "[1, 1]", "[[], {}]", '["T-1", true]', '["T-1", 1e99]']
)
def test_a_spoilt_key_of_another_order_begins_at_the_top(world, signed_in, after):
    five_cases(world)
    answer = reading_english(signed_in, "tuan").get("/inbox", query_string={"sort": "code", "after": after})
    assert answer.status_code == 200 and codes(answer.text)[0] == "T-1"
