"""Commands on indicators, on both databases: versions stay, rights hold, nothing is opened without an owner."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from tests.support.moments import A_MONDAY, A_TUESDAY
from tests.support.world import World
from tests.unit.indicators.test_definitions import SAID as DEFINED
from webapp.seed.indicators import seed_indicators
from workflows.actor import OPERATOR
from workflows.errors import Conflict, Forbidden, Invalid
from workflows.indicators import catalogue
from workflows.indicators.catalogue import Wanted
from workflows.indicators.defining import define, register_indicator
from workflows.indicators.definition import said_in
from workflows.indicators.models import Indicator, IndicatorDefinition
from workflows.indicators.opening import close_indicator, open_indicator
from workflows.resolutions.models import Resolution

SAID = {**DEFINED, "code": "KTS-1", "set": "operational", "name_en": "Digital economy", "targets": "2030: 30"}
WHOLE = {"owner": "56-SKHCN", "approver": "56-STC", "data_source_vi": "Niên giám thống kê"}
WHY = "Theo văn bản mới"


def test_the_life_of_an_indicator(world: World) -> None:
    made = world.do("tuan", register_indicator, SAID, at=A_MONDAY)
    with pytest.raises(Conflict, match="names another indicator"):
        world.do("tuan", register_indicator, SAID, at=A_MONDAY)
    with pytest.raises(Invalid, match="nobody estimates") as raised:
        world.do("tuan", open_indicator, made.public_id, at=A_MONDAY)
    assert set(raised.value.faults) == {"owner", "data_source_vi"}
    anew = {**SAID, **WHOLE, "from_period": "2026"}
    with pytest.raises(Invalid, match="reason"):
        world.do("tuan", define, made.public_id, anew, seen=1, reason=" ", at=A_TUESDAY)
    second = world.do("tuan", define, made.public_id, anew, seen=1, reason=WHY, at=A_TUESDAY)
    assert (second.number, second.owner_unit_id) == (2, world.units["56-SKHCN"])
    world.do("tuan", open_indicator, made.public_id, at=A_TUESDAY)
    with pytest.raises(Conflict, match="was not opened yet"):
        world.do("tuan", open_indicator, made.public_id, at=A_TUESDAY)
    without = {**anew, "owner": "", "from_period": "2027"}
    with pytest.raises(Invalid, match="nobody estimates"):
        world.do("tuan", define, made.public_id, without, seen=2, reason=WHY, at=A_TUESDAY)
    for said, sentence in (
        ({**anew, "from_period": "2025"}, "to be put right: 1"),
        (anew, "says the same"),
    ):
        with pytest.raises(Invalid, match=sentence):
            world.do("tuan", define, made.public_id, said, seen=2, reason=WHY, at=A_TUESDAY)
    with pytest.raises(Conflict, match="somebody defined version 2 meanwhile"):
        world.do("tuan", define, made.public_id, {**anew, "targets": ""}, seen=1, reason=WHY, at=A_TUESDAY)
    world.do("tuan", close_indicator, made.public_id, reason=WHY, at=A_TUESDAY)
    with pytest.raises(Conflict, match="not closed"):
        world.do("tuan", define, made.public_id, {**anew, "targets": ""}, seen=2, reason=WHY, at=A_TUESDAY)
    with world.database.reading() as session:
        row = catalogue.find_indicator(session, made.public_id)
        assert (row.state, row.owner_en is not None) == ("closed", True)
        assert [one.number for one in catalogue.find_versions(session, made.id)] == [2, 1]
        for wanted in (Wanted("kinh te"), Wanted(state="closed"), Wanted(owner_id=world.units["UB56"])):
            assert [one.indicator.code for one in catalogue.find_indicators(session, wanted)] == ["KTS-1"]
        for wanted in (Wanted("khac"), Wanted(state="opened"), Wanted(owner_id=world.units["56-STC"])):
            assert catalogue.count_indicators(session, wanted) == 0
        assert catalogue.find_indicators(session, Wanted(), after=("KTS-1", made.id)) == []


@pytest.mark.parametrize("verb", ["UPDATE indicator_definitions SET reason = 'x'", "DELETE FROM indicator_definitions"])
def test_the_database_lets_nobody_change_a_version(world: World, verb: str) -> None:
    world.do("tuan", register_indicator, SAID, at=A_MONDAY)
    with world.database.writing() as session, pytest.raises(DatabaseError, match="stays as it is"):
        session.execute(text(verb))


def test_only_a_keeper_of_the_plan_keeps_indicators(world: World) -> None:
    made = world.do("tuan", register_indicator, SAID, at=A_MONDAY)
    for name in ("charlie", "quang", "nga"):
        with pytest.raises(Forbidden):
            world.do(name, register_indicator, {**SAID, "code": "X"}, at=A_MONDAY)
        with pytest.raises(Forbidden):
            world.do(name, define, made.public_id, SAID, seen=1, reason=WHY, at=A_MONDAY)
        with pytest.raises(Forbidden):
            world.do(name, open_indicator, made.public_id, at=A_MONDAY)


def test_units_are_named_by_code_or_by_name_and_must_be_there(world: World) -> None:
    said = {**SAID, "owner": "Bộ Không Có", "aggregation": "weighted", "weighted_by": "KTS-1", "cooperating": "ZZ"}
    with pytest.raises(Invalid) as raised:
        world.do("tuan", register_indicator, said, at=A_MONDAY)
    assert set(raised.value.faults) == {"owner", "weighted_by", "cooperating"}


def test_the_targets_of_both_documents_come_once_and_wait_for_an_owner(world: World) -> None:
    with world.database.writing() as session:
        session.execute(update(Resolution).values(code="57-NQ/TW"))
        assert seed_indicators(session, actor=OPERATOR, at=A_MONDAY) == 38
        assert seed_indicators(session, actor=OPERATOR, at=A_MONDAY) == 0
        rows = catalogue.find_indicators(session, Wanted(), limit=50)
        assert {row.state for row in rows} == {"registered"}
        assert {row.owner_vi for row in rows} == {None}
        assert all(said_in(row.version.content)["source"] for row in rows)
        versions = session.scalars(select(IndicatorDefinition)).all()
        assert sum("2030" in said_in(one.content)["targets"] for one in versions) == 22
        assert session.scalars(select(Indicator.resolution_id).distinct()).all() == [rows[0].indicator.resolution_id]
