"""Walking the tree and reading who holds what."""

from __future__ import annotations

from datetime import timedelta

from tests.integration.organisation.small_house import TODAY, SmallHouse
from workflows.organisation import roster
from workflows.trips import go

YESTERDAY = TODAY - timedelta(days=1)


def test_the_tree_is_walked_from_its_top(house: SmallHouse) -> None:
    (top,) = roster.children(house.session, None, None, 10)
    assert (top.code, top.children, top.parent_name_vi) == ("BCDTW", 1, None)


def test_children_come_page_by_page_in_the_order_they_were_registered(house: SmallHouse) -> None:
    province = house.unit("UB56").id
    first = roster.children(house.session, province, None, 2)
    rest = roster.children(house.session, province, first[-1].code, 2)
    assert [(row.code, row.children) for row in first + rest] == [("56-SKHCN", 0), ("56-STC", 0), ("UB22840", 1)]
    assert {row.parent_name_vi for row in first} == {"Đơn vị UB56"}


def test_the_posts_of_a_unit_come_head_first_each_with_who_holds_it_that_day(house: SmallHouse) -> None:
    house.new_post(house.unit("56-SKHCN"), "officer", "officer-2")
    house.new_post(house.unit("56-SKHCN"), "deputy")
    house.seat("Bình", "56-SKHCN")
    house.seat("Acting", "56-SKHCN", kind="acting", until_on=TODAY)
    house.seat("Lan", "56-SKHCN", "officer", until_on=YESTERDAY)
    found = roster.posts(house.session, house.unit("56-SKHCN").id, TODAY)
    assert [post.code for post in found] == ["head", "deputy", "officer", "officer-2"]
    assert [(who.full_name, who.kind, who.until_on) for who in found[0].holders] == [
        ("Bình", "regular", None),
        ("Acting", "acting", TODAY),
    ]
    assert [post.holders for post in found[1:]] == [(), (), ()]


def test_the_people_of_a_unit_hold_one_of_its_own_posts_and_are_named_once(house: SmallHouse) -> None:
    house.seat("Ổi", "56-SKHCN")
    house.seat("Ổi", "56-SKHCN", "officer", kind="acting")
    house.seat("Ánh", "56-SKHCN", "officer")
    house.seat("Hoa", "UB56")
    unit_id = house.unit("56-SKHCN").id
    assert [one.full_name for one in roster.people_of_unit(house.session, unit_id, TODAY)] == ["Ánh", "Ổi"]
    people = [house.person(name) for name in ("Ánh", "Hoa")]
    asked = [roster.OFFICER(address=one.public_id, in_unit=unit_id, day=TODAY) for one in people]
    assert go(house.session, asked) == [[(people[0].id,)], []]


def test_a_search_of_nothing_finds_nothing(house: SmallHouse) -> None:
    assert roster.search(house.session, " – ", 10) == []


def test_a_percent_sign_is_no_joker(house: SmallHouse) -> None:
    assert roster.search(house.session, "%", 10) == []
    assert roster.search(house.session, "_", 10) == []


def test_a_unit_is_found_by_its_code_first(house: SmallHouse) -> None:
    assert [row.code for row in roster.search(house.session, "ub22840", 10)] == ["UB22840"]
