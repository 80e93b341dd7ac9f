"""Claiming, releasing, reassigning, drafts, reports and handing in: who may, and why not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.integration.work.helping import hand_in, to_verification
from tests.support.moments import A_MONDAY, A_WEDNESDAY
from tests.support.world import RESULT, World
from tests.web.story import given_to_the_department, handed_in
from workflows.errors import Conflict, Forbidden, Invalid, Refusal
from workflows.work import assignment, claim, escalation_choices, forms, progress, submission
from workflows.work.models import Claim, ProgressReport

LATE = {"percent": "40", "produced": "Dự thảo", "schedule": "late", "late_days": "5", "cause": "Chờ số liệu"}


def test_a_step_is_taken_worked_on_by_its_holder_alone_and_put_back(world: World) -> None:
    to_verification(world)
    item = world.item("minh", "verify_result")
    world.do("minh", claim.claim, item, at=A_MONDAY)
    assert [one.element for one in world.inbox("dua")] == []
    with pytest.raises(Conflict, match="you hold it already"):
        world.do("minh", claim.claim, item, at=A_MONDAY)
    with pytest.raises(Conflict, match="somebody else was quicker"):
        world.do("dua", claim.claim, item, at=A_MONDAY)
    with pytest.raises(Forbidden, match="that is not you"):
        world.do("dua", claim.release, item, reason="", at=A_MONDAY)
    world.do("minh", claim.release, item, reason="Đi công tác", at=A_MONDAY)
    assert world.item("dua", "verify_result").assignee_id is None
    with world.database.reading() as session:
        held = session.scalars(select(Claim)).one()
        assert (held.how, held.released_at) == ("claimed", A_MONDAY)


def test_who_is_not_offered_a_step_cannot_take_it(world: World) -> None:
    to_verification(world)
    item = world.item("minh", "verify_result")
    for name in ("charlie", "lan", "hoa", "tuan", "nga"):
        with pytest.raises(Forbidden, match="offered to others"):
            world.do(name, claim.claim, item, at=A_MONDAY)


def test_only_a_superior_of_the_unit_reassigns(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item, tam = world.item("lan", "submit_result"), world.addresses["tam"]
    for name in ("lan", "tam", "charlie", "tuan", "minh", "nga"):
        with pytest.raises(Forbidden, match="head of the responsible unit or a superior"):
            world.do(name, assignment.reassign, item, person=tam, reason="Đổi người", at=A_MONDAY)
    for name, chosen in (("binh", "tam"), ("hoa", "lan"), ("an", "tam")):
        world.do(name, assignment.reassign, item, person=world.addresses[chosen], reason="Đổi người", at=A_MONDAY)
        assert world.item(chosen, "submit_result").assignee_id == world.people[chosen]
    with world.database.reading() as session:
        assert [row.released_at is None for row in session.scalars(select(Claim).order_by(Claim.id))][-1]


@pytest.mark.parametrize("name", ["charlie", "hoa", "minh"])
def test_work_is_given_only_to_somebody_of_the_responsible_unit(world: World, name: str) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    with pytest.raises(Invalid) as refused:
        world.do("binh", assignment.reassign, item, person=world.addresses[name], reason="Đổi người", at=A_MONDAY)
    assert refused.value.faults.keys() & {"officer", "person"}


def test_a_late_confirmation_stays_with_the_post_also_when_a_superior_decides_on_it(world: World) -> None:
    """Hòa may take it over; she does not give a head's decision to an officer."""
    case = handed_in(world)
    late = A_WEDNESDAY + timedelta(hours=10)
    world.tick(late)
    desk = world.item("hoa", "handle_escalation", late)
    give = {"decision": "reassign", "person": world.addresses["tam"], "reason": "Bình đi vắng"}
    with pytest.raises(Conflict, match="belongs to a post"):
        world.do("hoa", escalation_choices.handle, desk, form=give, at=late)
    take = {"decision": "take_over", "reason": "Bình đi vắng"}
    world.do("hoa", escalation_choices.handle, desk, form=take, at=late)
    assert world.item("hoa", "confirm_result", late).instance_id == case


def test_a_result_without_evidence_is_not_handed_in(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    with pytest.raises(Refusal, match="Expected evidence with the result"):
        world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    assert world.open_elements(case) == ["submit_result"]


def test_a_result_is_withdrawn_by_its_sender_only(world: World) -> None:
    given_to_the_department(world)
    hand_in(world)
    checking = world.item("binh", "confirm_result")
    for name in ("tam", "binh", "charlie"):
        with pytest.raises(Forbidden, match="the one who submitted"):
            world.do(name, submission.withdraw, checking, reason="x", at=A_MONDAY)


def test_what_was_typed_is_kept_as_far_as_the_form_knows_it(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    typed = {"summary": "Đang làm", "secret_field": "x"}
    world.do("lan", forms.save_draft, item, form=typed, at=A_MONDAY)
    with world.database.reading() as session:
        assert forms.draft_of(session, item) == {"summary": "Đang làm"}
    world.do("lan", forms.save_draft, item, form={"summary": "Gần xong"}, at=A_MONDAY)
    with world.database.reading() as session:
        assert forms.draft_of(session, item) == {"summary": "Gần xong"}
    with pytest.raises(Forbidden):
        world.do("tam", forms.save_draft, item, form=typed, at=A_MONDAY)


def test_whoever_reports_less_than_last_time_says_why(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    said = {"percent": "40", "produced": "Dự thảo", "schedule": "on_schedule"}
    world.do("lan", progress.report, item, form=said, at=A_MONDAY)
    with pytest.raises(Invalid, match="30 percent after 40") as refused:
        world.do("lan", progress.report, item, form={**said, "percent": "30"}, at=A_MONDAY)
    assert set(refused.value.faults) == {"cause"}
    world.do("lan", progress.report, item, form={**said, "percent": "30", "cause": "Làm lại"}, at=A_MONDAY)


def test_five_working_days_late_demand_a_remedy_plan(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    with pytest.raises(Invalid) as refused:
        world.do("lan", progress.report, item, form=LATE, at=A_MONDAY)
    assert set(refused.value.faults) == {"remedy"}
    world.do("lan", progress.report, item, form={**LATE, "remedy": "Tăng người"}, at=A_MONDAY)
    world.do("lan", progress.report, item, form={**LATE, "late_days": "4"}, at=A_MONDAY)
    with world.database.reading() as session:
        rows = session.scalars(select(ProgressReport).order_by(ProgressReport.id)).all()
        assert [(row.late_days, row.remedy) for row in rows] == [(5, "Tăng người"), (4, None)]
    with pytest.raises(Forbidden):
        world.do("charlie", progress.report, item, form={**LATE, "late_days": "4"}, at=A_MONDAY)
