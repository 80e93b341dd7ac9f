"""What a person is entitled to follows from posts, groups and grants of that day, and from nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.integration.organisation.small_house import SINCE, TODAY, SmallHouse, count_queries
from workflows.actor import CLOCK, OPERATOR, person
from workflows.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.organisation import grants, groups, staffing
from workflows.organisation.models import Grant
from workflows.organisation.standing import Standing, scope_unit_ids, standing_of


def standing(house: SmallHouse, name: str, days_later: int = 0) -> Standing:
    return standing_of(house.session, person(house.person(name).id), house.at + timedelta(days=days_later))


def test_the_clock_and_the_operator_stand_nowhere(house: SmallHouse) -> None:
    assert standing_of(house.session, CLOCK, house.at) == standing_of(house.session, OPERATOR, house.at) == Standing()


def test_a_person_without_a_post_is_offered_only_what_names_the_person(house: SmallHouse) -> None:
    found = standing(house, "Nobody")
    assert found.candidate_keys == {f"person:{house.person('Nobody').id}"}
    assert not (found.own_unit_ids or found.led_unit_ids or found.roles or found.groups or scope_unit_ids(found))


def test_an_officer_is_offered_the_posts_and_the_units_work_and_leads_nothing(house: SmallHouse) -> None:
    house.seat("Lan", "56-SKHCN", "officer")
    found, unit, post = standing(house, "Lan"), house.unit("56-SKHCN"), house.post("56-SKHCN", "officer")
    assert found.candidate_keys == {f"person:{found.person_id}", f"unit:{unit.id}", f"position:{post.id}"}
    assert (found.own_unit_ids, found.led_unit_ids, scope_unit_ids(found)) == ({unit.id}, frozenset(), frozenset())


@pytest.mark.parametrize("rank", ["head", "deputy"])
@pytest.mark.parametrize("kind", ["regular", "acting"])
def test_heads_and_deputies_lead_acting_or_not(house: SmallHouse, rank: str, kind: str) -> None:
    if rank == "deputy":
        house.new_post(house.unit("56-SKHCN"), "deputy")
    house.seat("Bình", "56-SKHCN", rank, kind=kind)
    assert (
        standing(house, "Bình").led_unit_ids == scope_unit_ids(standing(house, "Bình")) == {house.unit("56-SKHCN").id}
    )


def test_what_has_ended_or_not_begun_counts_for_nothing(house: SmallHouse) -> None:
    house.seat("Lan", "56-SKHCN", "officer", until_on=TODAY)
    house.seat("Next", "56-SKHCN", "officer", from_on=TODAY + timedelta(days=1))
    assert [bool(standing(house, name, later).position_ids) for name in ("Lan", "Next") for later in (0, 1)] == [
        True,
        False,
        False,
        True,
    ]


def test_members_of_a_group_are_offered_its_work_while_they_belong_to_it(house: SmallHouse) -> None:
    group = groups.register_group(
        house.session,
        code="verifiers",
        name_vi="Tổ thẩm định",
        name_en="Verifiers",
        unit=house.unit("CP"),
        actor=OPERATOR,
        at=house.at,
    )
    member = groups.add_member(house.session, group, house.person("Minh"), from_on=SINCE, actor=OPERATOR, at=house.at)
    assert f"group:{group.id}" in standing(house, "Minh").candidate_keys
    assert standing(house, "Minh").groups == {"verifiers"}
    assert groups.members(house.session, group.id, TODAY) == [house.person("Minh")]
    groups.end_membership(house.session, member, TODAY, actor=OPERATOR, at=house.at)
    assert standing(house, "Minh", 1).groups == frozenset()


def test_a_group_is_found_by_code_has_one_code_and_takes_nobody_twice(house: SmallHouse) -> None:
    group = groups.register_group(
        house.session, code="verifiers", name_vi="v", name_en="v", unit=house.unit("CP"), actor=OPERATOR, at=house.at
    )
    assert groups.group_by_code(house.session, "verifiers") == group
    with pytest.raises(NotFound):
        groups.group_by_code(house.session, "others")
    with pytest.raises(Conflict):
        groups.register_group(
            house.session,
            code="verifiers",
            name_vi="v",
            name_en="v",
            unit=house.unit("CP"),
            actor=OPERATOR,
            at=house.at,
        )
    groups.add_member(house.session, group, house.person("Minh"), from_on=SINCE, actor=OPERATOR, at=house.at)
    with pytest.raises(Conflict):
        groups.add_member(house.session, group, house.person("Minh"), from_on=TODAY, actor=OPERATOR, at=house.at)


@pytest.mark.parametrize(
    ("role", "sees"),
    [("inspector", True), ("leader", True), ("plan_keeper", True), ("designer", False), ("administrator", False)],
)
def test_a_grant_to_look_opens_the_subtree_and_a_grant_to_run_things_does_not(
    house: SmallHouse, role: str, sees: bool
) -> None:
    unit = house.unit("BCDTW" if role == "designer" else "UB56")
    grants.give_grant(
        house.session, house.person("Nga"), role, unit, from_on=SINCE, reason="demo", actor=OPERATOR, at=house.at
    )
    found = standing(house, "Nga")
    assert found.roles == {role: frozenset({unit.id})}
    assert scope_unit_ids(found) == ({unit.id} if sees else frozenset())


def test_a_grant_ends_with_its_last_day(house: SmallHouse) -> None:
    grant = grants.give_grant(
        house.session,
        house.person("Nga"),
        "inspector",
        house.unit("UB56"),
        from_on=SINCE,
        reason="demo",
        actor=OPERATOR,
        at=house.at,
    )
    grants.end_grant(house.session, grant, TODAY, actor=OPERATOR, at=house.at)
    assert (bool(standing(house, "Nga").roles), bool(standing(house, "Nga", 1).roles)) == (True, False)


def test_nobody_grants_a_role_to_themselves_or_beyond_the_own_subtree(house: SmallHouse) -> None:
    quang = house.administrator("Quang", "56-SKHCN")
    with pytest.raises(Forbidden):
        grants.give_grant(
            house.session,
            house.person("Quang"),
            "inspector",
            house.unit("56-SKHCN"),
            from_on=SINCE,
            reason="for me",
            actor=quang,
            at=house.at,
        )
    with pytest.raises(Forbidden):
        grants.give_grant(
            house.session,
            house.person("Friend"),
            "inspector",
            house.unit("UB56"),
            from_on=SINCE,
            reason="for you",
            actor=quang,
            at=house.at,
        )


@pytest.mark.parametrize(
    ("role", "reason", "until_on"),
    [("king", "demo", None), ("leader", " ", None), ("leader", "demo", date(2024, 1, 1))],
)
def test_a_grant_needs_a_known_role_a_reason_and_days_in_order(
    house: SmallHouse, role: str, reason: str, until_on: date | None
) -> None:
    with pytest.raises(Invalid):
        grants.give_grant(
            house.session,
            house.person("Nga"),
            role,
            house.unit("UB56"),
            from_on=SINCE,
            until_on=until_on,
            reason=reason,
            actor=OPERATOR,
            at=house.at,
        )


def test_a_standing_costs_one_query(house: SmallHouse) -> None:
    for unit in ("UB56", "56-SKHCN"):
        house.seat("Bình", unit)
    actor = person(house.person("Bình").id)
    assert count_queries(house.session, lambda: standing_of(house.session, actor, house.at)) == 1


def test_an_administrator_whose_grant_ended_changes_nothing(house: SmallHouse) -> None:
    quang = house.administrator("Quang", "UB56")
    later = house.at + timedelta(days=1)
    grants.end_grant(house.session, house.session.scalars(select(Grant)).one(), TODAY, actor=OPERATOR, at=house.at)
    with pytest.raises(Forbidden):
        staffing.appoint(
            house.session, house.person("Lan"), house.post("56-SKHCN"), from_on=SINCE, actor=quang, at=later
        )
