"""Several steps at once: each by its own command, a line for each, one that is refused keeps no other from being done."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from tests.support.moments import A_MONDAY
from tests.support.world import ASSIGN
from tests.web.story import decided, given_to_the_department, handed_in, reading_english
from workflows.work import claim
from workflows.work.models import Claim, Review

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


def chosen(items) -> str:
    return "&".join(f"item={item.public_id}" for item in items)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(seen_\w+|command_key)" value="([^"]*)"', page))


def to_be_verified(world, *keys):
    for key in keys:
        handed_in(world, key)
        decided(world, "binh", world.item("binh", "confirm_result"), "confirm")
    return world.inbox("minh")


@BOTH
def test_several_are_taken_and_who_was_late_is_told_of_the_one(world, signed_in):
    for key in ("T-1", "T-2", "T-3"):
        given_to_the_department(world, key)
    items = world.inbox("lan")
    lan = reading_english(signed_in, "lan")
    page = lan.get(f"/inbox/several?do=claim&{chosen(items)}").text
    back = re.search(r'href="([^"]+)">Back, change nothing', page)[1].replace("&amp;", "&")
    assert lan.get(back).text.count(" checked") == len(items), "who goes back finds ticked what was ticked"
    assert "3 steps are chosen." in page
    world.do("tam", claim.claim, items[1], at=A_MONDAY)
    answer = lan.send("/inbox/several", {"do": "claim", "item": [item.public_id for item in items]})
    assert answer.status_code == 200 and "2 steps are done." in answer.text
    assert "1 step is not done; its line says why." in answer.text
    with world.database.reading() as session:
        held = dict(session.execute(select(Claim.person_id, func.count()).group_by(Claim.person_id)).all())
    assert held == {world.people["lan"]: 2, world.people["tam"]: 1}


@BOTH
def test_one_decision_for_several_results_is_bound_to_what_each_row_showed(world, signed_in):
    items = to_be_verified(world, "T-1", "T-2")
    for item in items:
        world.do("minh", claim.claim, item, at=A_MONDAY)
    minh = reading_english(signed_in, "minh")
    page = minh.get(f"/inbox/several?do=decide&{chosen(items)}").text
    assert page.count(ASSIGN["product"]) == 2, "each row says what was asked for"
    sent = {"do": "decide", "item": [item.public_id for item in items], "decision": "approve", **hidden(page)}
    sent[f"seen_{items[0].public_id}"] = "0" * 64
    answer = minh.send("/inbox/several", sent)
    assert "1 step is done." in answer.text and "it changed after this page was shown" in answer.text
    with world.database.reading() as session:
        verified = session.scalars(select(Review.work_item_id).where(Review.stage == "verification"))
        assert list(verified) == [items[1].id]
    again = minh.send("/inbox/several", sent)
    assert again.status_code == 409 and "was already sent and carried out" in again.text


def test_four_eyes_are_asked_for_each(world, signed_in):
    items = to_be_verified(world, "T-1", "T-2")
    binh = reading_english(signed_in, "binh")
    sent = {"do": "decide", "item": [item.public_id for item in items], "decision": "approve"}
    answer = binh.send("/inbox/several", sent)
    assert "2 steps are not done" in answer.text
    with world.database.reading() as session:
        assert not list(session.scalars(select(Review.id).where(Review.stage == "verification")))


def test_a_head_gives_several_to_one_officer_with_a_reason(world, signed_in):
    for key in ("T-1", "T-2"):
        given_to_the_department(world, key, officer="lan")
    items = world.inbox("lan")
    binh = reading_english(signed_in, "binh")
    assert "Give them to this person" in binh.get(f"/inbox/several?do=reassign&{chosen(items)}").text
    sent = {"do": "reassign", "item": [item.public_id for item in items], "officer": world.addresses["tam"]}
    refused = binh.send("/inbox/several", {**sent, "reason": " "})
    assert refused.status_code == 422 and "Expected a reason" in refused.text
    assert "2 steps were given to Lý Thị Tâm." in binh.send("/inbox/several", {**sent, "reason": "Lan đi học"}).text
    assert len(world.inbox("tam")) == 2 and world.inbox("lan") == ()


def test_what_does_not_go_together_is_said_before_anything_is_done(world, signed_in):
    items = to_be_verified(world, "T-1")
    given_to_the_department(world, "T-2", officer="lan")
    lan = reading_english(signed_in, "lan")
    for address, words in (
        ("/inbox/several?do=claim", "Nothing was chosen."),
        (f"/inbox/several?do=decide&{chosen(world.inbox('lan'))}", "Expected steps that check a result"),
        ("/inbox/several?do=claim&" + "&".join(f"item={n}" for n in range(51)), "Expected at most 50 steps at once"),
    ):
        said = lan.get(lan.get(address).location).text.partition('id="messages"')[2].partition("</div>")[0]
        assert words in said and "banner-late" in said, "a refusal does not look like a success"
    assert lan.get(f"/inbox/several?do=nonsense&{chosen(items)}").status_code == 404


def test_charlie_can_choose_nothing(world, signed_in):
    given_to_the_department(world, "T-1")
    items = world.inbox("lan")
    charlie = reading_english(signed_in, "charlie")
    assert "Nothing was chosen." in charlie.get(charlie.get(f"/inbox/several?do=claim&{chosen(items)}").location).text
    answer = charlie.send("/inbox/several", {"do": "claim", "item": [item.public_id for item in items]})
    assert answer.status_code in (303, 422) and world.inbox("lan")[0].assignee_id is None
