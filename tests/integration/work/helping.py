"""Small things that several tests of the room do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tests.support.country import SINCE
from tests.support.moments import A_MONDAY
from tests.support.world import RESULT, World
from tests.web.story import given_to_the_department
from workflows.organisation.models import Appointment, CandidateGroup, GroupMember, OrgUnit, Position
from workflows.work import review, submission
from workflows.work.models import Submission
from workflows.work.sides import current_submission


def join(world: World, name: str, group: str) -> None:
    """This person becomes a member of the candidate group."""
    with world.database.writing() as session:
        found = session.scalars(select(CandidateGroup).where(CandidateGroup.code == group)).one()
        session.add(GroupMember(group_id=found.id, person_id=world.people[name], from_on=SINCE))
        session.commit()


def act_as_head(world: World, name: str, unit: str) -> None:
    """This person holds the unit's head post too, acting."""
    with world.database.writing() as session:
        post = session.scalars(
            select(Position)
            .join(OrgUnit, OrgUnit.id == Position.unit_id)
            .where(OrgUnit.code == unit, Position.rank == "head")
        ).one()
        session.add(Appointment(person_id=world.people[name], position_id=post.id, kind="acting", from_on=SINCE))
        session.commit()


def current(world: World, case: int) -> Submission:
    """The result as it is now."""
    with world.database.reading() as session:
        found = current_submission(session, case)
        assert found is not None
        return found


def hand_in(world: World, name: str = "lan") -> None:
    """This officer hands the result in with a piece of evidence."""
    item = world.item(name, "submit_result")
    world.attach(name, item, A_MONDAY)
    world.do(name, submission.submit, item, form=RESULT, at=A_MONDAY)


def decide(
    world: World, name: str, element: str, decision: str, reason: str | None = None, at: datetime = A_MONDAY
) -> None:
    """This member of the cast decides on the result as it is now."""
    item = world.item(name, element, at)
    form = {"decision": decision, "reason": reason}
    seen = current(world, item.instance_id).sha256
    world.do(name, review.decide, item, form=form, seen_sha256=seen, at=at)


def to_verification(world: World) -> int:
    """A result by Lan, confirmed by Bình, waits for a verifier."""
    case = given_to_the_department(world)
    hand_in(world)
    decide(world, "binh", "confirm_result", "confirm")
    return case
