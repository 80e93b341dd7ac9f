"""Posts, people and who holds what, when."""

from __future__ import annotations

from datetime import date

import pytest

from tests.integration.organisation.small_house import SINCE, TODAY, SmallHouse
from workflows.actor import OPERATOR, person
from workflows.errors import Conflict, Forbidden, Invalid
from workflows.organisation import hierarchy, roster, staffing


def test_a_post_has_one_regular_holder_at_a_time(house: SmallHouse) -> None:
    house.seat("Bình", "56-SKHCN", until_on=date(2026, 2, 28))
    with pytest.raises(Conflict):
        house.seat("Early", "56-SKHCN", from_on=date(2026, 2, 28))
    with pytest.raises(Conflict):
        house.seat("Before", "56-SKHCN", from_on=date(2024, 1, 1))
    house.seat("Successor", "56-SKHCN", from_on=date(2026, 3, 1))
    house.seat("Predecessor", "56-SKHCN", from_on=date(2024, 1, 1), until_on=date(2024, 12, 31))
    assert [one.full_name for one in hierarchy.holders(house.session, house.post("56-SKHCN").id, TODAY)] == [
        "Successor"
    ]


def test_somebody_acts_while_the_regular_holder_is_away(house: SmallHouse) -> None:
    house.seat("Bình", "56-SKHCN")
    house.seat("Deputy", "56-SKHCN", kind="acting")
    with pytest.raises(Conflict):
        house.seat("Bình", "56-SKHCN", kind="acting")


def test_days_in_the_wrong_order_and_unknown_kinds_are_refused(house: SmallHouse) -> None:
    with pytest.raises(Invalid):
        house.seat("Bình", "56-SKHCN", until_on=date(2024, 12, 31))
    with pytest.raises(Invalid):
        house.seat("Bình", "56-SKHCN", kind="honorary")


def test_an_appointment_gets_its_last_day_once(house: SmallHouse) -> None:
    held = house.seat("Bình", "56-SKHCN")
    with pytest.raises(Invalid):
        staffing.end_appointment(house.session, held, date(2024, 12, 31), actor=OPERATOR, at=house.at)
    staffing.end_appointment(house.session, held, TODAY, actor=OPERATOR, at=house.at)
    with pytest.raises(Conflict):
        staffing.end_appointment(house.session, held, date(2026, 12, 31), actor=OPERATOR, at=house.at)
    assert held.until_on == TODAY


def test_a_unit_has_one_head_post_and_a_code_one_post(house: SmallHouse) -> None:
    with pytest.raises(Conflict):
        house.new_post(house.unit("UB56"), "head", "second-head")
    with pytest.raises(Conflict):
        house.new_post(house.unit("UB56"), "deputy", "officer")
    with pytest.raises(Invalid):
        house.new_post(house.unit("UB56"), "chief")


@pytest.mark.parametrize(
    ("name", "email"), [(" ", "a@b.example"), ("Lan", "lan"), ("Lan", "a@b@c"), ("Lan", "a\n@b.example")]
)
def test_a_person_needs_a_name_and_an_address(house: SmallHouse, name: str, email: str) -> None:
    with pytest.raises(Invalid):
        staffing.register_person(house.session, full_name=name, email=email, actor=OPERATOR, at=house.at)


def test_an_address_belongs_to_one_person_however_it_is_written(house: SmallHouse) -> None:
    staffing.register_person(house.session, full_name="Lan", email="Lan@NQ57.example", actor=OPERATOR, at=house.at)
    with pytest.raises(Conflict):
        staffing.register_person(house.session, full_name="Lan", email="lan@nq57.EXAMPLE ", actor=OPERATOR, at=house.at)


def test_who_administers_nothing_registers_and_appoints_nobody(house: SmallHouse) -> None:
    charlie = person(house.person("Charlie").id)
    with pytest.raises(Forbidden):
        staffing.register_person(
            house.session, full_name="Friend", email="friend@nq57.example", actor=charlie, at=house.at
        )
    with pytest.raises(Forbidden):
        staffing.appoint(
            house.session, house.person("Charlie"), house.post("56-STC"), from_on=SINCE, actor=charlie, at=house.at
        )


def test_an_administrator_appoints_below_and_not_beside(house: SmallHouse) -> None:
    quang = house.administrator("Quang", "56-SKHCN")
    lan = staffing.register_person(house.session, full_name="Lan", email="lan@nq57.example", actor=quang, at=house.at)
    staffing.appoint(house.session, lan, house.post("56-SKHCN", "officer"), from_on=SINCE, actor=quang, at=house.at)
    with pytest.raises(Forbidden):
        staffing.appoint(house.session, lan, house.post("56-STC", "officer"), from_on=SINCE, actor=quang, at=house.at)


def test_a_person_acts_in_the_regular_appointment_unless_another_is_chosen(house: SmallHouse) -> None:
    acting = house.seat("Bình", "UB56", kind="acting", from_on=date(2024, 1, 1))
    regular = house.seat("Bình", "56-SKHCN")
    chosen = roster.appointment_of(house.session, house.person("Bình").id, TODAY)
    assert chosen == regular
    staffing.end_appointment(house.session, regular, date(2026, 3, 1), actor=OPERATOR, at=house.at)
    assert roster.appointment_of(house.session, house.person("Bình").id, TODAY) == acting
    assert roster.appointment_of(house.session, house.person("Nobody").id, TODAY) is None
