"""A step beside the list: ordinary links without a script, the part alone with one, and a sentence for what is not there any more."""

from __future__ import annotations

import html
import re

from tests.support.moments import A_MONDAY
from tests.web.story import given_to_the_department, handed_in, reading_english
from workflows.work import claim

PART = {"HX-Request": "true"}


def links(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'href="([^"]+)#beside"', page)]


def test_each_line_is_a_link_to_the_same_list_with_that_step_beside_it(world, signed_in):
    handed_in(world, "T-1")
    given_to_the_department(world, "T-2", officer="binh")
    binh = reading_english(signed_in, "binh")
    assert "split=1" in binh.get("/inbox").text and links(binh.page) == []
    page = binh.get("/inbox?split=1&sort=code").text
    first, second = links(page)
    assert "Result number 1" in page and 'id="beside"' in page  # the first step, before one is chosen
    other = binh.get(second).text
    assert "Result number 1" not in other and len(links(other)) == 2
    part = binh.get(first, headers=PART).text
    assert "Result number 1" in part and "<html" not in part and links(part) == []
    opened = html.unescape(re.search(r'data-open href="([^"]+)"', part).group(1))
    assert "split" in opened and binh.get(opened).status_code == 200


def test_the_step_of_exactly_the_code_searched_for_stands_beside_the_list_too(world, signed_in):
    for key in ("T-11", "T-110"):
        given_to_the_department(world, key, officer="lan")
    lan = reading_english(signed_in, "lan")
    for code, number in (("T-110", 1), ("T-11", 2)):
        page = lan.get(f"/inbox?split=1&q={code}").text
        assert len(links(page)) == number
        assert f">{code}<" in page.partition('id="beside"')[2]  # without a choice it is the step with this code
    assert "Exactly this code" not in lan.get("/inbox?q=T-11&after=[]").text  # nor again on a later page


def test_a_step_that_somebody_took_meanwhile_says_so_beside_the_list(world, signed_in):
    for key in ("T-1", "T-2"):
        given_to_the_department(world, key)
    lan = reading_english(signed_in, "lan")
    first = links(lan.get("/inbox?split=1&sort=code").text)[0]
    world.do("tam", claim.claim, next(i for i in world.inbox("tam") if i.business_key == "T-1"), at=A_MONDAY)
    answer = lan.get(first, headers=PART)
    assert answer.status_code == 200 and "In whose hands" in answer.text and "Lý Thị Tâm" in answer.text


def test_charlie_reads_nothing_beside_his_list(world, signed_in):
    given_to_the_department(world, "T-1")
    item = world.inbox("lan")[0]
    charlie = reading_english(signed_in, "charlie")
    for answer in (
        charlie.get(f"/inbox?split=1&open={item.public_id}", headers=PART),
        charlie.get(f"/inbox?split=1&open={item.public_id}"),
    ):
        assert answer.status_code == 200 and "T-1" not in answer.text
    assert "This step cannot be shown" in charlie.get(f"/inbox?split=1&open={item.public_id}", headers=PART).text
