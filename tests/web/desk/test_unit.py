"""The unit's desk: every number opens the list that it counts, work is given out with a line for each, the neighbours' stays theirs."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select, update

from tests.support.moments import A_MONDAY, DAY_AFTER_DUE
from tests.support.world import ASSIGN, RESULT
from tests.web.story import decided, given_to_the_department, handed_in, offered_to_the_department, reading_english
from workflows.organisation.models import Appointment, OrgUnit
from workflows.work import assignment, claim, progress, reminding, submission
from workflows.work.models import Claim

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)
LATE = {"percent": "40", "produced": "Dự thảo", "schedule": "late", "late_days": "3", "cause": "Chờ số liệu của huyện"}


def desk_of(world, code="56-SKHCN"):
    with world.database.reading() as session:
        return "/desk/units/" + session.scalar(select(OrgUnit.public_id).where(OrgUnit.code == code))


def numbers(page):
    """Every number that opens a list: by its address."""
    cells = re.findall(r'href="(/desk/units/[^"]+/items[^"]*)" data-number="(\d+)"', page)
    figures = re.findall(r'class="figure">\s*<strong[^>]*>(\d+)</strong>.*?href="([^"]+)"', page, re.DOTALL)
    pairs = [*cells, *((address, number) for number, address in figures)]
    return {html.unescape(address): int(number) for address, number in pairs}


def shown(page):
    return re.findall(r'name="item" value="(\w+)"', page)


def a_full_desk(world):
    """Returned (T-1), with Lan and late with a cause (T-2), with Tam (T-3), free (T-4), to be answered (T-5)."""
    handed_in(world, "T-1")
    decided(world, "binh", world.item("binh", "confirm_result"), "send_back", reason="Thiếu phụ lục")
    for key, officer in (("T-2", "lan"), ("T-3", "tam"), ("T-4", None)):
        given_to_the_department(world, key, officer=officer)
    late = next(item for item in world.inbox("lan") if item.business_key == "T-2")
    world.do("lan", progress.report, late, form=LATE, at=A_MONDAY)
    offered_to_the_department(world, "T-5")


@BOTH
def test_every_number_opens_the_list_that_it_counts(world, signed_in, clock):
    a_full_desk(world)
    clock.at = DAY_AFTER_DUE
    page = (binh := reading_english(signed_in, "binh")).get(desk_of(world)).text
    found = numbers(page)
    for words in ("who=nobody", "due=late", "state=returned", f"who={world.addresses['lan']}&state=returned"):
        assert any(number for address, number in found.items() if words in address), words
    for address, number in found.items():
        assert len(shown(binh.get(address).text)) == number, address


@BOTH
def test_the_desk_says_what_comes_back_and_why_late_work_is_late(world, signed_in, clock):
    a_full_desk(world)
    mine = next(item for item in world.inbox("tam") if item.business_key == "T-3")
    world.attach("tam", mine, A_MONDAY)
    world.do("tam", submission.submit, mine, form=RESULT, at=A_MONDAY)
    decline = {"decision": "decline", "reason": "Không thuộc chức năng"}
    accept = next(item for item in world.inbox("binh") if item.business_key == "T-5")
    world.do("binh", assignment.accept, accept, form=decline, at=A_MONDAY)
    world.tick(DAY_AFTER_DUE)
    clock.at = DAY_AFTER_DUE
    page = reading_english(signed_in, "binh").get(desk_of(world)).text
    assert "Chờ số liệu của huyện" in page and "Raised to level 1" in page
    assert f"who={world.addresses['tam']}&amp;state=confirming" in page
    above = reading_english(signed_in, "an").get(desk_of(world, "TGV")).text
    assert "declined by a unit, to be assigned anew" in above and "T-5" in above


def test_what_nobody_holds_is_given_to_one_person_with_a_line_for_each(world, signed_in):
    for key in ("T-1", "T-2"):
        given_to_the_department(world, key)
    items = world.inbox("lan")
    binh = reading_english(signed_in, "binh")
    assert "Nobody holds these yet" in binh.get(desk_of(world)).text
    sent = {"item": [item.public_id for item in items], "officer": world.addresses["tam"]}
    answer = binh.send(f"{desk_of(world)}/distribution", sent)
    assert "2 steps were given to " in answer.text and len(world.inbox("tam")) == 2
    again = binh.send(f"{desk_of(world)}/distribution", {**sent, "reason": "Giao lại"})
    assert "2 steps are not done" in again.text and "who does not hold this step yet" in again.text
    with world.database.reading() as session:
        assert len(list(session.scalars(select(Claim.id)))) == 2


def test_who_takes_work_from_somebody_says_why_even_when_it_was_taken_while_the_page_was_open(world, signed_in):
    given_to_the_department(world, "T-1")
    item = world.item("lan", "submit_result")
    binh = reading_english(signed_in, "binh")
    binh.get(desk_of(world))
    world.do("lan", claim.claim, item, at=A_MONDAY)
    sent = {"item": item.public_id, "officer": world.addresses["tam"]}
    refused = binh.send(f"{desk_of(world)}/distribution", sent)
    assert refused.status_code == 422 and "taken from whoever holds them" in refused.text
    assert re.search(rf'value="{world.addresses["tam"]}" checked', refused.text)
    assert world.inbox("tam") == ()
    assert "1 step was given to " in binh.send(f"{desk_of(world)}/distribution", {**sent, "reason": "Lan đi học"}).text


def test_who_ticked_nothing_finds_person_and_note_as_they_were(world, signed_in):
    given_to_the_department(world, "T-1")
    binh = reading_english(signed_in, "binh")
    sent = {"officer": world.addresses["tam"], "reason": "Việc gấp"}
    refused = binh.send(f"{desk_of(world)}/distribution", sent)
    assert refused.status_code == 422 and "Nothing was chosen." in refused.text and "banner-late" in refused.text
    assert re.search(rf'value="{world.addresses["tam"]}" checked', refused.text) and 'value="Việc gấp"' in refused.text


def test_nothing_is_given_to_nobody_or_to_somebody_of_another_unit(world, signed_in):
    given_to_the_department(world, "T-1")
    item = world.item("lan", "submit_result")
    binh = reading_english(signed_in, "binh")
    address = f"{desk_of(world)}/distribution"
    refused = binh.send(address, {"item": item.public_id})
    assert refused.status_code == 422 and "none was chosen" in refused.text
    answer = binh.send(address, {"item": item.public_id, "officer": world.addresses["charlie"]})
    assert "1 step is not done" in answer.text and "holds a post in the responsible unit" in answer.text
    assert world.item("lan", "submit_result").assignee_id is None


@BOTH
def test_the_units_below_are_summed_and_open_their_own_desk(world, signed_in, clock):
    a_full_desk(world)
    clock.at = DAY_AFTER_DUE
    hoa = reading_english(signed_in, "hoa")
    page = hoa.get(hoa.get("/desk").location).text
    assert desk_of(world) in page and "Khanh Hoa Department of Finance" not in page
    below = hoa.get(desk_of(world)).text
    total = next(number for address, number in numbers(below).items() if address.endswith("/items"))
    assert re.search(rf'{desk_of(world)}".*?data-label="Open">{total}<', page, re.DOTALL)


def test_words_planted_in_a_sibling_unit_appear_in_no_list_count_search_or_file(world, signed_in):
    given_to_the_department(world, "T-1", officer="lan")
    number = world.case("ZEBRA-9", lead="56-STC")
    assign = next(item for item in world.inbox("tuan") if item.business_key == "ZEBRA-9")
    world.do("tuan", assignment.assign, assign, form={**ASSIGN, "lead_units": ["56-STC"]}, at=A_MONDAY)
    assert world.open_elements(number) == ["accept_task"]
    binh = reading_english(signed_in, "binh")
    home = desk_of(world)
    for path in ("", "/items", "/items?q=zebra", "/items/export.csv"):
        assert "ZEBRA" not in binh.get(home + path).text.replace("“zebra”", ""), path
    assert sum(numbers(binh.get(home).text).values()) and binh.get(desk_of(world, "56-STC")).status_code == 403
    assert "ZEBRA" in reading_english(signed_in, "hoa").get(f"{desk_of(world, '56-STC')}/items").text


@pytest.mark.parametrize("name", ["lan", "charlie", "tuan"])
def test_who_leads_no_unit_is_told_so_at_every_door(world, signed_in, name):
    given_to_the_department(world, "T-1")
    item = world.inbox("lan")[0]
    browser = reading_english(signed_in, name)
    for path in ("/desk", desk_of(world), f"{desk_of(world)}/items", f"{desk_of(world)}/distribution"):
        assert browser.get(path).status_code == 403
    sent = {"item": item.public_id, "officer": world.addresses["tam"]}
    assert browser.send(f"{desk_of(world)}/distribution", sent).status_code == 403
    assert world.inbox("lan")[0].assignee_id is None


def test_a_head_whose_post_ended_while_the_page_was_open_reads_a_sentence_and_nothing_is_done(world, signed_in):
    given_to_the_department(world, "T-1")
    item = world.item("lan", "submit_result")
    binh = reading_english(signed_in, "binh")
    binh.get(desk_of(world))
    with world.database.writing() as session:
        session.execute(
            update(Appointment)
            .where(Appointment.person_id == world.people["binh"])
            .values(until_on=Appointment.from_on)
        )
        session.commit()
    sent = {"item": item.public_id, "officer": world.addresses["tam"]}
    answer = binh.send(f"{desk_of(world)}/distribution", sent)
    assert answer.status_code == 403 and "Expected you to have the right" in answer.text
    assert world.inbox("tam")[0].assignee_id is None


def test_several_are_reminded_from_the_units_list_with_a_line_for_each(world, signed_in):
    for key in ("T-1", "T-2"):
        given_to_the_department(world, key, officer="lan")
    first, second = world.inbox("lan")
    world.do("hoa", reminding.remind, first, words="", at=A_MONDAY)
    binh = reading_english(signed_in, "binh")
    unit = desk_of(world).rpartition("/")[2]
    assert 'value="remind"' in binh.get(f"{desk_of(world)}/items").text
    both = f"item={first.public_id}&item={second.public_id}"
    page = binh.get(f"/inbox/several?do=remind&unit={unit}&{both}").text
    assert "Remind those who have them" in page and desk_of(world) in page
    sent = {"do": "remind", "unit": unit, "item": [first.public_id, second.public_id], "reason": "Gấp"}
    answer = binh.send("/inbox/several", sent)
    assert "1 step is done." in answer.text and "that was done already" in answer.text and desk_of(world) in answer.text
    tam = reading_english(signed_in, "tam")
    assert "2 steps are not done" in tam.send("/inbox/several", sent).text
