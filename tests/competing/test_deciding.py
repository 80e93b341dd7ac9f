"""Those who decide at the same moment as somebody else acts: suspend, resume, cancel, give to another, grant time, lose a right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.competing.rivals import Act, by, everything_agrees, one_after_the_other, second_after_first
from tests.competing.scenes import (
    approving,
    case_row,
    facts_of,
    rows_of,
    waiting_for_a_verifier,
    with_evidence,
)
from tests.integration.resolutions.cases import ROW, assign, finish, take_in
from tests.integration.work.helping import act_as_head, join
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, DUE
from tests.support.world import RESULT, World
from tests.web.story import given_to_the_department, signed_off
from workflows.deadlines import extension
from workflows.errors import Conflict, Forbidden
from workflows.instances.models import ProcessInstance
from workflows.organisation import groups
from workflows.organisation.models import CandidateGroup, GroupMember
from workflows.resolutions import parents, reopening
from workflows.resolutions.reopening_models import CaseReopening
from workflows.work import assignment, directing, escalation_choices, submission
from workflows.work.item import Item
from workflows.work.models import Extension, Review, Submission

WHY = "Theo chỉ đạo"
GRANT = {"decision": "grant", "due_on": "2026-03-20", "reason": "Có lý do khách quan"}
REFUSE = {"decision": "refuse", "reason": "Không có lý do mới"}
AT = DUE + timedelta(minutes=5)
A_THURSDAY = A_WEDNESDAY + timedelta(days=1)


def suspended(world: World, case: int) -> None:
    world.do("tuan", directing.suspend, case_row(world, case), reason=WHY, at=A_MONDAY)


@pytest.mark.parametrize(
    ("verb", "kind"), [(directing.suspend, "case.suspended"), (directing.cancel, "case.cancelled")]
)
def test_a_case_directed_twice_at_once_obeys_once(world: World, verb: object, kind: str) -> None:
    case = case_row(world, given_to_the_department(world))
    act = by(world, "tuan", verb, case, reason=WHY, at=A_TUESDAY)
    told = second_after_first(world, act, act)
    assert isinstance(told, Conflict) and "Expected a running case" in str(told)
    assert facts_of(world, kind) == 1
    assert everything_agrees(world) == []


def test_a_case_resumed_twice_at_once_goes_on_once_and_its_date_moves_once(world: World) -> None:
    case = given_to_the_department(world)
    suspended(world, case)
    act = by(world, "tuan", directing.resume, case_row(world, case), reason=WHY, at=A_WEDNESDAY)
    told = second_after_first(world, act, act)
    assert isinstance(told, Conflict) and "not suspended" in str(told)
    assert facts_of(world, "case.resumed") == 1
    assert world.item("lan", "submit_result").due_version == 2
    assert everything_agrees(world) == []


@pytest.mark.parametrize(("first", "handed_in"), [("suspend", 0), ("submit", 1)])
def test_a_result_counts_when_it_came_before_the_standstill_and_not_after(
    world: World, first: str, handed_in: int
) -> None:
    item = with_evidence(world)
    acts = {
        "suspend": by(world, "tuan", directing.suspend, case_row(world, item.instance_id), reason=WHY, at=A_MONDAY),
        "submit": by(world, "lan", submission.submit, item, form=RESULT, at=A_MONDAY),
    }
    told = one_after_the_other(world, acts, first)
    assert told is None if handed_in else isinstance(told, Conflict) and "it is suspended" in str(told)
    assert (rows_of(world, Submission), facts_of(world, "case.suspended")) == (handed_in, 1)
    assert everything_agrees(world) == []


@pytest.mark.parametrize("first", ["reassign", "submit"])
def test_a_step_given_to_another_while_it_is_handed_in_is_one_or_the_other(world: World, first: str) -> None:
    item = with_evidence(world)
    to = world.addresses["tam"]
    acts = {
        "reassign": by(world, "binh", assignment.reassign, item, person=to, reason=WHY, at=A_MONDAY),
        "submit": by(world, "lan", submission.submit, item, form=RESULT, at=A_MONDAY),
    }
    told = one_after_the_other(world, acts, first)
    if first == "reassign":
        assert isinstance(told, Forbidden) and "somebody else holds it" in str(told)
    else:
        assert isinstance(told, Conflict) and "closed in the meantime" in str(told)
    assert (rows_of(world, Submission), facts_of(world, "work_item.reassigned")) == (
        (0, 1) if "re" in first else (1, 0)
    )
    assert everything_agrees(world) == []


@pytest.mark.parametrize("first", ["handle", "submit"])
def test_a_superior_deciding_while_the_late_result_comes_in_is_told_that_it_is_over(world: World, first: str) -> None:
    item = with_evidence(world)
    world.tick(DUE)
    form = {"decision": "take_over", "reason": "Tôi nhận làm"}
    acts = {
        "handle": by(
            world, "hoa", escalation_choices.handle, world.item("hoa", "handle_escalation", AT), form=form, at=AT
        ),
        "submit": by(world, "lan", submission.submit, item, form=RESULT, at=AT),
    }
    told = one_after_the_other(world, acts, first)
    assert isinstance(told, Forbidden if first == "handle" else Conflict)
    assert facts_of(world, "work_item.taken_over") + rows_of(world, Submission) == 1
    assert everything_agrees(world) == []


def asked_for_time(world: World) -> Item:
    item = with_evidence(world)
    world.do("lan", extension.ask, item, due_on="2026-03-20", reason="Chờ số liệu", at=A_TUESDAY)
    return item


@pytest.mark.parametrize(("first", "decision"), [("grant", "granted"), ("refuse", "refused")])
def test_of_two_deciding_on_more_time_at_once_one_has_decided(world: World, first: str, decision: str) -> None:
    asked_for_time(world)
    join(world, "khoa", "support_team")
    item = world.item("tuan", "decide_extension", A_TUESDAY)
    acts = {
        "grant": by(world, "tuan", extension.decide, item, form=GRANT, at=A_TUESDAY),
        "refuse": by(world, "khoa", extension.decide, item, form=REFUSE, at=A_TUESDAY),
    }
    told = one_after_the_other(world, acts, first)
    assert isinstance(told, Conflict) and "closed in the meantime" in str(told)
    with world.database.reading() as session:
        assert session.scalars(select(Extension.decision)).all() == [decision]
    assert world.item("lan", "submit_result").due_version == (2 if decision == "granted" else 1)
    assert everything_agrees(world) == []


@pytest.mark.parametrize("first", ["asked", "proposed"])
def test_two_dates_granted_for_one_late_step_move_it_once(world: World, first: str) -> None:
    """The officer's own request and the superior's proposal are on two desks; the second to be granted is over by then."""
    asked_for_time(world)
    world.tick(DUE)
    proposal = {"decision": "grant_time", "due_on": "2026-03-25", "reason": "Đề nghị cho thêm"}
    world.do("hoa", escalation_choices.handle, world.item("hoa", "handle_escalation", AT), form=proposal, at=AT)
    join(world, "khoa", "support_team")
    desks = {
        "asked": by(world, "tuan", extension.decide, world.item("tuan", "decide_extension", AT), form=GRANT, at=AT),
        "proposed": by(
            world, "khoa", extension.decide, world.item("tuan", "decide_extension_proposal", AT),
            form={**GRANT, "due_on": "2026-03-25"}, at=AT,
        ),
    }  # fmt: skip
    told = one_after_the_other(world, desks, first)
    if first == "asked":
        assert isinstance(told, Conflict) and "closed in the meantime" in str(told)
    else:
        assert isinstance(told, Exception) and "later than today and than the present one" in str(told.faults["due_on"])
    assert world.item("lan", "submit_result", AT).due_version == 2
    assert everything_agrees(world) == []


def test_more_time_asked_for_twice_at_once_is_one_request(world: World) -> None:
    item = with_evidence(world)
    act = by(world, "lan", extension.ask, item, due_on="2026-03-20", reason="Chờ số liệu", at=A_TUESDAY)
    told = second_after_first(world, act, act)
    assert isinstance(told, Conflict) and "one is waiting for its decision" in str(told)
    assert rows_of(world, Extension) == 1
    assert everything_agrees(world) == []


def leaving_the_verifiers(world: World, name: str) -> Act:
    """An administrator ends this person's membership of the group, as of yesterday."""
    actor = world.actor("quang")

    def end(session: object) -> None:
        member = session.scalars(
            select(GroupMember)
            .join(CandidateGroup, CandidateGroup.id == GroupMember.group_id)
            .where(CandidateGroup.code == "verifiers", GroupMember.person_id == world.people[name])
        ).one()
        groups.end_membership(session, member, A_MONDAY.date() - timedelta(days=1), actor=actor, at=A_MONDAY)

    return end


def test_who_lost_the_right_after_the_page_was_shown_does_not_approve(world: World) -> None:
    item = waiting_for_a_verifier(world)
    approve = approving(world, "minh", item)  # what the page showed him
    with world.database.writing() as session:
        leaving_the_verifiers(world, "minh")(session)
        session.commit()
    with world.database.writing() as session, pytest.raises(Forbidden, match="offered to others"):
        approve(session)
    assert facts_of(world, "submission.approved") == 0


@pytest.mark.parametrize("first", ["leave", "approve"])
def test_an_approval_while_the_right_is_being_taken_counts_as_before_or_not_at_all(world: World, first: str) -> None:
    item = waiting_for_a_verifier(world)
    acts = {"leave": leaving_the_verifiers(world, "minh"), "approve": approving(world, "minh", item)}
    told = one_after_the_other(world, acts, first)
    refused = isinstance(told, Forbidden)
    with world.database.reading() as session:
        reviews = session.scalars(select(Review.stage).where(Review.stage == "verification")).all()
    assert len(reviews) == facts_of(world, "submission.approved") == (0 if refused else 1)
    assert refused or told is None
    assert facts_of(world, "group.member_ended") == 1
    assert everything_agrees(world) == []


def test_a_task_reopened_twice_at_once_goes_on_once_and_the_later_superior_is_told(world: World) -> None:
    case = case_row(world, signed_off(world))
    act_as_head(world, "khoa", "TGV")
    acts = {name: by(world, name, reopening.reopen, case, reason=WHY, at=A_TUESDAY) for name in ("an", "khoa")}
    told = one_after_the_other(world, acts, "an")
    assert isinstance(told, Conflict) and "reopened already" in str(told)
    assert rows_of(world, CaseReopening) == facts_of(world, "case.reopened") == 1
    assert everything_agrees(world) == []


def test_a_part_reopened_while_the_clock_completes_its_parent_leaves_the_parent_open(postgres_world: World) -> None:
    world = postgres_world
    take_in(world, ROW)
    world.tick(A_MONDAY)
    assign(world, lead_units=["56-SKHCN", "UB56"])
    world.tick(A_TUESDAY)
    finish(world, "CEN-01.56-SKHCN", "binh", "lan")
    finish(world, "CEN-01.UB56", "hoa", None)
    with world.database.reading() as session:
        part = session.scalars(select(ProcessInstance).where(ProcessInstance.business_key == "CEN-01.56-SKHCN")).one()
        ready = session.scalars(parents.ready(A_THURSDAY)).all()
    assert len(ready) == 1, "the clock has seen that the parent is ready"
    reopen = by(world, "an", reopening.reopen, part, reason=WHY, at=A_THURSDAY)
    told = second_after_first(world, reopen, lambda session: parents.complete_next(session, A_THURSDAY))
    assert told is False, "under the lock it is ready no more"
    assert rows_of(world, CaseReopening) == 1 and everything_agrees(world) == []
