"""Intervening in one case: who may, what closes and opens, what is told, and what may not be carried past anybody."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
from sqlalchemy import select

from notifications.models import Notification
from tests.crash.stories_of_trouble import a_step_and_a_timer_of_our_own
from tests.integration.work.helping import decide, hand_in, join, to_verification
from tests.integration.work.panels import conclude, hand_in_again, seats, seen_by, to_a_panel
from tests.support.moments import A_MONDAY, A_TUESDAY, DUE
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.definitions import deploy
from workflows.engine.placing.place import Place, places
from workflows.errors import Conflict, Forbidden, Invalid, Refusal
from workflows.instances import incidents
from workflows.instances.models import Incident, ProcessInstance, ProcessTimer, WorkItem
from workflows.instances.things import Thing
from workflows.ledger.models import LedgerEntry, LedgerNote
from workflows.work import assignment, claim, directing, intervening
from workflows.work.models import Escalation

WHY = "Đơn vị chủ trì gửi nhầm"


def row(world: World, case: int) -> ProcessInstance:
    with world.database.reading() as session:
        return session.get_one(ProcessInstance, case)


def where(world: World, case: int) -> dict[str, Place]:
    """Where the case waits, by element; of several alike the first."""
    there: dict[str, Place] = {}
    for one in all_of(world, case):
        there.setdefault(one.element, one)
    return there


def all_of(world: World, case: int) -> tuple[Place, ...]:
    with world.database.reading() as session:
        found = session.get_one(ProcessInstance, case)
        return places(deploy.drawing_of(session, found.definition_version_id), found.state)


def intervene(world: World, verb: Any, case: int, element: str = "", *, who: str = "quang", **said: Any) -> None:
    if element:
        key = where(world, case)[element].key
        said["chosen"] = key if verb is intervening.skip else [key]
    now = {"version": row(world, case).version, "reason": WHY, "at": A_TUESDAY}
    world.do(who, verb, row(world, case), **{**now, **said})


def facts(world: World, *kinds: str) -> list[str]:
    with world.database.reading() as session:
        query = select(LedgerEntry.kind).where(LedgerEntry.kind.in_(kinds)).order_by(LedgerEntry.id)
        return list(session.scalars(query))


def notes(world: World, kind: str) -> str | None:
    with world.database.reading() as session:
        query = select(LedgerNote.words).join(LedgerEntry, LedgerEntry.id == LedgerNote.entry_id)
        return session.scalars(query.where(LedgerEntry.kind == kind)).first()


@pytest.fixture
def case(world: World) -> int:
    """Lan is to make a result."""
    return given_to_the_department(world, officer="lan")


def test_a_case_is_moved_back_with_a_reason_and_its_holder_is_told(world: World, case: int) -> None:
    intervene(world, intervening.move, case, "submit_result", target="accept_task")
    assert world.open_elements(case) == ["accept_task"]
    assert facts(world, "case.moved", "case.check_passed_over") == ["case.moved"]
    assert notes(world, "case.moved") == WHY
    world.tick(A_TUESDAY)
    assert told(world, "lan")[-1] == "case.moved"
    assert world.disagreements(A_TUESDAY) == []


def told(world: World, name: str) -> list[str]:
    with world.database.reading() as session:
        query = select(Notification.kind).where(Notification.person_id == world.people[name]).order_by(Notification.id)
        return list(session.scalars(query))


def test_a_step_is_done_again_only_when_it_was_passed_before(world: World, case: int) -> None:
    with pytest.raises(Invalid, match="passed before"):
        intervene(world, intervening.repeat, case, "submit_result", target="sign_off_result")
    intervene(world, intervening.repeat, case, "submit_result", target="accept_task")
    assert facts(world, "case.repeated") == ["case.repeated"]
    assert world.open_elements(case) == ["accept_task"]


def test_a_step_is_skipped_with_what_the_drawing_asks_of_it(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    hand_in(world)
    with pytest.raises(Invalid) as refused:
        intervene(world, intervening.skip, case, "confirm_result", form={})
    assert list(refused.value.faults) == ["decision"]
    intervene(world, intervening.skip, case, "confirm_result", form={"decision": "confirm"})
    assert world.open_elements(case) == ["verify_result"]
    with world.database.reading() as session:
        item = session.scalars(select(WorkItem).where(WorkItem.element == "confirm_result")).one()
        assert (item.closed_how, item.closed_by_id) == ("skipped", world.people["quang"])
    assert world.disagreements(A_TUESDAY) == []


def test_what_nobody_checked_is_said_loudly(world: World) -> None:
    case = to_verification(world)
    intervene(world, intervening.skip, case, "verify_result", form={"decision": "approve"})
    assert world.open_elements(case) == ["sign_off_result"]
    assert facts(world, "case.check_passed_over") == ["case.check_passed_over"]
    intervene(world, intervening.skip, case, "sign_off_result", form={"decision": "sign_off"})
    assert row(world, case).ended_at is not None
    assert len(facts(world, "case.check_passed_over")) == 2, "neither the verification nor the sign-off was made"
    assert world.disagreements(A_TUESDAY) == []


def test_nothing_is_checked_that_nobody_handed_in(world: World, case: int) -> None:
    for target in ("verify_result", "confirm_result", "sign_off"):
        with pytest.raises(Conflict, match="none was handed in"):
            intervene(world, intervening.move, case, "submit_result", target=target)
    assert world.open_elements(case) == ["submit_result"]


def test_only_an_administrator_without_a_part_intervenes(world: World, case: int) -> None:
    for who in ("lan", "binh", "tuan", "vy"):
        with pytest.raises(Forbidden, match="administrator"):
            intervene(world, intervening.move, case, "submit_result", target="accept_task", who=who)
    join(world, "quang", "verifiers")
    hand_in(world)
    decide(world, "binh", "confirm_result", "confirm")
    decide(world, "quang", "verify_result", "return", "Thiếu số liệu")
    with pytest.raises(Forbidden, match="have: ask another"):
        intervene(world, intervening.move, case, "submit_result", target="accept_task")


def test_a_reason_a_place_and_a_target_are_asked_for(world: World, case: int) -> None:
    faults = []
    for said in ({"reason": " "}, {"chosen": ["9.9"]}, {"chosen": []}, {"target": ""}):
        with pytest.raises(Invalid) as refused:
            intervene(
                world,
                intervening.move,
                case,
                **{"chosen": [where(world, case)["submit_result"].key], "target": "accept_task", **said},
            )
        faults += refused.value.faults
    assert faults == ["reason", "place", "place", "target"]


def test_a_page_that_is_out_of_date_a_case_that_stands_still_or_has_ended_is_refused(world: World, case: int) -> None:
    with pytest.raises(Conflict, match="acted on it meanwhile"):
        intervene(world, intervening.move, case, "submit_result", target="accept_task", version=1)
    world.do("tuan", directing.suspend, row(world, case), reason=WHY, at=A_MONDAY)
    with pytest.raises(Conflict, match="suspended"):
        intervene(world, intervening.move, case, "submit_result", target="accept_task")
    world.do("tuan", directing.cancel, row(world, case), reason=WHY, at=A_MONDAY)
    with pytest.raises(Conflict, match="ended"):
        intervene(world, intervening.change_data, case, values={"rounds": 1})


def test_a_late_step_that_is_moved_takes_its_escalation_along(world: World, case: int) -> None:
    late = DUE + timedelta(days=14)
    world.tick(late)
    assert "handle_escalation" in world.open_elements(case)
    with pytest.raises(Conflict, match="raised or asked for"):
        intervene(world, intervening.move, case, "handle_escalation", target="submit_result", at=late)
    intervene(world, intervening.move, case, "submit_result", target="accept_task", at=late)
    assert world.open_elements(case) == ["accept_task"]
    with world.database.reading() as session:
        assert all(one.settled_at == late for one in session.scalars(select(Escalation)))
    assert world.disagreements(late) == []


def test_values_are_changed_with_the_old_ones_kept(world: World, case: int) -> None:
    intervene(world, intervening.change_data, case, values={"rounds": 2, "officer": None})
    assert '"rounds":2' in row(world, case).variables
    assert notes(world, "case.data_changed") == f"{WHY}\nrounds: 0 → 2"
    assert facts(world, "case.data_changed") == ["case.data_changed"] * 2
    for values in ({"rounds": "hai"}, {"nobody": 1}, {"task.due_at": "x"}, {"Rounds": 1}):
        with pytest.raises(Invalid):
            intervene(world, intervening.change_data, case, values=values)


def test_what_the_drawing_cannot_do_from_there_changes_nothing(world: World, case: int) -> None:
    before = row(world, case)
    with pytest.raises(Refusal, match="known name"):
        intervene(world, intervening.move, case, "submit_result", target="grant_extension")
    assert (row(world, case).state, row(world, case).version) == (before.state, before.version)
    assert world.disagreements(A_TUESDAY) == []


def test_a_panel_is_moved_as_a_whole_and_its_seats_are_free_of_it(world: World) -> None:
    case = to_a_panel(world)
    item = seats(world)[0]
    world.do("minh", claim.claim, seen_by(world, "minh", item), at=A_MONDAY)
    key = where(world, case)["verify_in_panel"].key
    with pytest.raises(Conflict, match="verify_in_panel"):
        intervene(world, intervening.move, case, chosen=[f"{key}.0"], target="submit_result")
    intervene(world, intervening.repeat, case, "verify_in_panel", target="submit_result")
    assert world.open_elements(case) == ["submit_result"]
    world.tick(A_TUESDAY)
    assert told(world, "minh")[-1] == "case.repeated"
    assert world.disagreements(A_TUESDAY) == []
    hand_in_again(world)
    assert world.open_elements(case) == ["verify_in_panel"] * 3


def test_one_seat_of_a_panel_is_skipped_and_the_skipper_has_no_other(world: World) -> None:
    case = to_a_panel(world)
    conclude(world, "minh", seen_by(world, "minh", seats(world)[0]), "approve")
    key = next(one.key for one in all_of(world, case) if one.number is not None)
    intervene(world, intervening.skip, case, chosen=key, form={"decision": "approve"})
    assert world.open_elements(case) == ["sign_off_result"]
    assert facts(world, "case.check_passed_over", "panel.approved") == ["panel.approved"]
    assert world.disagreements(A_TUESDAY) == []


def test_a_timer_and_its_incident_go_with_what_waited_for_it_and_a_moment_can_be_skipped(world: World) -> None:
    for step in islice(a_step_and_a_timer_of_our_own(world), 3):
        step.run(world.database)
    with world.database.writing() as session:
        timer = session.scalars(select(ProcessTimer)).one()
        case, thing = timer.instance_id, Thing("timers", f"timer:{timer.id}", timer.instance_id)
        stuck = incidents.Stuck(thing=thing)
        incidents.record_failure(session, job="timers", cause=OSError("the disk is full"), stuck=stuck, at=A_TUESDAY)
        session.commit()
    intervene(world, intervening.repeat, case, "wait", target="ask")
    with world.database.reading() as session:
        assert session.scalars(select(ProcessTimer)).all() == []
        assert session.scalars(select(Incident)).one().closed_at == A_TUESDAY
    world.do("minh", assignment.complete, world.item("minh", "ask"), form={"yes": "Có"}, at=A_TUESDAY)
    intervene(world, intervening.skip, case, "wait", form={})
    assert row(world, case).outcome == "done"
    assert world.disagreements(A_TUESDAY) == []
