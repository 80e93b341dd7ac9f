"""A superior reopens a signed-off task: a new case goes on, the former one stays as it ended, and every number follows."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from tests.integration.resolutions.reopened import (
    A_THURSDAY,
    ON_ONE,
    WHY,
    case_row,
    class_of,
    counts,
    newest,
    once_more,
    reopened,
)
from tests.integration.work.helping import join
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, DUE, local
from tests.support.world import RESULT, World
from tests.web.story import decided, given_to_the_department, handed_in, signed_off
from workflows.calendar import local_date
from workflows.errors import Conflict, Forbidden, Invalid
from workflows.ledger.models import LedgerEntry
from workflows.organisation.models import Appointment, OrgUnit, Position
from workflows.resolutions.reopening import reopen
from workflows.resolutions.reopening_models import CaseReopening
from workflows.work import claim, delegation, directing, submission
from workflows.work.models import Attachment, Contribution, Review, Submission, SubmissionSide


def test_the_task_goes_on_in_a_new_case_where_its_result_is_made(world: World) -> None:
    number = signed_off(world)
    new = reopened(world, number)
    assert new.id != number and new.business_key == "T-1" and new.ended_at is None
    assert world.open_elements(new.id) == ["submit_result"], "neither assigned nor accepted again"
    item = world.item("lan", "submit_result", A_WEDNESDAY)
    assert (item.instance_id, item.assignee_id) == (new.id, world.people["lan"]), "who had it has it"
    with world.database.reading() as session:
        row = session.scalars(select(CaseReopening)).one()
        assert (row.instance_id, row.former_id, row.reason) == (new.id, number, WHY)
        assert (row.reopened_by_id, row.reopened_at) == (world.people["an"], A_WEDNESDAY)
    assert class_of(world, A_WEDNESDAY) == ("in_progress", "on_time")
    assert counts(world, A_WEDNESDAY) == {"in_progress": 1}, "the task counts once"
    assert world.disagreements(A_WEDNESDAY) == []


@ON_ONE
def test_what_was_handed_in_checked_and_signed_stays_with_the_former_case(world: World) -> None:
    number = signed_off(world)
    before = [of_case(world, model, number) for model in (Submission, Attachment)]
    new = reopened(world, number)
    assert [of_case(world, model, number) for model in (Submission, Attachment)] == before == [1, 1]
    assert [of_case(world, model, new.id) for model in (Submission, Attachment)] == [0, 0]
    former = case_row(world, number)
    assert (former.ended_at, former.outcome) == (A_MONDAY, "task_completed")
    with world.database.reading() as session:
        assert len(session.scalars(select(Review)).all()) == 3


def of_case(world: World, model: type[Submission] | type[Attachment], number: int) -> int:
    with world.database.reading() as session:
        return len(session.scalars(select(model.id).where(model.instance_id == number)).all())


@ON_ONE
@pytest.mark.parametrize(
    ("at", "due_on", "expected"),
    [
        (A_WEDNESDAY, "", DUE),
        (DUE, "", local(2026, 3, 17, 17)),
        (A_WEDNESDAY, "2026-03-06", local(2026, 3, 6, 17)),
    ],
    ids=["the old date while it leaves time", "three working days where it does not", "the day that was named"],
)
def test_the_unit_has_time_again(world: World, at: datetime, due_on: str, expected: datetime) -> None:
    new = reopened(world, signed_off(world), at, due_on=due_on)
    assert new.due_at == expected == world.item("lan", "submit_result", at).due_at


@ON_ONE
def test_a_task_without_a_date_goes_on_without_one(world: World) -> None:
    assert reopened(world, signed_off(world, due_at=None)).due_at is None


@ON_ONE
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"due_on": "2026-03-04"}, "due_on"),
        ({"due_on": "hôm nay"}, "due_on"),
        ({"due_on": "2101-01-01"}, "due_on"),
    ],
)
def test_without_a_reason_or_with_a_day_that_is_none_nothing_happens(
    world: World, said: dict[str, str], field: str
) -> None:
    number = signed_off(world)
    with pytest.raises(Invalid) as refused:
        reopened(world, number, **said)
    assert set(refused.value.faults) == {field}
    assert newest(world).id == number


@ON_ONE
@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("tuan", "signed it off yourself"),
        *((name, "a superior of the post") for name in ("lan", "binh", "hoa", "nga", "khoa")),
    ],
)
def test_only_somebody_above_the_post_that_signed_reopens(world: World, who: str, why: str) -> None:
    number = signed_off(world)
    with pytest.raises(Forbidden, match=why):
        world.do(who, reopen, case_row(world, number), reason=WHY, at=A_WEDNESDAY)


@ON_ONE
def test_the_nearest_superior_may_and_the_signatory_does_not_by_becoming_one(world: World) -> None:
    number = signed_off(world)
    for name in ("tuan", "khoa"):
        appoint(world, name, "TGV")
    with pytest.raises(Forbidden, match="signed it off yourself"):
        world.do("tuan", reopen, case_row(world, number), reason=WHY, at=A_WEDNESDAY)
    world.do("khoa", reopen, case_row(world, number), reason=WHY, at=A_WEDNESDAY)


def appoint(world: World, name: str, unit: str) -> None:
    """Let this person act as the head of a unit, too."""
    with world.database.writing() as session:
        post = session.scalars(
            select(Position).where(Position.unit_id == world.units[unit], Position.rank == "head")
        ).one()
        session.add(
            Appointment(person_id=world.people[name], position_id=post.id, kind="acting", from_on=local_date(A_MONDAY))
        )
        session.commit()


@ON_ONE
def test_a_superior_who_had_a_hand_in_the_result_does_not_reopen_it(world: World) -> None:
    number = given_to_the_department(world, officer="lan")
    with world.database.writing() as session:
        session.add(Contribution(instance_id=number, person_id=world.people["an"], how="report", since=A_MONDAY))
        session.commit()
    item = world.item("lan", "submit_result")
    world.attach("lan", item, A_MONDAY)
    world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    for name, element, decision in (
        ("binh", "confirm_result", "confirm"), ("minh", "verify_result", "approve"), ("tuan", "sign_off_result", "sign_off"),
    ):  # fmt: skip
        decided(world, name, world.item(name, element), decision)
    with pytest.raises(Forbidden, match="you had a hand in it"):
        reopened(world, number)


@ON_ONE
def test_what_was_not_signed_off_is_not_reopened(world: World) -> None:
    number = handed_in(world)
    with pytest.raises(Conflict, match="was signed off, but this one was not"):
        reopened(world, number)
    world.do("tuan", directing.cancel, case_row(world, number), reason=WHY, at=A_TUESDAY)
    with pytest.raises(Conflict, match="was signed off, but this one was not"):
        reopened(world, number)


def test_what_was_reopened_is_reopened_again_only_after_the_next_sign_off(world: World) -> None:
    first = signed_off(world)
    second = reopened(world, first)
    with pytest.raises(Conflict, match="reopened already"):
        reopened(world, first)
    with pytest.raises(Conflict, match="was not"):
        reopened(world, second.id)
    once_more(world, A_WEDNESDAY)
    third = reopened(world, second.id, A_THURSDAY)
    assert world.open_elements(third.id) == ["submit_result"] and counts(world, A_THURSDAY) == {"in_progress": 1}
    with pytest.raises(Conflict, match="reopened already"):
        reopened(world, first, A_THURSDAY)
    assert world.disagreements(A_THURSDAY) == []


@ON_ONE
def test_signed_off_again_the_task_is_completed_once_and_its_first_completion_stays_late(world: World) -> None:
    number = signed_off(world, at=local(2026, 3, 13), due_at=DUE)
    assert class_of(world, A_WEDNESDAY)[0] == "completed_late"
    monday = local(2026, 3, 16)
    reopened(world, number, monday)
    assert class_of(world, monday)[0] == "in_progress"
    assert class_of(world, local(2026, 3, 20))[0] == "in_progress_overdue", "three working days have passed"
    once_more(world, monday)
    assert counts(world, monday) == {"completed_on_time": 1}
    with world.database.reading() as session:
        made = session.scalars(select(Submission).order_by(Submission.id)).all()
        assert [one.submitted_at > one.due_at for one in made] == [True, False]
    assert world.disagreements(monday) == []


def test_four_eyes_carries_over(world: World) -> None:
    new = reopened(world, signed_off(world))
    item = world.item("lan", "submit_result", A_WEDNESDAY)
    world.do("lan", claim.release, item, reason="Đổi người", at=A_WEDNESDAY)
    world.attach("tam", item, A_WEDNESDAY)
    world.do("tam", submission.submit, item, form=RESULT, at=A_WEDNESDAY)
    decided(world, "binh", world.item("binh", "confirm_result", A_WEDNESDAY), "confirm", at=A_WEDNESDAY)
    join(world, "lan", "verifiers")
    with pytest.raises(Forbidden, match="you had a hand in it"):
        decided(world, "lan", world.item("lan", "verify_result", A_WEDNESDAY), "approve", at=A_WEDNESDAY)
    with world.database.reading() as session:
        sides = select(SubmissionSide.person_id).join(Submission).where(Submission.instance_id == new.id)
        assert set(session.scalars(sides)) == {world.people[name] for name in ("lan", "tam", "binh")}
    assert world.disagreements(A_WEDNESDAY) == []


@ON_ONE
def test_an_officer_who_has_left_the_unit_is_not_given_the_work_again(world: World) -> None:
    number = signed_off(world)
    with world.database.writing() as session:
        held = select(Appointment).where(Appointment.person_id == world.people["lan"])
        session.scalars(held).one().until_on = local_date(A_TUESDAY)
        session.commit()
    reopened(world, number)
    item = world.item("tam", "submit_result", A_WEDNESDAY)
    assert item.assignee_id is None and item.candidate_key == f"unit:{world.units['56-SKHCN']}"


@ON_ONE
def test_a_task_whose_lead_unit_is_closed_is_not_reopened(world: World) -> None:
    number = signed_off(world)
    with world.database.writing() as session:
        session.get_one(OrgUnit, world.units["56-SKHCN"]).valid_until = local_date(A_TUESDAY)
        session.commit()
    with pytest.raises(Conflict, match="Register what is left to do as a new task"):
        reopened(world, number)


@ON_ONE
def test_whoever_let_another_sign_for_them_does_not_reopen_it(world: World) -> None:
    number = handed_in(world)
    decided(world, "binh", world.item("binh", "confirm_result"), "confirm")
    decided(world, "minh", world.item("minh", "verify_result"), "approve")
    signing = world.item("tuan", "sign_off_result")
    world.do("tuan", claim.claim, signing, at=A_MONDAY)
    give = {"person": world.addresses["khoa"], "reason": WHY}
    world.do("tuan", delegation.delegate, world.seen("tuan", signing.public_id), **give, at=A_MONDAY)
    decided(world, "khoa", world.seen("khoa", signing.public_id), "sign_off")
    appoint(world, "tuan", "TGV")
    with pytest.raises(Forbidden, match="you let another do it"):
        world.do("tuan", reopen, case_row(world, number), reason=WHY, at=A_WEDNESDAY)
    reopened(world, number)


@ON_ONE
def test_what_is_reopened_at_the_moment_of_its_sign_off_has_ended_once(world: World) -> None:
    former = case_row(world, signed_off(world))
    reopened(world, former.id, A_MONDAY)
    with world.database.reading() as session:
        of_case = LedgerEntry.stream == f"case:{former.public_id}"
        kinds = session.scalars(select(LedgerEntry.kind).where(of_case).order_by(LedgerEntry.seq)).all()
    assert kinds[-2:] == ["case.ended", "case.reopened"] and kinds.count("case.ended") == 1
