"""Delegating and taking back: another does it, the owner answers, is told, and four eyes counts both."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.integration.notifications.telling import told
from tests.integration.work.helping import current, to_verification
from tests.support.moments import A_MONDAY, DUE
from tests.support.world import RESULT
from tests.web.story import given_to_the_department, offered_to_the_department
from workflows.errors import Conflict, Forbidden, Invalid
from workflows.work import claim, delegation, sides, submission
from workflows.work.models import Contribution, Escalation

WHY = "Đi công tác ba ngày"


def delegate(world, name, item, to, at=A_MONDAY):
    world.do(name, delegation.delegate, item, person=world.addresses[to], reason=WHY, at=at)


def take_back(world, name, item, at=A_MONDAY):
    world.do(name, delegation.take_back, item, reason=WHY, at=at)


def owned(world, name):
    with world.database.reading() as session:
        return [claim.work_item_id for claim, _item, _case in delegation.delegated_by(session, world.standing(name))]


@pytest.fixture
def item(world):
    """Lan makes a result."""
    given_to_the_department(world, officer="lan")
    return world.item("lan", "submit_result")


def test_another_does_it_both_have_contributed_and_the_owner_keeps_it_in_sight(world, item):
    delegate(world, "lan", item, "tam")
    assert world.inbox("lan") == () and owned(world, "lan") == [item.id]
    done = world.item("tam", "submit_result")
    world.attach("tam", done, A_MONDAY)
    world.do("tam", submission.submit, done, form=RESULT, at=A_MONDAY)
    with world.database.reading() as session:
        hands = set(session.scalars(select(Contribution.person_id)))
        stand = {
            name: sides.side_of(session, current(world, item.instance_id).id, world.people[name])
            for name in ("lan", "tam")
        }
    assert {world.people["lan"], world.people["tam"]} <= hands
    assert stand == {"lan": "contributor", "tam": "contributor"}
    assert owned(world, "lan") == [] and world.disagreements() == []


@pytest.mark.parametrize("name", ["lan", "tam"])
def test_the_owner_takes_it_back_and_the_delegate_gives_it_back(world, item, name):
    delegate(world, "lan", item, "tam")
    take_back(world, name, world.seen(name, item.public_id))
    assert world.item("lan", "submit_result").id == item.id and owned(world, "lan") == []
    assert world.inbox("tam") == ()
    with pytest.raises(Conflict, match="with its owner"):
        take_back(world, "lan", item)


def test_who_is_neither_owner_nor_delegate_takes_nothing_back(world, item):
    delegate(world, "lan", item, "tam")
    with pytest.raises(Forbidden):
        take_back(world, "binh", item)


def test_what_was_delegated_is_neither_delegated_on_nor_put_back_to_the_group(world, item):
    delegate(world, "lan", item, "tam")
    with pytest.raises(Conflict, match="give it back"):
        delegate(world, "tam", item, "binh")
    with pytest.raises(Conflict, match="give it back"):
        world.do("tam", claim.release, item, reason=WHY, at=A_MONDAY)


def test_only_the_holder_delegates_to_somebody_else_of_the_unit_and_says_why(world, item):
    with pytest.raises(Forbidden):
        delegate(world, "binh", item, "tam")
    for to, sentence in (("lan", "somebody else"), ("minh", "responsible unit")):
        with pytest.raises(Invalid, match=sentence):
            delegate(world, "lan", item, to)
    with pytest.raises(Invalid, match="reason"):
        world.do("lan", delegation.delegate, item, person=world.addresses["tam"], reason=" ", at=A_MONDAY)


def test_a_posts_own_step_is_delegated_to_nobody(world):
    offered_to_the_department(world)
    with pytest.raises(Conflict, match="belongs to a post"):
        delegate(world, "binh", world.item("binh", "accept_task"), "lan")


def test_nothing_that_was_raised_is_settled_and_the_owner_is_told_of_the_delay(world, item):
    delegate(world, "lan", item, "tam")
    world.tick(A_MONDAY)
    world.tick(DUE)
    assert {name for name, _kind in told(world, kind="work_item.overdue")} == {"lan", "tam"}
    assert ("tam", "work_item.delegated") in told(world)
    take_back(world, "tam", item, DUE)
    with world.database.reading() as session:
        assert [one.settled_at for one in session.scalars(select(Escalation))] == [None]


def test_who_delegated_a_verification_stands_with_the_verifier(world):
    case = to_verification(world)
    verify = next(one for one in world.inbox("minh") if one.element == "verify_result")
    world.do("minh", claim.claim, verify, at=A_MONDAY)
    delegate(world, "minh", verify, "dua")
    with world.database.reading() as session:
        assert sides.side_of(session, current(world, case).id, world.people["minh"]) == "verifier"
    assert world.item("dua", "verify_result").id == verify.id
