"""A unit keeps its own days, and hands them down."""

from __future__ import annotations

from datetime import date

import pytest

from tests.integration.organisation.small_house import SmallHouse, count_queries
from tests.support.moments import A_MONDAY, local
from workflows.actor import OPERATOR, person
from workflows.errors import Forbidden, Invalid
from workflows.organisation.calendars import calendar_for, clear_day, set_day

FESTIVAL = date(2026, 3, 3)


def test_without_a_unit_or_days_of_its_own_the_countrys_calendar_holds(house: SmallHouse) -> None:
    assert calendar_for(house.session, None) == calendar_for(house.session, house.unit("UB56").id)
    assert calendar_for(house.session, None).add_working_days(A_MONDAY, 2) == local(2026, 3, 4, 17)


def test_a_provinces_holiday_is_kept_by_its_communes_and_not_by_the_country(house: SmallHouse) -> None:
    set_day(house.session, house.unit("UB56").id, FESTIVAL, "holiday", "Lễ hội", actor=OPERATOR, at=house.at)
    worked = {
        code: calendar_for(house.session, house.unit(code).id).is_working(FESTIVAL)
        for code in ("CP", "UB56", "22840-KT")
    }
    assert worked == {"CP": True, "UB56": False, "22840-KT": False}


def test_the_nearer_unit_decides(house: SmallHouse) -> None:
    set_day(house.session, house.unit("UB22840").id, FESTIVAL, "working", "Trực", actor=OPERATOR, at=house.at)
    set_day(house.session, house.unit("UB56").id, FESTIVAL, "holiday", "Lễ hội", actor=OPERATOR, at=house.at)
    assert calendar_for(house.session, house.unit("22840-KT").id).is_working(FESTIVAL)
    assert not calendar_for(house.session, house.unit("56-STC").id).is_working(FESTIVAL)


def test_a_day_said_again_is_changed_and_a_day_cleared_is_as_above(house: SmallHouse) -> None:
    unit_id = house.unit("UB56").id
    for kind, worked in (("working", True), ("holiday", False)):
        set_day(house.session, unit_id, FESTIVAL, kind, "Lễ hội", actor=OPERATOR, at=house.at)
        assert calendar_for(house.session, unit_id).is_working(FESTIVAL) is worked
    for _ in range(2):
        clear_day(house.session, unit_id, FESTIVAL, actor=OPERATOR, at=house.at)
    assert calendar_for(house.session, unit_id).is_working(FESTIVAL)


def test_the_calendar_of_a_unit_costs_one_query(house: SmallHouse) -> None:
    unit_id = house.unit("22840-KT").id
    assert count_queries(house.session, lambda: calendar_for(house.session, unit_id)) == 1


def test_only_who_administers_a_unit_sets_its_days_and_only_as_holiday_or_working(house: SmallHouse) -> None:
    charlie = person(house.person("Charlie").id)
    with pytest.raises(Forbidden):
        set_day(house.session, house.unit("UB56").id, FESTIVAL, "holiday", "x", actor=charlie, at=house.at)
    with pytest.raises(Forbidden):
        clear_day(house.session, house.unit("UB56").id, FESTIVAL, actor=charlie, at=house.at)
    with pytest.raises(Invalid):
        set_day(house.session, house.unit("UB56").id, FESTIVAL, "half", "x", actor=OPERATOR, at=house.at)
