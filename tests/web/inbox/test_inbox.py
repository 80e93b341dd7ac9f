"""The inbox: what waits for a person, how much of it, how urgent, and what may be taken from it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.support.moments import DAY_AFTER_DUE, DUE
from tests.web.story import given_to_the_department, reading_english

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


def count_of(page: str, words: str) -> int:
    """The number on a shelf."""
    return int(re.search(rf">{words} <span class=\"number\">(\d+)<", page).group(1))


@BOTH
def test_the_first_page_after_sign_in_is_the_inbox(signed_in):
    lan = reading_english(signed_in, "lan")
    assert lan.get("/").location == "/inbox"
    page = lan.get("/inbox").text
    assert "Nothing waits for you now" in page and "Steps appear here" in page
    assert "/resolutions" in page.partition("Nothing waits")[2] and "/dashboard" not in page


@BOTH
def test_the_shelves_count_what_their_lists_show(world, signed_in):
    given_to_the_department(world, "T-1", officer="lan")
    given_to_the_department(world, "T-2")
    lan = reading_english(signed_in, "lan")
    page = lan.get("/inbox").text
    assert (count_of(page, "Everything"), count_of(page, "Mine"), count_of(page, "Free to take")) == (2, 1, 1)
    assert "T-1" in page and "T-2" in page
    mine = lan.get("/inbox?shelf=mine").text
    assert "T-1" in mine and "T-2" not in mine
    assert "T-2" in lan.get("/inbox?shelf=groups").text


def test_a_decision_waits_on_its_own_shelf(world, signed_in):
    world.case("T-1")
    tuan = reading_english(signed_in, "tuan")
    assert count_of(tuan.get("/inbox").text, "Waiting for my decision") == 1
    assert "T-1" in tuan.get("/inbox?shelf=decisions").text


def test_what_is_late_and_what_is_soon_due_is_said_before_the_list(world, signed_in, clock):
    given_to_the_department(world, "T-1", officer="lan")
    clock.at = DUE - timedelta(days=2)
    page = reading_english(signed_in, "lan").get("/inbox").text
    assert "1 step is due within five working days." in page and "2 working days left" in page
    clock.at = DAY_AFTER_DUE
    page = reading_english(signed_in, "lan").get("/inbox").text
    assert "1 step is late." in page and "1 working day late" in page and "12 March 2026, 17:00" in page


def test_search_finds_code_and_title_without_accents(world, signed_in):
    given_to_the_department(world, "T-1")
    lan = reading_english(signed_in, "lan")
    assert "T-1" in lan.get("/inbox?q=nhiem+vu+thu").text
    assert "T-1" in lan.get("/inbox?q=t-1").text
    nothing = lan.get("/inbox?q=voi+vang").text
    assert "Nothing found for “voi vang”" in nothing and "T-1" not in nothing


def test_a_long_inbox_comes_in_parts_and_none_is_shown_twice(world, signed_in, monkeypatch):
    monkeypatch.setattr("webapp.inbox.pages.INBOX_PAGE", 2)
    for number in range(5):
        world.case(f"T-{number}")
    tuan, seen, address = reading_english(signed_in, "tuan"), [], "/inbox"
    while address:
        page = tuan.get(address, headers={"HX-Request": "true"} if seen else {}).text
        seen += re.findall(r">A trial task</a>.*?(T-\d)", page, re.DOTALL)
        more = re.search(r'hx-get="([^"]+)"', page)
        address = more.group(1).replace("&amp;", "&") if more else ""
    assert sorted(seen) == ["T-0", "T-1", "T-2", "T-3", "T-4"]


@pytest.mark.parametrize(
    "after", ["", "x", "2026-01-01", "2026-01-01T00:00:00~5", "2026-01-01T00:00:00+00:00~x", "~~", "9" * 50]
)
def test_a_spoilt_address_of_a_part_begins_at_the_top(world, signed_in, after):
    world.case("T-1")
    answer = reading_english(signed_in, "tuan").get("/inbox", query_string={"after": after, "shelf": "nonsense"})
    assert answer.status_code == 200 and "T-1" in answer.text


@BOTH
def test_a_step_is_taken_from_the_list_and_is_gone_from_the_others(world, signed_in):
    given_to_the_department(world, "T-1")
    item = world.item("lan", "submit_result")
    lan, tam = reading_english(signed_in, "lan"), reading_english(signed_in, "tam")
    assert "T-1" in tam.get("/inbox").text
    assert lan.send(f"/work-items/{item.public_id}/claim").location == f"/work-items/{item.public_id}"
    assert "T-1" not in tam.get("/inbox").text
    late = tam.send(f"/work-items/{item.public_id}/claim")
    assert late.status_code == 409 and "somebody else was quicker" in late.text.replace("&#39;", "'")


def test_charlie_of_the_sibling_department_sees_nothing_of_it(world, signed_in):
    given_to_the_department(world, "T-1")
    charlie = reading_english(signed_in, "charlie")
    for address in ("/inbox", "/inbox?shelf=groups", "/inbox?q=T-1"):
        page = charlie.get(address).text
        assert "A trial task" not in page and "Nhiệm vụ thử" not in page
    assert charlie.send(f"/work-items/{world.item('lan', 'submit_result').public_id}/claim").status_code == 404


@BOTH
def test_the_step_with_exactly_the_code_comes_first_and_is_not_listed_again(world, signed_in):
    for code in ("T-110", "T-11", "T-111"):
        given_to_the_department(world, code, officer="lan")
    lan = reading_english(signed_in, "lan")
    page = lan.get("/inbox?q=t-11").text
    exactly, _, others = page.partition("Exactly this code")[2].partition("Also found")
    assert re.findall(r"\"exact\">(T-\d+)", exactly) == ["T-11"]
    assert re.findall(r"\"exact\">(T-\d+)", others) == ["T-110", "T-111"]
    assert "3 steps" in page, "the number is of all that was found"
    assert "pile=" not in exactly and others.count("pile=") == 2, (
        "what is one of a kind is opened without strangers behind it"
    )
    beside = lan.get("/inbox?q=t-11&split=1").text.partition('id="beside"')[2]
    assert "data-open" in beside and "pile=" not in beside
    alone = lan.get("/inbox?q=T-110").text
    assert "Exactly this code" in alone and "Nothing found" not in alone
    assert "Exactly this code" not in reading_english(signed_in, "charlie").get("/inbox?q=T-11").text


def test_only_what_can_be_done_with_several_steps_is_offered(world, signed_in):
    given_to_the_department(world, "T-1", officer="lan")
    offered = re.findall(r'name="do" value="(\w+)"', reading_english(signed_in, "lan").get("/inbox").text)
    assert offered == ["release"], "nothing is free to take, nothing waits for a decision, nobody is led"
