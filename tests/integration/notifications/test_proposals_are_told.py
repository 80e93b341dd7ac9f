"""A proposal reaches who may decide, the decision reaches who proposed; nobody without the right is told or counted."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete

from notifications import bell, recipients
from notifications.invariants import violations
from tests.integration.notifications.telling import new_for, told
from tests.support.moments import A_MONDAY, A_TUESDAY
from tests.support.world import World
from webapp.access import RIGHTS
from workflows.definitions import deploy, proposals
from workflows.definitions.bundles import Bundle
from workflows.definitions.models import DefinitionProposal
from workflows.organisation.models import Grant
from workflows.organisation.standing import standing_of


def test_a_proposal_reaches_who_may_decide_and_the_decision_reaches_who_proposed(world: World) -> None:
    with world.database.reading() as session:
        files = deploy.files_of(session, deploy.latest(session, "resolution_task").id)

    def propose(word: bytes) -> int:
        bundle = Bundle("resolution_task", {**files, "part.bpmn": files["part.bpmn"] + word})
        made = world.do("vy", proposals.propose, bundle, reason="Rõ hơn", at=A_MONDAY)
        world.tick(A_MONDAY)
        return made.id

    def decides(name: str, command: Callable[..., object], number: int, **said: str) -> None:
        world.do(name, lambda s, **who: command(s, s.get_one(DefinitionProposal, number), **said, **who), at=A_TUESDAY)
        world.tick(A_TUESDAY)

    first = propose(b"\n")
    assert told(world) == [("khoa", "definition.proposed")] and new_for(world, "khoa") == ["definition.proposed"]
    decides("khoa", proposals.give_back, first, reason="Thiếu")
    assert new_for(world, "khoa") == [] and new_for(world, "vy") == ["definition.returned"]
    decides("vy", proposals.withdraw, propose(b"\n\n"))
    assert new_for(world, "khoa") == [], "what was taken back asks nobody any more"
    third = propose(b"\n\n\n")
    with world.database.reading() as session:
        seen = session.get_one(DefinitionProposal, third).checksum
    decides("khoa", proposals.approve, third, seen=seen)
    assert "definition.deployed" in new_for(world, "vy")
    with world.database.writing() as session:
        session.execute(delete(Grant).where(Grant.person_id == world.people["vy"]))
        session.commit()
    with world.database.reading() as session:
        standing = standing_of(session, world.actor("vy"), A_TUESDAY)
        assert bell.unseen(session, standing) == 0, "without the right, no notice"
        assert list(violations(session)) == []


def test_the_role_that_is_told_of_proposals_is_the_one_that_decides_on_them() -> None:
    assert RIGHTS["definitions.approve"] == {recipients.DECIDING}
