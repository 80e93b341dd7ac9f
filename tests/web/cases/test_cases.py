"""The page of a case: its life, who holds what, its results, and what the assigning authority does to it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.support.moments import A_MONDAY, A_TUESDAY, DAY_AFTER_DUE
from tests.web.story import decided, given_to_the_department, handed_in, reading_english

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


def address(world, name="lan", element="submit_result", at=A_MONDAY):
    return f"/cases/{world.item(name, element, at).case_public_id}"


@BOTH
def test_a_case_says_where_it_stands_and_what_happened(world, signed_in):
    handed_in(world)
    page = reading_english(signed_in, "lan").get(address(world, "binh", "confirm_result")).text
    for words in (
        "A trial task",
        "In progress, in time",
        "Who holds what now",
        "Confirm the unit",
        "Result number 1",
        "bao-cao.pdf",
        "Lead unit",
        "Khanh Hoa Department of Science and Technology",
        "Result number 1 was submitted",
        "8 working days left",
    ):
        assert words in page, words


def test_a_case_leads_to_its_task_and_the_task_page_opens(world, signed_in):
    given_to_the_department(world, officer="lan")
    lan = reading_english(signed_in, "lan")
    link = re.search(r'href="(/resolution-tasks/[0-9a-f]{32})">T-1<', lan.get(address(world)).text)
    assert lan.get(link.group(1)).status_code == 200


@BOTH
def test_its_life_is_read_in_parts_newest_first(world, signed_in, monkeypatch):
    monkeypatch.setattr("webapp.cases.view.LIFE", 4)
    handed_in(world)
    binh, place = reading_english(signed_in, "binh"), address(world, "binh", "confirm_result")
    page, parts = binh.get(place).text, 0
    while more := re.search(r'hx-get="([^"]+before=\d+)"', page):
        page, parts = binh.get(more.group(1), headers={"HX-Request": "true"}).text, parts + 1
        assert "<html" not in page
    assert parts > 1 and "The case of task T-1 was started" in page


@BOTH
def test_the_assigning_authority_suspends_and_resumes_and_the_time_left_is_kept(world, signed_in, clock):
    given_to_the_department(world, officer="lan")
    item, place = world.item("lan", "submit_result"), address(world)
    tuan, lan = reading_english(signed_in, "tuan"), reading_english(signed_in, "lan")
    assert "Suspend the case" in tuan.get(place).text
    assert tuan.send(f"{place}/suspension", {"reason": " "}).status_code == 422
    assert tuan.send(f"{place}/suspension", {"reason": "Chờ luật mới"}).location == place
    page = tuan.get(place).text
    assert "Suspended since" in page and "Chờ luật mới" in page and "Resume the case" in page
    stopped = lan.get(f"/work-items/{item.public_id}").text
    assert "The case is suspended" in stopped and "Submit the result" not in stopped
    assert lan.send(f"/work-items/{item.public_id}/draft", {"summary": "x"}).status_code == 409
    assert ">suspended<" in lan.get("/inbox").text

    clock.at = A_TUESDAY + timedelta(days=1)
    assert tuan.sign_in("tuan").status_code == 303, "his session of Monday has ended"
    assert tuan.send(f"{place}/resumption", {"reason": "Luật đã có"}).location == place
    assert "16 March 2026, 17:00" in tuan.get(place).text, "two working days later"
    assert tuan.send(f"{place}/resumption", {"reason": "Luật đã có"}).status_code == 409


@BOTH
def test_a_cancelled_case_has_nothing_open_and_says_so(world, signed_in):
    given_to_the_department(world, officer="lan")
    place, tuan = address(world), reading_english(signed_in, "tuan")
    assert "This cannot be undone." in tuan.get(f"{place}/cancellation/new").text
    assert tuan.send(f"{place}/cancellation", {"reason": "Nghị quyết thay đổi"}).location == place
    page = tuan.get(place).text
    assert "Nothing is open: the case has ended." in page and ">Cancelled<" in page and "Cancel the case" not in page
    assert tuan.get(f"{place}/cancellation/new").status_code == 409


def test_an_overdue_case_shows_its_open_escalation(world, signed_in, clock):
    given_to_the_department(world, officer="lan")
    place = address(world)
    world.tick(DAY_AFTER_DUE)
    clock.at = DAY_AFTER_DUE
    page = reading_english(signed_in, "hoa").get(place).text
    assert "In progress, overdue" in page and "Reported to superiors" in page and "not settled yet" in page


def test_a_signed_off_case_is_completed_on_time(world, signed_in):
    handed_in(world)
    place = address(world, "binh", "confirm_result")
    decided(world, "binh", world.item("binh", "confirm_result"), "confirm")
    decided(world, "minh", world.item("minh", "verify_result"), "approve")
    decided(world, "tuan", world.item("tuan", "sign_off_result"), "sign_off")
    page = reading_english(signed_in, "lan").get(place).text
    assert (
        "Completed on time" in page and "approved by the verifier" in page and "signed off" in page and "Ended " in page
    )


def test_only_the_authority_is_offered_and_allowed_to_direct_a_case(world, signed_in):
    given_to_the_department(world, officer="lan")
    place = address(world)
    for name in ("lan", "binh", "nga"):
        browser = reading_english(signed_in, name)
        assert "As the assigning authority" not in browser.get(place).text, name
        assert browser.get(f"{place}/suspension/new").status_code == 409
        assert browser.send(f"{place}/suspension", {"reason": "Tôi muốn"}).status_code == 403, name


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, ""])
def test_a_spoilt_part_begins_at_the_top(world, signed_in, before):
    given_to_the_department(world, officer="lan")
    assert reading_english(signed_in, "lan").get(address(world), query_string={"before": before}).status_code == 200


def test_charlie_finds_neither_the_case_nor_its_drawing_nor_its_commands(world, signed_in):
    given_to_the_department(world, officer="lan")
    place, charlie = address(world), reading_english(signed_in, "charlie")
    for path in (place, f"{place}/drawing", f"{place}/suspension/new"):
        assert charlie.get(path).status_code == 404, path
    for noun in ("suspension", "resumption", "cancellation"):
        assert charlie.send(f"{place}/{noun}", {"reason": "x"}).status_code == 404, noun
