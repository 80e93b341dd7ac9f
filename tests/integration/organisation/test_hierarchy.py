"""Who stands above whom, with vacancies, acting heads and superiors outside the tree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.integration.organisation.small_house import TODAY, SmallHouse
from workflows.actor import OPERATOR
from workflows.errors import Invalid, NotFound
from workflows.organisation import hierarchy, staffing, units

YESTERDAY = TODAY - timedelta(days=1)


def test_a_unit_is_found_by_its_code_and_a_missing_one_is_refused(house: SmallHouse) -> None:
    assert hierarchy.find_unit(house.session, "UB56").name_vi == "Đơn vị UB56"
    with pytest.raises(NotFound):
        hierarchy.find_unit(house.session, "UB00")
    with pytest.raises(NotFound):
        hierarchy.unit_by_id(house.session, 999_999)


def test_an_officer_stands_below_the_head_of_the_own_unit(house: SmallHouse) -> None:
    house.seat("Bình", "56-SKHCN")
    superior = hierarchy.next_up(house.session, house.post("56-SKHCN", "officer").id, TODAY)
    assert superior == house.post("56-SKHCN")


def test_a_head_stands_below_the_head_of_the_unit_above(house: SmallHouse) -> None:
    house.seat("Hoa", "UB56")
    assert hierarchy.next_up(house.session, house.post("56-SKHCN").id, TODAY) == house.post("UB56")


def test_a_vacant_post_passes_upward(house: SmallHouse) -> None:
    house.seat("An", "BCDTW")
    assert hierarchy.next_up(house.session, house.post("56-SKHCN", "officer").id, TODAY) == house.post("BCDTW")
    assert hierarchy.head_of(house.session, house.unit("56-SKHCN").id, TODAY) == house.post("BCDTW")


def test_past_the_top_there_is_nobody(house: SmallHouse) -> None:
    house.seat("An", "BCDTW")
    assert hierarchy.next_up(house.session, house.post("BCDTW").id, TODAY) is None
    assert hierarchy.chain(house.session, house.unit("BCDTW").id, TODAY) == []


def test_with_every_post_vacant_nobody_answers(house: SmallHouse) -> None:
    assert hierarchy.head_of(house.session, house.unit("56-SKHCN").id, TODAY) is None
    assert hierarchy.chain(house.session, house.unit("56-SKHCN").id, TODAY) == []


def test_an_acting_head_is_a_head(house: SmallHouse) -> None:
    house.seat("Hoa", "UB56")
    house.seat("Bình", "56-SKHCN", kind="acting")
    assert hierarchy.head_of(house.session, house.unit("56-SKHCN").id, TODAY) == house.post("56-SKHCN")


def test_an_appointment_holds_through_its_last_day_and_not_after(house: SmallHouse) -> None:
    house.seat("Hoa", "UB56")
    house.seat("Bình", "56-SKHCN", from_on=YESTERDAY, until_on=TODAY)
    heads = [
        hierarchy.head_of(house.session, house.unit("56-SKHCN").id, TODAY + timedelta(days=n)) for n in (-2, -1, 0, 1)
    ]
    own, above = house.post("56-SKHCN"), house.post("UB56")
    assert heads == [above, own, own, above]


def test_who_a_post_reports_to_comes_before_the_tree(house: SmallHouse) -> None:
    house.seat("An", "BCDTW")
    house.seat("Prime", "CP")
    staffing.report_to(house.session, house.post("UB56"), house.post("BCDTW"), actor=OPERATOR, at=house.at)
    assert hierarchy.next_up(house.session, house.post("UB56").id, TODAY) == house.post("BCDTW")


def test_a_vacant_head_passes_to_whom_that_head_reports(house: SmallHouse) -> None:
    house.seat("An", "BCDTW")
    house.seat("Prime", "CP")
    staffing.report_to(house.session, house.post("UB56"), house.post("BCDTW"), actor=OPERATOR, at=house.at)
    assert hierarchy.next_up(house.session, house.post("56-SKHCN").id, TODAY) == house.post("BCDTW")
    assert hierarchy.head_of(house.session, house.unit("UB56").id, TODAY) == house.post("BCDTW")


def test_a_superior_given_back_to_the_tree_is_the_trees_again(house: SmallHouse) -> None:
    house.seat("An", "BCDTW")
    house.seat("Prime", "CP")
    for superior in (house.post("BCDTW"), None):
        staffing.report_to(house.session, house.post("UB56"), superior, actor=OPERATOR, at=house.at)
    assert hierarchy.next_up(house.session, house.post("UB56").id, TODAY) == house.post("CP")


def test_the_chain_is_level_one_two_and_so_on_to_the_top_leaving_vacant_posts_out(house: SmallHouse) -> None:
    for name, unit in (("Bình", "56-SKHCN"), ("Hoa", "UB56"), ("An", "BCDTW")):
        house.seat(name, unit)
    assert house.codes(hierarchy.chain(house.session, house.unit("56-SKHCN").id, TODAY)) == ["UB56", "BCDTW"]


def test_a_unit_without_any_head_post_has_the_head_above_as_its_first_level(house: SmallHouse) -> None:
    house.seat("Hoa", "UB56")
    house.seat("An", "BCDTW")
    team = units.register_unit(
        house.session,
        code="56-TO",
        name_vi="Tổ",
        name_en="Team",
        level="any",
        parent=house.unit("UB56"),
        actor=OPERATOR,
        at=house.at,
    )
    assert house.codes(hierarchy.chain(house.session, team.id, TODAY)) == ["UB56", "BCDTW"]
    officer = house.new_post(team, "officer")
    assert hierarchy.next_up(house.session, officer.id, TODAY) == house.post("UB56")


def test_a_unit_is_above_what_hangs_below_it_and_not_above_itself(house: SmallHouse) -> None:
    province, department, division = (house.unit(code).id for code in ("UB56", "56-SKHCN", "22840-KT"))
    assert hierarchy.is_above(house.session, province, division)
    assert not hierarchy.is_above(house.session, province, province)
    assert not hierarchy.is_above(house.session, department, province)
    assert not hierarchy.is_above(house.session, department, division)


def test_nobody_reports_to_themselves(house: SmallHouse) -> None:
    post = house.post("UB56")
    with pytest.raises(Invalid):
        staffing.report_to(house.session, post, post, actor=OPERATOR, at=house.at)
    assert post.reports_to_id is None


def test_two_posts_do_not_report_to_each_other(house: SmallHouse) -> None:
    one, other = house.post("56-SKHCN"), house.post("56-STC")
    staffing.report_to(house.session, one, other, actor=OPERATOR, at=house.at)
    with pytest.raises(Invalid):
        staffing.report_to(house.session, other, one, actor=OPERATOR, at=house.at)
    assert other.reports_to_id is None


def test_a_head_does_not_report_to_a_post_that_the_tree_puts_below(house: SmallHouse) -> None:
    with pytest.raises(Invalid):
        staffing.report_to(
            house.session, house.post("UB56"), house.post("22840-KT", "officer"), actor=OPERATOR, at=house.at
        )


def test_a_chain_that_was_broken_past_the_commands_still_ends(house: SmallHouse) -> None:
    one, other = house.post("56-SKHCN"), house.post("56-STC")
    one.reports_to_id, other.reports_to_id = other.id, one.id
    house.session.flush()
    assert hierarchy.next_up(house.session, one.id, date(2026, 3, 2)) is None


def test_the_holders_of_a_post_are_the_regular_one_and_then_who_acts(house: SmallHouse) -> None:
    house.seat("Acting", "UB56", kind="acting")
    house.seat("Hoa", "UB56")
    house.seat("Gone", "UB56", kind="acting", until_on=YESTERDAY)
    holders = hierarchy.holders(house.session, house.post("UB56").id, TODAY)
    assert [holder.full_name for holder in holders] == ["Hoa", "Acting"]
