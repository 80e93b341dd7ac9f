"""Two designers, two operators, two keepers of the plan at the same moment: one version, one proposal, one set of tasks."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.competing.rivals import Act, everything_agrees, one_after_the_other, second_after_first
from tests.integration.indicators.test_keeping import SAID
from tests.integration.resolutions.plans import csv_of
from tests.support.moments import A_MONDAY, A_TUESDAY
from tests.support.world import World
from workflows.actor import OPERATOR
from workflows.definitions import bundles, deploy, proposals
from workflows.definitions.bundles import Bundle
from workflows.definitions.models import DefinitionProposal, DefinitionVersion
from workflows.errors import Conflict
from workflows.indicators.defining import define, register_indicator
from workflows.indicators.models import IndicatorDefinition
from workflows.resolutions import plan
from workflows.resolutions.models import PlanImport, ResolutionTask
from workflows.resolutions.rows import Placing

KEY = "resolution_task"
ROWS = [{"code": code, "lead_agency": "56-SKHCN"} for code in ("A-1", "A-2")]


def changed(word: str) -> Bundle:
    """The main process with one name in it changed."""
    shipped = bundles.of_folder(Path(__file__).parents[2] / "bpmn" / KEY)
    path = f"{KEY}.bpmn"
    return Bundle(KEY, {**shipped.files, path: shipped.files[path].replace("Có đạt".encode(), word.encode()) + b"\n"})


def versions(world: World) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).where(DefinitionVersion.key == KEY)) or 0


def deciding(world: World, name: str, verb: str) -> Act:
    """This designer approves the open proposal, gives it back, or takes back what is their own."""
    actor = world.actor(name)

    def decide(session: Session) -> None:
        proposal = session.scalars(select(DefinitionProposal)).one()
        if verb == "approve":
            proposals.approve(session, proposal, seen=proposal.checksum, actor=actor, at=A_TUESDAY)
        elif verb == "withdraw":
            proposals.withdraw(session, proposal, actor=actor, at=A_TUESDAY)
        else:
            proposals.give_back(session, proposal, reason="Cần sửa thêm", actor=actor, at=A_TUESDAY)

    return decide


@pytest.mark.parametrize("verbs", [("approve", "approve"), ("approve", "give_back"), ("give_back", "approve")])
def test_a_proposal_decided_by_two_at_once_is_decided_by_the_first(world: World, verbs: tuple[str, str]) -> None:
    world.do("vy", proposals.propose, changed("một"), reason="Rõ hơn", at=A_MONDAY)
    before = versions(world)
    told = second_after_first(world, deciding(world, "khoa", verbs[0]), deciding(world, "quang", verbs[1]))
    assert isinstance(told, Conflict) and "decided already" in str(told)
    assert versions(world) == before + (verbs[0] == "approve")
    assert everything_agrees(world) == []


@pytest.mark.parametrize("first", ["approve", "withdraw"])
def test_of_approval_and_withdrawal_at_once_exactly_one_wins(world: World, first: str) -> None:
    world.do("vy", proposals.propose, changed("một"), reason="Rõ hơn", at=A_MONDAY)
    before = versions(world)
    acts = {"approve": deciding(world, "khoa", "approve"), "withdraw": deciding(world, "vy", "withdraw")}
    second = next(one for one in acts if one != first)
    told = second_after_first(world, acts[first], acts[second])
    assert isinstance(told, Conflict) and "decided already" in str(told)
    assert versions(world) == before + (first == "approve")
    assert everything_agrees(world) == []


@pytest.mark.parametrize("first", ["vy", "khoa"])
def test_of_two_proposals_made_at_once_one_waits_and_the_other_is_told(world: World, first: str) -> None:
    def proposing(name: str) -> Act:
        actor = world.actor(name)
        return lambda session: proposals.propose(session, changed(name), reason="Rõ hơn", actor=actor, at=A_MONDAY)

    told = one_after_the_other(world, {name: proposing(name) for name in ("vy", "khoa")}, first)
    assert isinstance(told, Conflict) and "one is waiting for a decision" in str(told)
    with world.database.reading() as session:
        assert session.scalars(select(DefinitionProposal.proposed_by_id)).all() == [world.people[first]]
    assert everything_agrees(world) == []


def test_two_operators_putting_the_same_drawing_into_service_at_once_make_one_version(world: World) -> None:
    before = versions(world)

    def put(session: Session) -> int:
        return deploy.deploy(session, changed("một"), actor=OPERATOR, at=A_MONDAY).number

    assert second_after_first(world, put, put) == before + 1
    assert versions(world) == before + 1
    assert everything_agrees(world) == []


def test_the_same_plan_taken_in_twice_at_once_makes_its_tasks_once_and_the_second_is_told(world: World) -> None:
    def take_in(session: Session) -> object:
        placing = Placing("57-NQ/TW")
        return plan.import_plan(session, csv_of(*ROWS), placing, file_name="plan.csv", actor=OPERATOR, at=A_MONDAY)

    told = second_after_first(world, take_in, take_in)
    assert (told.created, told.unchanged) == ((), 2)
    with world.database.reading() as session:
        assert sorted(session.scalars(select(ResolutionTask.code))) == ["A-1", "A-2"]
        assert session.scalars(select(PlanImport.created).order_by(PlanImport.id)).all() == [2, 0]
    assert everything_agrees(world) == []


def test_of_two_versions_of_an_indicator_at_once_one_is_kept_and_the_other_is_told(world: World) -> None:
    of = world.do("tuan", register_indicator, SAID, at=A_MONDAY).public_id

    def defining(name: str) -> Act:
        said = {**SAID, "name_vi": name}
        return lambda session: define(session, of, said, seen=1, reason="Rõ hơn", actor=OPERATOR, at=A_TUESDAY)

    told = second_after_first(world, defining("một"), defining("hai"))
    assert isinstance(told, Conflict) and "somebody defined version 2 meanwhile" in str(told)
    with world.database.reading() as session:
        query = select(IndicatorDefinition.name_vi).order_by(IndicatorDefinition.number)
        assert session.scalars(query).all() == [SAID["name_vi"], "một"]
