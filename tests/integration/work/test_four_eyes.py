"""Whoever had a hand in any version of a result neither verifies nor signs it off: by rule, and by the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tests.integration.work.helping import act_as_head, current, decide, hand_in, join, to_verification
from tests.support.moments import A_MONDAY
from tests.support.world import RESULT, World
from tests.web.story import given_to_the_department
from workflows.errors import Conflict, Forbidden, Invalid, Refusal
from workflows.instances.lifecycle import locked
from workflows.work import forms, progress, review, sides
from workflows.work.models import Review, SubmissionSide

REPORT = {"percent": "50", "produced": "Dự thảo", "schedule": "on_schedule"}


def drafts(world: World) -> None:
    world.do("tam", forms.save_draft, world.item("tam", "submit_result"), form=RESULT, at=A_MONDAY)


def uploads(world: World) -> None:
    world.attach("tam", world.item("tam", "submit_result"), A_MONDAY)


def reports(world: World) -> None:
    world.do("tam", progress.report, world.item("tam", "submit_result"), form=REPORT, at=A_MONDAY)


def submits(world: World) -> None:
    hand_in(world, "tam")
    decide(world, "binh", "confirm_result", "send_back", "Chưa đủ")


HANDS: list[Callable[[World], None]] = [drafts, uploads, reports, submits]


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.__name__)
@pytest.mark.parametrize(("group", "element"), [("verifiers", "verify_result"), ("support_team", "sign_off_result")])
def test_a_contributor_to_an_earlier_version_does_not_check_a_later_one(
    world: World, hand: Callable[[World], None], group: str, element: str
) -> None:
    given_to_the_department(world)
    join(world, "tam", group)
    hand(world)
    hand_in(world)
    decide(world, "binh", "confirm_result", "confirm")
    decide(world, "minh", "verify_result", "return", "Thiếu số liệu")
    hand_in(world)
    decide(world, "binh", "confirm_result", "confirm")
    if element == "sign_off_result":
        decide(world, "minh", "verify_result", "approve")
    with pytest.raises(Forbidden, match="had a hand in it"):
        decide(world, "tam", element, "approve" if element == "verify_result" else "sign_off")


@pytest.mark.parametrize(("group", "element"), [("verifiers", "verify_result"), ("support_team", "sign_off_result")])
def test_a_head_who_confirmed_an_earlier_version_does_not_check_a_later_one(
    world: World, group: str, element: str
) -> None:
    to_verification(world)
    decide(world, "minh", "verify_result", "return", "Thiếu số liệu")
    join(world, "binh", group)
    act_as_head(world, "tam", "56-SKHCN")
    hand_in(world)
    decide(world, "tam", "confirm_result", "confirm")
    if element == "sign_off_result":
        decide(world, "minh", "verify_result", "approve")
    with pytest.raises(Forbidden, match="had a hand in it"):
        decide(world, "binh", element, "approve" if element == "verify_result" else "sign_off")


def test_the_verifier_of_one_version_may_verify_the_next(world: World) -> None:
    case = to_verification(world)
    decide(world, "minh", "verify_result", "return", "Thiếu số liệu")
    hand_in(world)
    decide(world, "binh", "confirm_result", "confirm")
    decide(world, "minh", "verify_result", "approve")
    assert world.open_elements(case) == ["sign_off_result"]


def test_the_verifier_does_not_sign_off(world: World) -> None:
    case = to_verification(world)
    join(world, "minh", "support_team")
    decide(world, "minh", "verify_result", "approve")
    with pytest.raises(Forbidden, match="you verified this result"):
        decide(world, "minh", "sign_off_result", "sign_off")
    decide(world, "tuan", "sign_off_result", "sign_off")
    assert world.open_elements(case) == []


@pytest.mark.parametrize("side", ["verifier", "signatory"])
def test_the_primary_key_refuses_a_second_side_whatever_the_rules_say(world: World, side: str) -> None:
    case = to_verification(world)
    found = current(world, case)
    with world.database.writing() as session:
        turn = locked(session, case, actor=world.actor("lan"), at=A_MONDAY)
        sides.take_side(turn, found.id, world.people["lan"], side)
        with pytest.raises(IntegrityError):
            turn.send()


def test_a_rule_that_forgot_itself_is_stopped_by_the_primary_key(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = to_verification(world)
    join(world, "lan", "verifiers")
    monkeypatch.setattr(review, "may_review", lambda *_: None)
    with pytest.raises(IntegrityError):
        decide(world, "lan", "verify_result", "approve")
    assert world.open_elements(case) == ["verify_result"]


def test_a_side_that_does_not_exist_is_refused_by_the_database(world: World) -> None:
    case = to_verification(world)
    row = SubmissionSide(submission_id=current(world, case).id, person_id=world.people["charlie"], side="friend")
    with world.database.writing() as session:
        session.add(row)
        with pytest.raises(IntegrityError):
            session.flush()


def test_every_contributor_stands_beside_the_next_submission(world: World) -> None:
    case = given_to_the_department(world)
    for hand in (drafts, uploads, reports):
        hand(world)
    hand_in(world)
    with world.database.reading() as session:
        query = select(SubmissionSide.person_id, SubmissionSide.side).where(
            SubmissionSide.submission_id == current(world, case).id
        )
        assert {tuple(row) for row in session.execute(query)} == {
            (world.people["tam"], "contributor"),
            (world.people["lan"], "contributor"),
        }


def test_an_approval_of_something_else_than_what_is_there_decides_nothing(world: World) -> None:
    case = to_verification(world)
    item = world.item("minh", "verify_result")
    for seen in ("0" * 64, ""):
        with pytest.raises(Conflict, match="changed after this page was shown"):
            world.do("minh", review.decide, item, form={"decision": "approve"}, seen_sha256=seen, at=A_MONDAY)
    assert world.open_elements(case) == ["verify_result"]
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).where(Review.stage == "verification")) == 0


def test_the_hash_of_an_earlier_version_does_not_approve_a_later_one(world: World) -> None:
    case = to_verification(world)
    earlier = current(world, case).sha256
    decide(world, "minh", "verify_result", "return", "Thiếu số liệu")
    hand_in(world)
    decide(world, "binh", "confirm_result", "confirm")
    item = world.item("minh", "verify_result")
    assert current(world, case).sha256 != earlier
    with pytest.raises(Conflict):
        world.do("minh", review.decide, item, form={"decision": "approve"}, seen_sha256=earlier, at=A_MONDAY)


@pytest.mark.parametrize(
    ("name", "element", "decision"),
    [
        ("binh", "confirm_result", "send_back"),
        ("minh", "verify_result", "return"),
        ("tuan", "sign_off_result", "return"),
    ],
)
@pytest.mark.parametrize("reason", [None, "", "   "])
def test_nothing_goes_back_without_a_reason(
    world: World, name: str, element: str, decision: str, reason: str | None
) -> None:
    case = given_to_the_department(world)
    hand_in(world)
    for who, step, good in (("binh", "confirm_result", "confirm"), ("minh", "verify_result", "approve")):
        if world.open_elements(case) != [element]:
            decide(world, who, step, good)
    with pytest.raises(Invalid):
        decide(world, name, element, decision, reason)
    assert world.open_elements(case) == [element]


@pytest.mark.parametrize("decision", ["sign_off", "confirm", "burn", ""])
def test_a_decision_of_another_stage_is_refused(world: World, decision: str) -> None:
    case = to_verification(world)
    with pytest.raises(Refusal):
        decide(world, "minh", "verify_result", decision)
    assert world.open_elements(case) == ["verify_result"]
