"""Difficulties and proposals: who may raise them, who has to answer, and that the clock holds them to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.integration.work.helping import decide, hand_in
from tests.support.moments import A_MONDAY, local
from tests.web.story import given_to_the_department
from workflows.db import table_of
from workflows.errors import Conflict, Forbidden, Invalid
from workflows.instances.models import ProcessInstance
from workflows.ledger.models import LedgerEntry
from workflows.limits import DIFFICULTIES
from workflows.work import assignment, claim, difficulties, submission
from workflows.work.comment_models import Difficulty
from workflows.work.models import Escalation

WORDS = "Ba sở chưa gửi số liệu, đề nghị đôn đốc."
ANSWERED_BY = local(2026, 3, 9, 17)  # five working days after that Monday
ANSWER = {"answer": "Sở sẽ làm việc trực tiếp với ba đơn vị."}


@pytest.fixture
def item(world):
    """Lan makes a result."""
    given_to_the_department(world, officer="lan")
    return world.item("lan", "submit_result")


def ask(world, name, item, addressed="superior", matter="difficulty", words=WORDS, at=A_MONDAY):
    said = {"matter": matter, "addressed": addressed, "words": words}
    return world.do(name, difficulties.raise_difficulty, item, **said, at=at)


def rows(world):
    with world.database.reading() as session:
        return session.scalars(select(Difficulty).order_by(Difficulty.id)).all()


@pytest.mark.parametrize(("addressed", "who"), [("superior", "binh"), ("assigning", "tuan")])
def test_it_waits_for_the_head_of_the_unit_or_for_who_assigned_and_is_answered_on_the_record(
    world, item, addressed, who
):
    ask(world, "lan", item, addressed)
    desk = world.item(who, difficulties.ANSWER)
    assert desk.due_at == ANSWERED_BY
    assert [one.id for one in world.inbox(who, shelf="decisions")] == [desk.id]
    if addressed == "assigning":
        world.do(who, claim.claim, desk, at=A_MONDAY)
    world.do(who, assignment.complete, desk, form=ANSWER, at=A_MONDAY + timedelta(days=1))
    (row,) = rows(world)
    assert row.answer == ANSWER["answer"] and row.answered_by_id == world.people[who]
    assert row.answered_at == A_MONDAY + timedelta(days=1)
    with world.database.reading() as session:
        kinds = list(session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id)))
    assert kinds.index("difficulty.raised") < kinds.index("difficulty.answered")
    assert world.item("lan", "submit_result").due_at == item.due_at, "the work's own date stays"
    assert world.disagreements() == []


def test_the_head_of_the_unit_asks_the_next_one_up(world):
    given_to_the_department(world)
    item = world.item("binh", "submit_result")
    world.do("binh", claim.claim, item, at=A_MONDAY)
    ask(world, "binh", item)
    assert world.item("hoa", difficulties.ANSWER).business_key == "T-1"


def test_a_late_answer_is_raised_by_the_clock_like_any_late_work(world, item):
    ask(world, "lan", item)
    world.tick(ANSWERED_BY)
    desk = world.item("binh", difficulties.ANSWER, ANSWERED_BY)
    with world.database.reading() as session:
        raised = session.scalars(select(Escalation).where(Escalation.work_item_id == desk.id)).all()
    assert [one.level for one in raised] == [1]
    assert world.item("hoa", "handle_escalation", ANSWERED_BY).business_key == "T-1"
    assert [one.id for one in world.inbox("binh", ANSWERED_BY + timedelta(minutes=1), "late")] == [desk.id]


def test_only_whoever_works_on_the_result_raises_anything(world, item):
    for name in ("binh", "tam", "minh"):
        with pytest.raises(Forbidden):
            ask(world, name, item)
    world.attach("lan", item, A_MONDAY)
    world.do("lan", submission.submit, item, form={"summary": WORDS, "no_classified": True}, at=A_MONDAY)
    with pytest.raises(Conflict):
        ask(world, "lan", item)


def test_what_is_missing_is_said_at_its_field(world, item):
    with pytest.raises(Invalid) as refused:
        ask(world, "lan", item, addressed="", matter="x", words=" ")
    assert set(refused.value.faults) == {"matter", "addressed", "words"} and rows(world) == []


def test_not_too_many_wait_at_once(world, item):
    for _number in range(DIFFICULTIES):
        ask(world, "lan", item)
    with pytest.raises(Conflict, match="as many"):
        ask(world, "lan", item)


def test_a_case_on_an_older_drawing_says_so(world, item):
    cases = table_of(ProcessInstance)
    with world.database.writing() as session:
        session.execute(update(cases).values(waiting_for="overdue,extension_requested"))
        session.commit()
    with pytest.raises(Conflict, match="older version"):
        ask(world, "lan", item)


def test_one_that_nobody_answered_ends_with_the_work_and_stays_unanswered(world, item):
    ask(world, "lan", item, "assigning")
    hand_in(world)
    decide(world, "binh", "confirm_result", "confirm")
    decide(world, "minh", "verify_result", "approve")
    decide(world, "tuan", "sign_off_result", "sign_off")
    (row,) = rows(world)
    assert row.answered_at is None
    assert world.inbox("tuan") == ()
    assert world.disagreements() == []
