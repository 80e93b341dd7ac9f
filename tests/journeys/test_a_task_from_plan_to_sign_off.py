"""One case's whole life through the rooms and the clock, with everything that can go wrong on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, DAY_AFTER_DUE, DUE, local
from tests.support.world import ACCEPT, ASSIGN, RESULT, World
from workflows.deadlines import extension
from workflows.errors import Forbidden, Refusal
from workflows.instances import invariants
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.ledger.verify import broken_links
from workflows.work import assignment, claim, directing, escalation_choices, review, submission
from workflows.work import invariants as work_invariants
from workflows.work.models import Escalation, Extension, Submission
from workflows.work.sides import current_submission

LATER = DUE + timedelta(days=14)


def test_a_task_is_declined_returned_late_granted_time_late_again_suspended_and_signed_off(world: World) -> None:
    case = world.case(at=A_MONDAY)

    # Assigned, declined, assigned again, accepted with an officer.
    world.do("tuan", assignment.assign, world.item("tuan", "assign_task"), form=ASSIGN, at=A_MONDAY)
    world.do(
        "binh",
        assignment.accept,
        world.item("binh", "accept_task"),
        form={"decision": "decline", "reason": "Không thuộc chức năng của sở"},
        at=A_MONDAY,
    )
    world.do("tuan", assignment.assign, world.item("tuan", "assign_task"), form=ASSIGN, at=A_TUESDAY)
    world.do(
        "binh",
        assignment.accept,
        world.item("binh", "accept_task", A_TUESDAY),
        form={**ACCEPT, "officer": world.addresses["lan"]},
        at=A_TUESDAY,
    )
    assert world.open_elements(case) == ["submit_result"]
    assert world.item("lan", "submit_result").due_at == DUE

    # Submitted, confirmed, verified: returned.
    hand_in(world, A_WEDNESDAY)
    confirm(world, A_WEDNESDAY)
    decide(world, "minh", "verify_result", {"decision": "return", "reason": "Thiếu số liệu quý I"}, A_WEDNESDAY)
    assert world.open_elements(case) == ["submit_result"]

    # Late: level 1 to Hoa at once, level 2 to An two working days later; Hoa's silence does not stop it.
    world.tick(DUE)
    assert [(row.level, row.settled_at) for row in escalations(world)] == [(1, None)]
    late = world.item("hoa", "handle_escalation", DAY_AFTER_DUE)
    world.tick(local(2026, 3, 16))
    assert [row.level for row in escalations(world)] == [1, 2]

    # An grants time: both escalations close by themselves, the original date stays beside the new one.
    world.do(
        "an",
        escalation_choices.handle,
        world.item("an", "handle_escalation", local(2026, 3, 16)),
        form={"decision": "grant_time", "due_on": LATER.date().isoformat(), "reason": "Chờ số liệu của Trung ương"},
        at=local(2026, 3, 16),
    )
    assert world.open_elements(case) == ["submit_result"]
    assert {row.effect for row in escalations(world)} == {"new_due_date"}
    assert world.seen("hoa", late.public_id).closed_at is not None
    with world.database.reading() as session:
        granted = session.scalars(select(Extension)).one()
        assert (granted.decision, granted.original_due_at, granted.due_on) == ("granted", DUE, LATER.date())
    assert world.item("lan", "submit_result").due_at == LATER

    # Late again: level 1 again, for the new version of the due date.
    world.tick(LATER)
    assert [(row.due_version, row.level) for row in escalations(world)] == [(1, 1), (1, 2), (2, 1)]

    # Suspended: the clock is silent, nobody can act; resumed: it goes on.
    direct(world, case, directing.suspend, LATER + timedelta(days=1))
    world.tick(LATER + timedelta(days=10))
    assert len(escalations(world)) == 3
    with pytest.raises(Refusal):
        hand_in(world, LATER + timedelta(days=10))
    back = LATER + timedelta(days=11)
    direct(world, case, directing.resume, back)

    # Handed in at last: the escalation closes by itself; confirmed, verified by somebody else, signed off.
    hand_in(world, back)
    assert all(row.settled_at for row in escalations(world))
    confirm(world, back)
    decide(world, "dua", "verify_result", {"decision": "approve"}, back)
    with pytest.raises(Forbidden):
        world.do(
            "dua",
            review.decide,
            world.seen("dua", world.item("tuan", "sign_off_result", back).public_id, back),
            form={"decision": "sign_off"},
            seen_sha256=shown(world, case),
            at=back,
        )
    decide(world, "tuan", "sign_off_result", {"decision": "sign_off"}, back)

    assert world.open_elements(case) == []
    with world.database.reading() as session:
        ended = session.get_one(ProcessInstance, case)
        assert (ended.outcome, ended.ended_at) == ("task_completed", back)
        assert session.scalars(select(WorkItem).where(WorkItem.wake_at.is_not(None))).first() is None
    assert world.tick(back + timedelta(days=365), telling=False) == 0
    assert everything_agrees(world) == []


def test_an_extension_asked_before_the_due_date_is_granted_and_moves_it(world: World) -> None:
    case = started(world)
    world.do(
        "lan",
        extension.ask,
        world.item("lan", "submit_result"),
        due_on="2026-03-20",
        reason="Chờ ý kiến các bộ",
        at=A_WEDNESDAY,
    )
    assert world.open_elements(case) == ["decide_extension", "submit_result"]
    with pytest.raises(Refusal):
        world.do(
            "lan", extension.ask, world.item("lan", "submit_result"), due_on="2026-03-25", reason="Nữa", at=A_WEDNESDAY
        )
    world.do(
        "tuan",
        extension.decide,
        world.item("tuan", "decide_extension"),
        form={"decision": "grant", "reason": "Đồng ý gia hạn"},
        at=A_WEDNESDAY,
    )
    assert world.item("lan", "submit_result").due_at == local(2026, 3, 20, 17)
    assert world.open_elements(case) == ["submit_result"]
    assert everything_agrees(world) == []


def test_a_superior_below_the_authority_only_proposes_more_time(world: World) -> None:
    case = started(world)
    world.tick(DUE)
    world.do(
        "hoa",
        escalation_choices.handle,
        world.item("hoa", "handle_escalation", DUE),
        form={"decision": "grant_time", "due_on": "2026-03-20", "reason": "Đề nghị thêm thời gian"},
        at=DAY_AFTER_DUE,
    )
    assert world.open_elements(case) == ["decide_extension_proposal", "submit_result"]
    assert world.item("lan", "submit_result").due_at == DUE
    world.do(
        "tuan",
        extension.decide,
        world.item("tuan", "decide_extension_proposal", DAY_AFTER_DUE),
        form={"decision": "grant", "reason": "Đồng ý đề nghị"},
        at=DAY_AFTER_DUE,
    )
    assert world.item("lan", "submit_result").due_at == local(2026, 3, 20, 17)
    assert world.open_elements(case) == ["submit_result"]
    assert everything_agrees(world) == []


def test_a_result_is_withdrawn_until_somebody_has_begun_to_check_it(world: World) -> None:
    case = started(world)
    hand_in(world, A_WEDNESDAY)
    checking = world.item("binh", "confirm_result")
    world.do(
        "lan", submission.withdraw, world.seen("lan", checking.public_id), reason="Bổ sung phụ lục", at=A_WEDNESDAY
    )
    assert world.open_elements(case) == ["submit_result"]
    hand_in(world, A_WEDNESDAY)
    checking = world.item("binh", "confirm_result")
    world.do("binh", claim.claim, checking, at=A_WEDNESDAY)
    with pytest.raises(Refusal, match="begun to check"):
        world.do("lan", submission.withdraw, world.seen("lan", checking.public_id), reason="Nữa", at=A_WEDNESDAY)
    assert everything_agrees(world) == []


def test_cancelling_closes_everything_that_is_open(world: World) -> None:
    case = started(world)
    world.tick(DUE)
    direct(world, case, directing.cancel, DAY_AFTER_DUE)
    assert world.open_elements(case) == []
    with world.database.reading() as session:
        assert session.get_one(ProcessInstance, case).outcome == "task_cancelled"
    assert [row.effect for row in escalations(world)] == ["closed"]
    assert world.tick(DUE + timedelta(days=30), telling=False) == 0
    assert everything_agrees(world) == []


def started(world: World) -> int:
    """A case that Lan works on since a Monday."""
    case = world.case(at=A_MONDAY)
    world.do("tuan", assignment.assign, world.item("tuan", "assign_task"), form=ASSIGN, at=A_MONDAY)
    world.do(
        "binh",
        assignment.accept,
        world.item("binh", "accept_task"),
        form={**ACCEPT, "officer": world.addresses["lan"]},
        at=A_MONDAY,
    )
    return case


def hand_in(world: World, at: object) -> None:
    """Lan adds evidence and submits."""
    item = world.item("lan", "submit_result", at)
    world.attach("lan", item, at)
    world.do("lan", submission.submit, item, form=RESULT, at=at)


def confirm(world: World, at: object) -> None:
    """Bình confirms what Lan handed in."""
    decide(world, "binh", "confirm_result", {"decision": "confirm"}, at)


def decide(world: World, name: str, element: str, form: dict[str, str], at: object) -> None:
    """Somebody decides on the result as it is now."""
    item = world.item(name, element, at)
    world.do(name, review.decide, item, form=form, seen_sha256=shown(world, item.instance_id), at=at)


def direct(world: World, case: int, verb: object, at: object) -> None:
    """Tuấn suspends, resumes or cancels the case."""
    with world.database.reading() as session:
        row = session.get_one(ProcessInstance, case)
    world.do("tuan", verb, row, reason="Theo chỉ đạo của Ban Chỉ đạo", at=at)


def shown(world: World, case: int) -> str:
    """The hash of the result that a page would show now."""
    with world.database.reading() as session:
        found = current_submission(session, case)
        assert isinstance(found, Submission)
        return found.sha256


def escalations(world: World) -> list[Escalation]:
    """All escalations so far, in order."""
    with world.database.reading() as session:
        return list(session.scalars(select(Escalation).order_by(Escalation.id)))


def everything_agrees(world: World) -> list[str]:
    """What ``nq57 check`` would print."""
    with world.database.reading() as session:
        return [
            *invariants.violations(session),
            *work_invariants.violations(session, world.store),
            *broken_links(session),
        ]
