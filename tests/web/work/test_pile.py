"""Piled work: whoever finishes a step that was opened from a list is led to the next one like it on the same list."""

from __future__ import annotations

import re

import pytest

from tests.support.world import World
from tests.web.story import decided, given_to_the_department, handed_in, reading_english

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


def to_be_verified(world: World, *keys: str) -> dict[str, str]:
    """Results that wait for the verifying group; the addresses of the steps by the tasks' codes."""
    for key in keys:
        handed_in(world, key)
        decided(world, "binh", world.item("binh", "confirm_result"), "confirm")
    return {item.business_key: item.public_id for item in world.inbox("minh")}


def pile_in(page: str) -> str:
    return re.search(r'name="pile" value="([^"]*)"', page).group(1).replace("&amp;", "&")


def verify(browser, page: str, address: str, **more: str):
    """Take the step and approve what the page shows."""
    pile = pile_in(page)
    taken = browser.send(f"{address}/claim", {"pile": pile})
    page = browser.get(taken.location).text
    seen = re.search(r'name="seen_sha256" value="([^"]*)"', page).group(1)
    return browser.send(f"{address}/completion", {"decision": "approve", "seen_sha256": seen, "pile": pile, **more})


@BOTH
def test_after_a_decision_comes_the_next_like_it_with_how_many_are_left(world, signed_in):
    steps = to_be_verified(world, "T-1", "T-2", "T-3")
    minh = reading_english(signed_in, "minh")
    page = minh.get("/inbox?shelf=decisions").text
    opened = re.search(rf'href="(/work-items/{steps["T-1"]}\?pile=[^"]+)"', page).group(1).replace("&amp;", "&")
    page = minh.get(opened).text
    assert "2 others like it on this pile" in page and "Back to the pile" in page
    answer = verify(minh, page, f"/work-items/{steps['T-1']}")
    assert answer.location.startswith(f"/work-items/{steps['T-2']}?pile=shelf%3Ddecisions")
    page = minh.get(answer.location).text
    assert "You approved the result of T-1. This is the next like it." in page
    assert (
        "1 other like it on this pile" in page
        and " left" not in page.partition('id="messages"')[2].partition("</div>")[0]
    )
    page = minh.get(verify(minh, page, f"/work-items/{steps['T-2']}").location).text
    assert "The last of its kind on this pile" in page
    last = verify(minh, page, f"/work-items/{steps['T-3']}")
    assert last.location == "/inbox?shelf=decisions"
    assert "Nothing else like it is left on this pile." in minh.get(last.location).text


def test_a_step_opened_from_elsewhere_leads_back_to_the_inbox(world, signed_in):
    steps = to_be_verified(world, "T-1", "T-2")
    minh = reading_english(signed_in, "minh")
    page = minh.get(f"/work-items/{steps['T-1']}").text
    assert "this pile" not in page and 'name="pile"' not in page


def test_whoever_looks_at_something_aside_comes_back_to_the_same_pile(world, signed_in):
    step = f"/work-items/{to_be_verified(world, 'T-1', 'T-2')['T-1']}"
    minh = reading_english(signed_in, "minh")
    assert minh.send(f"{step}/claim", {"pile": "shelf=decisions"}).location == f"{step}?pile=shelf%3Ddecisions"
    aside = re.search(rf'href="({step}/release/new[^"]+)"', minh.get(f"{step}?pile=shelf%3Ddecisions").text).group(1)
    assert f'<a href="{step}?pile=shelf%3Ddecisions">Back, change nothing</a>' in minh.get(aside).text
    put_back = minh.send(f"{step}/release", {"reason": "Nhầm", "pile": "shelf=decisions"})
    assert put_back.location == "/inbox?shelf=decisions"


def test_skipping_goes_on_and_comes_round_to_what_was_skipped(world, signed_in):
    steps = to_be_verified(world, "T-1", "T-2")
    minh = reading_english(signed_in, "minh")
    way = [minh.get(f"/work-items/{steps[key]}/next?pile=sort%3Dcode").location for key in ("T-1", "T-2")]
    assert [place.partition("?")[0] for place in way] == [
        f"/work-items/{steps['T-2']}",
        f"/work-items/{steps['T-1']}",
    ]


def test_the_pile_keeps_to_its_filters_and_to_steps_of_the_same_kind(world, signed_in):
    steps = to_be_verified(world, "T-1", "T-2")
    minh = reading_english(signed_in, "minh")
    alone = minh.get(f"/work-items/{steps['T-1']}?pile=q%3DT-1").text
    assert "The last of its kind on this pile" in alone
    given_to_the_department(world, "T-3", officer="lan")
    lan = reading_english(signed_in, "lan")
    page = lan.get(f"/work-items/{world.item('lan', 'submit_result').public_id}?pile=shelf%3Dall").text
    assert "The last of its kind on this pile" in page


@pytest.mark.parametrize("pile", ["x", "shelf=nonsense&sort=-due,foo", "%00", "a" * 5000, "unit=zz&q=%ED%A0%80"])
def test_a_spoilt_pile_is_the_whole_inbox(world, signed_in, pile):
    steps = to_be_verified(world, "T-1", "T-2")
    minh = reading_english(signed_in, "minh")
    answer = minh.get(f"/work-items/{steps['T-1']}/next", query_string={"pile": pile})
    assert answer.status_code in (303, 400)


def test_charlie_is_led_nowhere(world, signed_in):
    steps = to_be_verified(world, "T-1", "T-2")
    charlie = reading_english(signed_in, "charlie")
    assert charlie.get(f"/work-items/{steps['T-1']}/next?pile=shelf%3Dall").status_code == 404
