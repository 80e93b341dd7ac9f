"""Comments and instructions: who may say something, whom one may mention, who takes note, and that nobody contributes by it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.support.moments import A_MONDAY
from tests.support.world import RESULT
from tests.web.story import given_to_the_department
from workflows.errors import Conflict, Forbidden, Invalid
from workflows.instances.models import ProcessInstance
from workflows.ledger.models import LedgerEntry
from workflows.work import assignment, claim, comments, submission
from workflows.work.comment_models import Comment, Instruction, Mention
from workflows.work.models import Contribution


@pytest.fixture
def item(world):
    """Lan makes a result."""
    given_to_the_department(world, officer="lan")
    return world.item("lan", "submit_result")


def say(world, name, item, words):
    with world.database.reading() as session:
        case = session.get_one(ProcessInstance, item.instance_id)
    return world.do(name, comments.comment, case, words=words, at=A_MONDAY)


def instruct(world, name, item, words="Xong trước thứ Sáu."):
    return world.do(name, comments.instruct, item, words=words, at=A_MONDAY)


def note(world, name, comment_id):
    return world.do(name, comments.acknowledge, comment_id, at=A_MONDAY)


def rows(world, model):
    with world.database.reading() as session:
        return session.scalars(select(model)).all()


def kinds(world):
    with world.database.reading() as session:
        return session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id)).all()


def test_a_comment_is_kept_with_its_mentions_and_makes_nobody_a_contributor(world, item):
    before = len(rows(world, Contribution))
    say(world, "binh", item, "@lan xem lại số liệu; viết cho tuan@demo.nq57.example nếu cần. @lan!")
    (comment,), (mention,) = rows(world, Comment), rows(world, Mention)
    assert comment.said_by_id == world.people["binh"] and mention.person_id == world.people["lan"]
    assert kinds(world)[-2:] == ["comment.made", "comment.mentioned"]
    assert len(rows(world, Contribution)) == before


@pytest.mark.parametrize("name", ["charlie", "nobody", "charlie@demo.nq57.example"])
def test_who_may_not_see_the_case_is_refused_in_the_words_for_who_does_not_exist(world, item, name):
    with pytest.raises(Invalid) as refused:
        say(world, "binh", item, f"@{name} giúp với")
    assert (
        str(refused.value) == f"Expected “@{name}” to name somebody who may see this case, but it names nobody who may."
    )
    assert "words" in refused.value.faults and rows(world, Comment) == []


def test_an_inspector_follows_and_says_nothing(world, item):
    with pytest.raises(Forbidden, match="inspector"):
        say(world, "nga", item, "Đã xem.")


@pytest.mark.parametrize("words", ["", "  \n "])
def test_no_words_are_no_comment(world, item, words):
    with pytest.raises(Invalid, match="words"):
        say(world, "binh", item, words)
    with pytest.raises(Invalid, match="words"):
        instruct(world, "binh", item, words)


@pytest.mark.parametrize("name", ["binh", "hoa", "an", "tuan"])
def test_a_superior_instructs_and_the_holder_takes_note_once(world, item, name):
    comment_id = instruct(world, name, item)
    with pytest.raises(Forbidden):
        note(world, name, comment_id)
    note(world, "lan", comment_id)
    (instruction,) = rows(world, Instruction)
    assert instruction.acknowledged_by_id == world.people["lan"] and instruction.acknowledged_at == A_MONDAY
    assert kinds(world)[-2:] == ["instruction.given", "instruction.acknowledged"]
    with pytest.raises(Conflict, match="already"):
        note(world, "lan", comment_id)


@pytest.mark.parametrize("name", ["minh", "tam", "nga"])
def test_nobody_but_a_superior_instructs(world, item, name):
    with pytest.raises(Forbidden, match="superior"):
        instruct(world, name, item)


def test_nobody_instructs_themselves(world):
    given_to_the_department(world)
    accepted = world.item("binh", "submit_result")
    world.do("binh", claim.claim, accepted, at=A_MONDAY)
    with pytest.raises(Conflict, match="yourself"):
        instruct(world, "binh", accepted)


def test_an_instruction_on_a_finished_step_waits_for_nobody(world, item):
    instruct(world, "hoa", item)
    world.attach("lan", item, A_MONDAY)
    world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    with world.database.reading() as session:
        waits = [comments.waiting_for(session, world.standing(name)) for name in ("lan", "binh")]
    assert waits == [[], []]


def test_an_instruction_goes_with_the_step_to_its_next_holder(world, item):
    comment_id = instruct(world, "hoa", item)
    world.do("binh", assignment.reassign, item, person=world.addresses["tam"], reason="Đi công tác", at=A_MONDAY)
    with pytest.raises(Forbidden):
        note(world, "lan", comment_id)
    with world.database.reading() as session:
        waits = {name: len(comments.waiting_for(session, world.standing(name))) for name in ("lan", "tam", "binh")}
    assert waits == {"lan": 0, "tam": 1, "binh": 0}
    note(world, "tam", comment_id)
    with world.database.reading() as session:
        assert (
            session.scalar(select(func.count()).select_from(Instruction).where(Instruction.acknowledged_at.is_(None)))
            == 0
        )
