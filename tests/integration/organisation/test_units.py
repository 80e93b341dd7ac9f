"""The tree stays a tree, and the ancestors follow it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.integration.organisation.small_house import TODAY, SmallHouse
from workflows.actor import OPERATOR
from workflows.errors import Conflict, Forbidden, Invalid
from workflows.ledger.models import LedgerEntry
from workflows.organisation import hierarchy, roster, staffing, units
from workflows.organisation.models import OrgUnit, UnitAncestor


def ancestry(house: SmallHouse) -> set[tuple[int, int, int]]:
    return {(row.unit_id, row.ancestor_id, row.distance) for row in house.session.scalars(select(UnitAncestor))}


def ancestry_by_parents(house: SmallHouse) -> set[tuple[int, int, int]]:
    parents = {unit.id: unit.parent_id for unit in house.session.scalars(select(OrgUnit))}
    rows = set()
    for unit_id in parents:
        upper: int | None = unit_id
        distance = 0
        while upper is not None:
            rows.add((unit_id, upper, distance))
            upper, distance = parents[upper], distance + 1
    return rows


def test_every_unit_knows_all_units_above_it(house: SmallHouse) -> None:
    assert ancestry(house) == ancestry_by_parents(house)
    assert [unit.code for unit in roster.path(house.session, house.unit("22840-KT").id)] == [
        "BCDTW",
        "CP",
        "UB56",
        "UB22840",
        "22840-KT",
    ]


def test_a_moved_unit_takes_along_what_hangs_below_it(house: SmallHouse) -> None:
    units.move_unit(house.session, house.unit("UB22840"), house.unit("56-STC"), actor=OPERATOR, at=house.at)
    assert ancestry(house) == ancestry_by_parents(house)
    assert hierarchy.is_above(house.session, house.unit("56-STC").id, house.unit("22840-KT").id)


def test_moving_changes_who_is_told(house: SmallHouse) -> None:
    house.seat("Hoa", "UB56")
    house.seat("Prime", "CP")
    units.move_unit(house.session, house.unit("56-STC"), house.unit("CP"), actor=OPERATOR, at=house.at)
    assert hierarchy.next_up(house.session, house.post("56-STC").id, TODAY) == house.post("CP")


@pytest.mark.parametrize("target", ["UB56", "22840-KT"])
def test_a_unit_is_not_moved_below_itself(house: SmallHouse, target: str) -> None:
    with pytest.raises(Invalid):
        units.move_unit(house.session, house.unit("UB56"), house.unit(target), actor=OPERATOR, at=house.at)
    assert ancestry(house) == ancestry_by_parents(house)


def test_a_unit_is_not_moved_under_somebody_who_reports_into_it(house: SmallHouse) -> None:
    staffing.report_to(house.session, house.post("56-STC"), house.post("22840-KT"), actor=OPERATOR, at=house.at)
    staffing.report_to(house.session, house.post("UB22840"), None, actor=OPERATOR, at=house.at)
    with pytest.raises(Invalid):
        units.move_unit(house.session, house.unit("UB22840"), house.unit("56-STC"), actor=OPERATOR, at=house.at)


def test_a_code_names_one_unit(house: SmallHouse) -> None:
    with pytest.raises(Conflict):
        units.register_unit(
            house.session,
            code="UB56",
            name_vi="x",
            name_en="x",
            level="any",
            parent=house.unit("CP"),
            actor=OPERATOR,
            at=house.at,
        )


def test_an_administrator_changes_the_own_subtree_and_nothing_beside_it(house: SmallHouse) -> None:
    quang = house.administrator("Quang", "56-SKHCN")
    units.register_unit(
        house.session,
        code="56-SKHCN-VP",
        name_vi="Văn phòng",
        name_en="Office",
        level="any",
        parent=house.unit("56-SKHCN"),
        actor=quang,
        at=house.at,
    )
    for parent in ("56-STC", "UB56"):
        with pytest.raises(Forbidden):
            units.register_unit(
                house.session,
                code="new",
                name_vi="x",
                name_en="x",
                level="any",
                parent=house.unit(parent),
                actor=quang,
                at=house.at,
            )
    with pytest.raises(Forbidden):
        units.register_unit(
            house.session, code="new", name_vi="x", name_en="x", level="any", parent=None, actor=quang, at=house.at
        )
    with pytest.raises(Forbidden):
        units.move_unit(house.session, house.unit("56-SKHCN-VP"), house.unit("56-STC"), actor=quang, at=house.at)


def test_a_move_is_on_the_record_with_where_the_unit_hung_before(house: SmallHouse) -> None:
    before = house.unit("CP").id
    units.move_unit(house.session, house.unit("UB56"), house.unit("BCDTW"), actor=OPERATOR, at=house.at)
    entry = house.session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "unit.moved")).one()
    assert (entry.stream, f'"before":{before}' in entry.data) == ("organisation", True)
