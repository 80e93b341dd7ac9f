"""Whose hands a step may pass into, and what a hand leaves behind."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.moments import A_MONDAY, DUE, local
from tests.support.world import World
from tests.web.story import given_to_the_department, handed_in
from workflows.deadlines import extension
from workflows.errors import Conflict
from workflows.work import assignment, attachments, escalation_choices
from workflows.work.models import Contribution

LEVEL_TWO = local(2026, 3, 16)


def test_a_decision_of_a_post_is_given_to_nobody_else_whatever_is_sent(world: World) -> None:
    handed_in(world)
    item = world.item("binh", "confirm_result")
    with pytest.raises(Conflict):
        world.do("binh", assignment.reassign, item, person=world.addresses["lan"], reason="Bận họp", at=A_MONDAY)


def test_whoever_takes_evidence_away_has_contributed(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    sent = world.attach("lan", item, A_MONDAY)
    world.do("binh", assignment.reassign, item, person=world.addresses["binh"], reason="Tự làm", at=A_MONDAY)
    world.do("binh", attachments.remove, item, sent, at=A_MONDAY)
    with world.database.reading() as session:
        hands = set(session.scalars(select(Contribution.person_id).where(Contribution.instance_id == case)))
    assert hands == {world.people["lan"], world.people["binh"]}


def test_a_proposal_that_was_overtaken_does_not_stop_the_holder_from_asking(world: World) -> None:
    given_to_the_department(world, officer="lan")
    world.tick(DUE)
    world.tick(LEVEL_TWO)
    late = world.item("lan", "submit_result", LEVEL_TWO)
    wish = {"decision": "grant_time", "due_on": "2026-03-24", "reason": "Cần thêm thời gian"}
    other = {"decision": "reassign", "person": world.addresses["binh"], "reason": "Người khác làm"}
    for name, form in (("hoa", wish), ("an", other)):
        item = world.item(name, "handle_escalation", LEVEL_TWO)
        world.do(name, escalation_choices.handle, item, form=form, at=LEVEL_TWO)
    with world.database.reading() as session:
        assert extension.waiting_request(session, late.id) is None
