"""Units merge: work, appointments and history follow, whatever happens in between, and late work climbs through the new tree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.support.moments import A_MONDAY, A_TUESDAY, DUE
from tests.support.world import RESULT, World
from tests.web.story import given_to_the_department, offered_to_the_department
from workflows.actor import OPERATOR
from workflows.errors import Conflict, Forbidden, Invalid
from workflows.instances.models import CaseUnit, ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.organisation import grants, hierarchy
from workflows.organisation.models import Grant, OrgUnit, Person, Position
from workflows.reorganising import closing, following, merging
from workflows.reorganising.models import UnitMerger
from workflows.work import submission
from workflows.work.models import Escalation

SINCE, TODAY = date(2025, 1, 1), A_MONDAY.date()


def merge(
    world: World, *codes: str, into: str = "56-STC", from_on: date = TODAY, actor=OPERATOR, **more: object
) -> None:
    with world.database.writing() as session:
        units = [session.get_one(OrgUnit, world.units[code]) for code in codes]
        said = {"from_on": from_on, "keeps_grants": False, "reason": "Sắp xếp bộ máy", **more}
        merging.decide_merger(
            session, units, session.get_one(OrgUnit, world.units[into]), **said, actor=actor, at=A_MONDAY
        )
        session.commit()


def lead_of(world: World, number: int) -> set[int]:
    with world.database.reading() as session:
        return set(
            session.scalars(select(CaseUnit.unit_id).where(CaseUnit.instance_id == number, CaseUnit.role == "lead"))
        )


def test_work_people_and_history_follow_and_the_case_goes_on_to_its_end(world: World) -> None:
    running, waiting = given_to_the_department(world, officer="lan"), offered_to_the_department(world, "T-2")
    merge(world, "56-SKHCN")
    world.tick(A_MONDAY)
    assert lead_of(world, running) == lead_of(world, waiting) == {world.units["56-STC"]}
    with world.database.reading() as session:
        merger = session.scalars(select(UnitMerger)).one()
        assert merger.done_at is not None
        old = session.get_one(OrgUnit, world.units["56-SKHCN"])
        assert (old.valid_until, old.parent_id) == (date(2026, 3, 1), world.units["56-STC"])
        assert not session.scalars(select(Position).where(Position.unit_id == old.id)).all()
        steps = session.scalars(select(WorkItem.unit_id).where(WorkItem.closed_at.is_(None)))
        assert old.id not in set(steps)
        moved = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "case.unit_followed")).all()
        assert len(moved) == 2
    assert world.standing("lan").own_unit_ids == {world.units["56-STC"]}
    assert world.standing("binh").led_unit_ids == {world.units["56-STC"]}
    item = world.item("lan", "submit_result", A_TUESDAY)
    world.attach("lan", item, A_TUESDAY)
    world.do("lan", submission.submit, item, form=RESULT, at=A_TUESDAY)
    # Nobody heads the new unit yet, so the step goes further up, as from every vacant post.
    assert world.item("hoa", "confirm_result", A_TUESDAY).unit_id == world.units["56-STC"]
    assert world.disagreements(A_TUESDAY) == []


def test_late_work_climbs_from_the_new_unit(world: World) -> None:
    number = given_to_the_department(world, officer="lan")
    merge(world, "56-SKHCN", into="BKHCN")
    world.tick(A_MONDAY, telling=False)
    for day in range(8):
        world.tick(DUE + timedelta(days=day), telling=False)
    with world.database.reading() as session:
        item = session.scalars(select(WorkItem).where(WorkItem.element == "submit_result")).one()
        posts = session.scalars(
            select(Escalation.position_id).where(Escalation.work_item_id == item.id).order_by(Escalation.level)
        ).all()
        chain = hierarchy.chain(session, world.units["BKHCN"], DUE.date())
        assert posts[: len(chain)] == [post.id for post in chain]
        assert world.units["UB56"] not in {session.get_one(Position, one).unit_id for one in posts if one}
    assert lead_of(world, number) == {world.units["BKHCN"]}


def test_it_waits_for_its_day_and_can_be_taken_back_until_then(world: World) -> None:
    number = given_to_the_department(world)
    merge(world, "56-SKHCN", from_on=A_TUESDAY.date())
    world.tick(A_MONDAY)
    assert lead_of(world, number) == {world.units["56-SKHCN"]}
    with pytest.raises(Conflict, match="not merging already"):
        merge(world, "56-SKHCN", into="BKHCN")
    with world.database.writing() as session:
        merger = session.scalars(select(UnitMerger)).one()
        merging.withdraw_merger(session, merger, reason="Hoãn", actor=OPERATOR, at=A_MONDAY)
        session.commit()
    world.tick(A_TUESDAY)
    assert lead_of(world, number) == {world.units["56-SKHCN"]}
    merge(world, "56-SKHCN", from_on=A_TUESDAY.date())
    world.tick(A_TUESDAY)
    assert lead_of(world, number) == {world.units["56-STC"]}
    with world.database.writing() as session:
        merger = session.scalars(select(UnitMerger).where(UnitMerger.withdrawn_at.is_(None))).one()
        with pytest.raises(Conflict, match="has not begun"):
            merging.withdraw_merger(session, merger, reason="Hoãn", actor=OPERATOR, at=A_TUESDAY)


def test_a_case_that_cannot_follow_holds_up_no_other_and_comes_later(world: World) -> None:
    spoilt, sound = given_to_the_department(world), given_to_the_department(world, "T-2")
    with world.database.writing() as session:
        kept = session.get_one(ProcessInstance, spoilt).variables
        session.get_one(ProcessInstance, spoilt).variables = "{"
        session.commit()
    merge(world, "56-SKHCN")
    world.tick(A_MONDAY)
    assert lead_of(world, sound) == {world.units["56-STC"]} and lead_of(world, spoilt) == {world.units["56-SKHCN"]}
    with world.database.writing() as session:
        session.get_one(ProcessInstance, spoilt).variables = kept
        session.commit()
    world.tick(A_MONDAY + timedelta(minutes=20))
    assert lead_of(world, spoilt) == {world.units["56-STC"]}
    with world.database.reading() as session:
        assert session.scalars(select(UnitMerger)).one().done_at is not None


def test_who_administers_only_one_of_the_units_decides_nothing_and_rights_do_not_grow_by_it(world: World) -> None:
    with world.database.writing() as session:
        for name, code, role in (("vy", "56-SKHCN", "administrator"), ("nga", "56-SKHCN", "leader")):
            who, unit = session.get_one(Person, world.people[name]), session.get_one(OrgUnit, world.units[code])
            grants.give_grant(session, who, role, unit, from_on=SINCE, reason="runs it", actor=OPERATOR, at=A_MONDAY)
        session.commit()
    with pytest.raises(Forbidden):
        merge(world, "56-SKHCN", actor=world.actor("vy"))
    merge(world, "56-SKHCN", actor=world.actor("quang"), keeps_grants=True)
    world.tick(A_MONDAY)
    with world.database.reading() as session:
        held = session.execute(
            select(Grant.person_id, Grant.role).where(Grant.unit_id == world.units["56-STC"], Grant.until_on.is_(None))
        ).all()
    assert set(held) == {(world.people["vy"], "administrator"), (world.people["nga"], "leader")}
    assert world.standing("nga").roles["leader"] == {world.units["56-STC"]}


@pytest.mark.parametrize(("code", "into"), [("UB56", "56-STC"), ("56-STC", "56-STC"), ("BCDTW", "56-STC")])
def test_a_unit_does_not_go_into_itself_or_into_one_below(world: World, code: str, into: str) -> None:
    with pytest.raises(Invalid):
        merge(world, code, into=into)


def test_a_merged_unit_takes_no_new_work_and_merges_once(world: World) -> None:
    merge(world, "56-SKHCN")
    world.tick(A_MONDAY)
    world.case("T-3", lead=None)
    with pytest.raises(Conflict, match="still exists"):
        merge(world, "56-SKHCN", into="BKHCN")
    with pytest.raises(Invalid, match="56-SKHCN"):
        offered_to_the_department(world, "T-4", lead=None)
    with world.database.writing() as session:
        unit = session.get_one(OrgUnit, world.units["56-SKHCN"])
        with pytest.raises(Conflict, match="still exists"):
            closing.close_unit(session, unit, last_on=SINCE, reason="x", actor=OPERATOR, at=A_MONDAY)
        assert following.follow_next(session, A_TUESDAY) is False
