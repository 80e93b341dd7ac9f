"""Parts of co-operating units: asked for, delivered with evidence, looked at by the lead, missed with a reason, never in the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.integration.resolutions.cases import ROW, assign, take_in
from tests.integration.resolutions.cases import case as case_of
from tests.integration.work.helping import current, decide
from tests.integration.work.parting import (
    NOTE,
    cooperate,
    deliver,
    deliveries,
    enclose,
    look,
    officer_in,
    parts_of,
    taken,
    want,
    with_a_part,
)
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, local
from tests.support.world import ACCEPT, RESULT
from tests.web.story import given_to_the_department, offered_to_the_department
from workflows.errors import Conflict, Forbidden, Invalid, Refusal
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.limits import PART_PIECES
from workflows.resolutions import moving
from workflows.resolutions.models import ResolutionTask
from workflows.work import assignment, attachments, directing, parts, review, submission
from workflows.work.delivering import may_enclose
from workflows.work.models import Escalation, SubmissionSide

PART_DUE = local(2026, 3, 6, 17)
WITHOUT = {**RESULT, "without_parts": "Sở Tài chính gửi sau, không ảnh hưởng kết quả"}


def case(world, number):
    with world.database.reading() as session:
        return session.get_one(ProcessInstance, number)


def kinds(world):
    with world.database.reading() as session:
        return list(session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id)))


def hand_in(world, form=RESULT, at=A_MONDAY):
    item = world.item("lan", "submit_result", at)
    world.attach("lan", item, at)
    world.do("lan", submission.submit, item, form=form, at=at)


def test_a_part_named_in_the_plan_is_asked_for_when_the_lead_takes_the_task(world):
    take_in(world, ROW)
    want(world, "CEN-01")
    world.tick(A_MONDAY)
    assert [one.asked_at for one in parts_of(world)] == [None]
    assign(world)
    assert world.open_elements(case_of(world).id) == ["accept_task"]
    accept = world.item("binh", "accept_task")
    world.do("binh", assignment.accept, accept, form=ACCEPT, at=A_TUESDAY)
    item = world.item("charlie", "deliver_part", A_TUESDAY)
    assert (item.due_at, item.unit_id) == (PART_DUE, world.units["56-STC"])
    assert [one.asked_at for one in parts_of(world)] == [A_TUESDAY]
    assert world.open_elements(case_of(world).id) == ["deliver_part", "submit_result"]
    assert world.disagreements() == []


def test_a_task_whose_units_have_no_product_asks_nobody(world):
    take_in(world, ROW)
    world.tick(A_MONDAY)
    assign(world)
    world.do("binh", assignment.accept, world.item("binh", "accept_task"), form=ACCEPT, at=A_TUESDAY)
    assert world.open_elements(case_of(world).id) == ["submit_result"]
    assert parts_of(world) == []


def test_a_lead_that_declines_asks_nobody(world):
    number = offered_to_the_department(world)
    cooperate(world)
    want(world)
    decline = {"decision": "decline", "reason": "Không thuộc chức năng"}
    world.do("binh", assignment.accept, world.item("binh", "accept_task"), form=decline, at=A_MONDAY)
    assert world.open_elements(number) == ["assign_task"]
    assert [one.asked_at for one in parts_of(world)] == [None]


def test_it_is_delivered_with_evidence_sent_back_with_a_reason_and_taken(world):
    number = with_a_part(world)
    item = taken(world)
    with pytest.raises(Refusal, match="Expected evidence with the part"):
        world.do("charlie", assignment.complete, item, form=NOTE, at=A_MONDAY)
    first = enclose(world, "charlie", item)
    world.do("charlie", assignment.complete, item, form=NOTE, at=A_MONDAY)
    assert world.item("lan", "check_part").due_at is None
    look(world, "return", "Thiếu số liệu tháng Ba", at=local(2026, 3, 5, 9))
    again = taken(world, at=local(2026, 3, 5, 9))
    assert again.due_at == local(2026, 3, 10, 17), "three working days after the return, later than the part's own date"
    with pytest.raises(Refusal):
        world.do("charlie", attachments.remove, again, first, at=A_MONDAY)
    world.do("charlie", assignment.complete, again, form=NOTE, at=local(2026, 3, 6, 9))
    look(world, "accept", at=local(2026, 3, 6, 10))
    assert [(one.decision, one.reason) for one in deliveries(world)] == [
        ("returned", "Thiếu số liệu tháng Ba"),
        ("accepted", None),
    ]
    assert world.open_elements(number) == ["submit_result"]
    told = [kind for kind in kinds(world) if kind.startswith("part.")]
    assert told == ["part.named", "part.asked", "part.delivered", "part.returned", "part.delivered", "part.accepted"]
    assert world.disagreements() == []


def test_its_files_belong_to_the_part_and_not_to_the_result(world):
    number = with_a_part(world)
    deliver(world)
    item = world.item("lan", "submit_result")
    with pytest.raises(Refusal, match="Expected evidence with the result"):
        world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    hand_in(world)
    with world.database.reading() as session:
        files = attachments.evidence_in(session, current(world, number).id)
        theirs = attachments.evidence_of_parts(session, [one.id for one in parts_of(world)])
    assert [one.name for one in files] == ["bao-cao.pdf"]
    assert [one.name for one in theirs] == ["so-lieu.pdf"]
    assert world.disagreements() == []


def test_a_late_part_is_raised_in_the_hierarchy_of_its_own_unit_and_the_lead_is_not_late(world):
    number = with_a_part(world)
    world.tick(PART_DUE)
    with world.database.reading() as session:
        late = session.execute(
            select(WorkItem.element, Escalation.level).join(Escalation, Escalation.work_item_id == WorkItem.id)
        ).all()
    assert [tuple(row) for row in late] == [("deliver_part", 1)]
    assert world.item("hoa", "handle_escalation", PART_DUE).instance_id == number
    deliver(world, at=PART_DUE)
    assert "handle_escalation" not in world.open_elements(number)


def test_a_result_goes_without_a_missing_part_only_with_a_reason(world):
    number = with_a_part(world)
    with pytest.raises(Invalid) as refused:
        hand_in(world)
    assert list(refused.value.faults) == ["without_parts"]
    hand_in(world, WITHOUT)
    assert "Sở Tài chính gửi sau" in current(world, number).form
    assert "submission.without_parts" in kinds(world)
    assert world.open_elements(number) == ["confirm_result", "deliver_part"], (
        "the part stays wanted while the case runs"
    )
    assert world.disagreements() == []


def test_what_is_delivered_needs_no_reason_and_what_was_sent_back_is_missing(world):
    with_a_part(world)
    deliver(world)
    look(world, "return", "Thiếu tháng Ba")
    with pytest.raises(Invalid):
        hand_in(world)
    deliver(world)
    hand_in(world)


def test_whoever_delivers_never_verifies_the_result_even_after_it_was_handed_in(world):
    number = with_a_part(world)
    officer_in(world, "minh", "56-STC")
    hand_in(world, WITHOUT)
    decide(world, "binh", "confirm_result", "confirm")
    deliver(world, "minh")
    with world.database.reading() as session:
        side = session.scalar(select(SubmissionSide.side).where(SubmissionSide.person_id == world.people["minh"]))
    assert side == "contributor"
    item = world.item("minh", "verify_result")
    seen = current(world, number).sha256
    with pytest.raises(Forbidden):
        world.do("minh", review.decide, item, form={"decision": "approve"}, seen_sha256=seen, at=A_MONDAY)
    assert world.disagreements() == []


def test_whoever_verified_a_result_does_not_contribute_to_it(world):
    with_a_part(world)
    officer_in(world, "minh", "56-STC")
    hand_in(world, WITHOUT)
    decide(world, "binh", "confirm_result", "confirm")
    decide(world, "minh", "verify_result", "approve")
    item = taken(world, "minh")
    with pytest.raises(Forbidden, match="check the result"):
        enclose(world, "minh", item)


def test_named_while_the_work_goes_on_changed_and_dropped_again(world):
    number = given_to_the_department(world, officer="lan")
    cooperate(world)
    want(world, at=A_TUESDAY)
    item = world.item("charlie", "deliver_part", A_TUESDAY)
    assert item.due_at == PART_DUE
    want(world, due_on="2026-03-10", product="Bảng số liệu sáu tháng", at=A_WEDNESDAY)
    moved = world.item("charlie", "deliver_part", A_WEDNESDAY)
    assert (moved.id, moved.due_at, moved.due_version) == (item.id, local(2026, 3, 10, 17), 2)
    assert parts_of(world)[0].product == "Bảng số liệu sáu tháng"
    want(world, product="", due_on="", at=A_WEDNESDAY)
    assert world.open_elements(number) == ["submit_result"]
    (dropped,) = parts_of(world)
    assert dropped.dropped_at == A_WEDNESDAY and dropped.dropped_reason == "Theo văn bản giao"
    want(world, at=A_WEDNESDAY)
    assert world.open_elements(number) == ["deliver_part", "submit_result"]
    assert world.disagreements() == []


def test_a_unit_that_is_named_later_is_asked_alone(world):
    number = with_a_part(world)
    cooperate(world, unit="UB56")
    want(world, unit="UB56", at=A_TUESDAY)
    assert [(one.unit_id, one.asked_at) for one in parts_of(world)] == [
        (world.units["56-STC"], A_MONDAY),
        (world.units["UB56"], A_TUESDAY),
    ]
    assert world.open_elements(number) == ["deliver_part", "deliver_part", "submit_result"]


def test_without_a_day_of_its_own_a_part_is_due_with_the_task(world):
    with_a_part(world, due_on="")
    assert world.item("charlie", "deliver_part").due_at == world.item("lan", "submit_result").due_at


def test_open_parts_end_with_the_case_and_stand_still_with_it(world):
    number = with_a_part(world)
    world.do("tuan", directing.suspend, case(world, number), reason="Chờ ý kiến", at=A_TUESDAY)
    with pytest.raises(Conflict):
        enclose(world, "charlie", world.item("charlie", "deliver_part", A_TUESDAY), A_TUESDAY)
    world.tick(PART_DUE)
    assert world.open_elements(number) == ["deliver_part", "submit_result"], (
        "nothing is late while the case stands still"
    )
    world.do("tuan", directing.resume, case(world, number), reason="Tiếp tục", at=A_WEDNESDAY)
    assert world.item("charlie", "deliver_part", A_WEDNESDAY).due_at == PART_DUE + timedelta(days=3)
    world.do("tuan", directing.cancel, case(world, number), reason="Không còn cần", at=A_WEDNESDAY)
    assert world.open_elements(number) == []
    assert world.disagreements(A_WEDNESDAY) == []


def test_a_new_lead_looks_at_what_was_delivered(world):
    with_a_part(world)
    deliver(world)
    with world.database.reading() as session:
        address = session.scalars(select(ResolutionTask.public_id)).one()
    world.do("tuan", moving.reassign_lead, address, unit="UB56", reason="Chuyển đầu mối", at=A_TUESDAY)
    assert "check_part" in [one.element for one in world.inbox("hoa", A_TUESDAY)]
    assert "check_part" not in [one.element for one in world.inbox("lan", A_TUESDAY)]


def test_at_most_so_many_files_belong_to_a_part(world, monkeypatch):
    monkeypatch.setattr("workflows.work.delivering.PART_PIECES", 1)
    assert PART_PIECES > 1
    with_a_part(world)
    item = taken(world)
    enclose(world, "charlie", item)
    with pytest.raises(Conflict):
        enclose(world, "charlie", item)


def test_somebody_of_another_unit_does_nothing_with_it(world):
    with_a_part(world)
    item = world.item("charlie", "deliver_part")
    for name in ("tam", "lan", "dua"):
        with pytest.raises(Forbidden):
            world.do(name, assignment.complete, item, form=NOTE, at=A_MONDAY)
        with pytest.raises(Forbidden):
            enclose(world, name, item)
        with world.database.reading() as session:
            assert may_enclose(session, item, world.standing(name)) is not None, "nor is it offered to them"
    assert parts.about(item) == parts_of(world)[0].public_id
