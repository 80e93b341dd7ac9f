"""A task that asks for several verifiers: different people, enough of them, and nobody's conclusion lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.integration.work.helping import current, decide, join
from tests.integration.work.panels import WHY, conclude, hand_in_again, seats, seen_by, to_a_panel
from tests.support.moments import A_MONDAY, A_TUESDAY
from tests.support.world import ASSIGN, World
from workflows.errors import Conflict, Forbidden, Invalid, Refusal
from workflows.ledger.models import LedgerEntry, LedgerNote
from workflows.work import assignment, claim, delegation, submission
from workflows.work import invariants as work_invariants
from workflows.work.models import Escalation, Review

KEPT = ("submission_id", "work_item_id", "stage", "decision", "seen_sha256", "decided_by_id", "decided_at")


def facts(world: World) -> list[tuple[str, dict[str, Any]]]:
    with world.database.reading() as session:
        rows = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)).all()
        return [(row.kind, json.loads(row.data)) for row in rows]


def fact_of(world: World, kind: str) -> dict[str, Any]:
    (found,) = [data for one, data in facts(world) if one == kind]
    return found


def test_two_of_three_approve_and_nobody_waits_for_the_third(world: World) -> None:
    case = to_a_panel(world)
    assert world.open_elements(case) == ["verify_in_panel"] * 3
    decide(world, "minh", "verify_in_panel", "approve")
    assert world.open_elements(case) == ["verify_in_panel"] * 2
    decide(world, "hoa", "verify_in_panel", "approve")
    assert world.open_elements(case) == ["sign_off_result"]
    said = fact_of(world, "panel.approved")
    assert (said["approvals"], said["verifiers"], said["sha256"]) == (2, 3, current(world, case).sha256)
    assert sorted(seat.closed_how or "" for seat in seats(world)) == ["cancelled", "completed", "completed"]
    assert world.disagreements() == []


def test_one_approves_and_two_return_it_with_all_that_was_said(world: World) -> None:
    case = to_a_panel(world)
    decide(world, "minh", "verify_in_panel", "return", "Thiếu số liệu quý I")
    decide(world, "hoa", "verify_in_panel", "approve")
    assert world.open_elements(case) == ["verify_in_panel"]
    decide(world, "nga", "verify_in_panel", "return", WHY)
    assert world.open_elements(case) == ["submit_result"]
    assert (
        fact_of(world, "panel.returned")["approvals"],
        [k for k, _ in facts(world) if k == "submission.returned"],
    ) == (1, [])
    with world.database.reading() as session:
        noted = select(LedgerNote.words).join(LedgerEntry, LedgerEntry.id == LedgerNote.entry_id)
        said = session.scalars(noted.where(LedgerEntry.kind == "panel.returned")).one()
    assert said == f"Thiếu số liệu quý I\n{WHY}"
    hand_in_again(world)
    assert world.open_elements(case) == ["verify_in_panel"] * 3  # a new result is a new round, for the same people too
    decide(world, "minh", "verify_in_panel", "approve", at=A_TUESDAY)
    assert world.disagreements() == []


def test_both_of_two_must_approve_and_one_return_is_the_end(world: World) -> None:
    case = to_a_panel(world, "two_of_two")
    decide(world, "minh", "verify_in_panel", "return", WHY)
    assert world.open_elements(case) == ["submit_result"]


def test_without_a_number_one_person_verifies_as_always(world: World) -> None:
    case = to_a_panel(world, "")
    assert world.open_elements(case) == ["verify_result"]
    decide(world, "minh", "verify_result", "approve")
    assert world.open_elements(case) == ["sign_off_result"]
    assert {"verifier.approved", "panel.approved"} & {kind for kind, _ in facts(world)} == set()


def test_one_person_is_shown_one_of_the_places_and_none_after_deciding(world: World) -> None:
    to_a_panel(world)
    shown = world.item("minh", "verify_in_panel")
    world.do("minh", claim.claim, shown, at=A_MONDAY)
    assert [item.id for item in world.inbox("minh")] == [shown.id]
    assert world.item("hoa", "verify_in_panel").id != shown.id
    conclude(world, "minh", shown, "approve")
    assert world.inbox("minh") == ()
    assert len([item for item in world.inbox("hoa") if item.step == "verification"]) == 1


def test_the_same_person_does_not_sit_twice_by_any_way(world: World) -> None:
    to_a_panel(world)
    first, second, third = seats(world)
    world.do("minh", claim.claim, seen_by(world, "minh", first), at=A_MONDAY)
    with pytest.raises(Forbidden, match="hold one of the conclusions"):
        world.do("minh", claim.claim, seen_by(world, "minh", second), at=A_MONDAY)
    with pytest.raises(Forbidden, match="hold one of the conclusions"):
        conclude(world, "minh", seen_by(world, "minh", third), "approve")
    conclude(world, "minh", seen_by(world, "minh", first), "approve")
    for act in (
        lambda: conclude(world, "minh", seen_by(world, "minh", second), "approve"),
        lambda: world.do("minh", claim.claim, seen_by(world, "minh", third), at=A_MONDAY),
    ):
        with pytest.raises(Forbidden, match="gave your conclusion"):
            act()
    with pytest.raises(Refusal, match="no other part in this verification"):
        world.do(
            "an",
            assignment.reassign,
            seen_by(world, "an", second),
            person=world.addresses["minh"],
            reason=WHY,
            at=A_MONDAY,
        )


def test_the_database_itself_refuses_a_second_conclusion_of_one_person(world: World) -> None:
    case = to_a_panel(world)
    decide(world, "minh", "verify_in_panel", "approve")
    with world.database.writing() as session:
        first = session.scalars(select(Review).where(Review.stage == "verification")).one()
        twice = {name: getattr(first, name) for name in KEPT}
        with pytest.raises(IntegrityError):
            session.execute(insert(Review), twice)
    assert world.open_elements(case) == ["verify_in_panel"] * 2


def test_a_delegate_counts_as_themselves_and_as_the_owner(world: World) -> None:
    to_a_panel(world)
    first, second, third = seats(world)
    world.do("minh", claim.claim, seen_by(world, "minh", first), at=A_MONDAY)
    give = {"person": world.addresses["dua"], "reason": WHY}
    world.do("dua", claim.claim, seen_by(world, "dua", second), at=A_MONDAY)
    with pytest.raises(Conflict, match="no other part in this verification"):
        world.do("minh", delegation.delegate, seen_by(world, "minh", first), **give, at=A_MONDAY)
    world.do("dua", claim.release, seen_by(world, "dua", second), reason=WHY, at=A_MONDAY)
    world.do("minh", delegation.delegate, seen_by(world, "minh", first), **give, at=A_MONDAY)
    for name in ("minh", "dua"):
        with pytest.raises(Forbidden, match="hold one of the conclusions"):
            world.do(name, claim.claim, seen_by(world, name, second), at=A_MONDAY)
    conclude(world, "dua", seen_by(world, "dua", first), "approve")
    for name in ("minh", "dua"):
        assert [item for item in world.inbox(name) if item.step == "verification"] == []
        with pytest.raises(Forbidden, match="gave your conclusion"):
            conclude(world, name, seen_by(world, name, third), "approve")
    assert world.disagreements() == []
    with world.database.writing() as session:
        first_review = session.scalars(select(Review).where(Review.stage == "verification")).one()
        own = {"decided_by_id": world.people["minh"], "work_item_id": third.id}
        session.execute(insert(Review), {name: getattr(first_review, name) for name in KEPT} | own)
        assert any(
            "let another verify it in their place" in one for one in work_invariants.violations(session, world.store)
        )


def test_whoever_comes_for_a_place_that_is_gone_gets_the_next_free_one(world: World) -> None:
    to_a_panel(world)
    shown_to_both = seats(world)[0]
    for_hoa, for_minh = seen_by(world, "hoa", shown_to_both), seen_by(world, "minh", shown_to_both)
    world.do("minh", claim.claim, for_minh, at=A_MONDAY)
    assert world.do("hoa", claim.claim, for_hoa, at=A_MONDAY) == seats(world)[1].public_id
    conclude(world, "nga", seen_by(world, "nga", shown_to_both), "approve")
    assert seats(world)[2].closed_by_id == world.people["nga"]


def test_a_contributor_does_not_verify_and_no_verifier_signs_off(world: World) -> None:
    join(world, "binh", "verifiers")
    for name in ("minh", "hoa"):
        join(world, name, "support_team")
    to_a_panel(world)
    with pytest.raises(Forbidden, match="had a hand in it"):
        decide(world, "binh", "verify_in_panel", "approve")
    decide(world, "minh", "verify_in_panel", "return", WHY)
    decide(world, "hoa", "verify_in_panel", "approve")
    decide(world, "nga", "verify_in_panel", "approve")
    for name in ("minh", "hoa"):
        with pytest.raises(Forbidden, match="other than the verifier"):
            decide(world, name, "sign_off_result", "sign_off")
    decide(world, "tuan", "sign_off_result", "sign_off")
    assert world.disagreements() == []


def test_a_result_is_taken_back_while_nobody_has_begun_and_then_every_place_closes(world: World) -> None:
    case = to_a_panel(world)
    first, second, _ = seats(world)
    world.do("minh", claim.claim, seen_by(world, "minh", second), at=A_MONDAY)
    with pytest.raises(Conflict, match="somebody has begun"):
        world.do("lan", submission.withdraw, seen_by(world, "lan", first), reason="Sót phụ lục", at=A_MONDAY)
    world.do("minh", claim.release, seen_by(world, "minh", second), reason="Bận", at=A_MONDAY)
    world.do("lan", submission.withdraw, seen_by(world, "lan", first), reason="Sót phụ lục", at=A_MONDAY)
    assert world.open_elements(case) == ["submit_result"]
    assert {seat.closed_how for seat in seats(world)} == {"cancelled"}
    assert world.disagreements() == []


@pytest.mark.parametrize("world_url", ("sqlite",), indirect=True)
def test_who_comes_back_to_a_place_that_is_closed_is_told_why(world: World) -> None:
    case = to_a_panel(world)
    first, second, third = seats(world)
    own, late = seen_by(world, "hoa", second), seen_by(world, "dua", third)
    conclude(world, "minh", seen_by(world, "minh", first), "return", WHY)
    conclude(world, "hoa", own, "return", WHY)
    with pytest.raises(Forbidden, match="gave your conclusion"):
        conclude(world, "hoa", own, "return", WHY)
    with pytest.raises(Conflict, match="enough others have decided"):
        conclude(world, "dua", late, "approve")
    hand_in_again(world)
    *_, place = seats(world)
    looked_at = seen_by(world, "dua", place)
    world.do("lan", submission.withdraw, seen_by(world, "lan", place), reason="Sót phụ lục", at=A_TUESDAY)
    assert world.open_elements(case) == ["submit_result"]
    with pytest.raises(Conflict, match="closed in the meantime"):
        conclude(world, "dua", looked_at, "approve")


def test_a_result_that_one_verifier_decided_on_is_not_taken_back(world: World) -> None:
    to_a_panel(world)
    decide(world, "minh", "verify_in_panel", "approve")
    with pytest.raises(Conflict, match="somebody has begun"):
        world.do("lan", submission.withdraw, seen_by(world, "lan", seats(world)[2]), reason="Sót phụ lục", at=A_MONDAY)


def test_each_place_is_watched_and_what_was_raised_about_it_ends_with_the_round(world: World) -> None:
    case = to_a_panel(world)
    late = seats(world)[0].due_at
    assert late is not None
    world.tick(late, telling=False)
    with world.database.reading() as session:
        raised = session.scalars(select(Escalation).order_by(Escalation.id)).all()
    assert {row.work_item_id for row in raised} == {seat.id for seat in seats(world)}
    decide(world, "minh", "verify_in_panel", "approve")
    decide(world, "hoa", "verify_in_panel", "approve")
    with world.database.reading() as session:
        assert {row.effect for row in session.scalars(select(Escalation))} == {"closed"}
    assert world.open_elements(case) == ["sign_off_result"]
    assert world.disagreements() == []


def test_more_verifiers_than_the_group_has_people_are_refused_at_the_field(world: World) -> None:
    world.case()
    form = {**ASSIGN, "panel": "two_of_three"}
    with pytest.raises(Invalid, match="Expected at least 3 people") as refused:
        world.do("tuan", assignment.assign, world.item("tuan", "assign_task"), form=form, at=A_MONDAY)
    assert set(refused.value.faults) == {"panel"}
