"""Whom the facts of a case reach: whoever has something to do or waits for an answer; never who did it, never a stranger, never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from notifications import bell, dispatch, recipients
from notifications.messages import SENTENCES, TONES
from notifications.models import Notification
from tests.integration.notifications.telling import new_for, told
from tests.integration.work.helping import decide, hand_in, join, to_verification
from tests.integration.work.panels import conclude, to_a_panel
from tests.support.country import LONG_AGO
from tests.support.moments import A_MONDAY, A_TUESDAY, DAY_BEFORE_DUE, DUE
from tests.support.world import ACCEPT, RESULT, World
from tests.web.story import given_to_the_department, handed_in, offered_to_the_department
from workflows.actor import CLOCK
from workflows.deadlines import extension
from workflows.facts import KINDS, fact
from workflows.instances.models import Incident, ProcessInstance
from workflows.ledger.models import OutboxRow
from workflows.ledger.record import record
from workflows.organisation.models import Appointment
from workflows.work import assignment, claim, delegation, directing, escalation, submission

GRANT = {"decision": "grant", "due_on": "2026-03-20", "reason": "Đồng ý"}


def test_every_rule_has_a_kind_of_fact_and_its_sentence() -> None:
    assert set(recipients.RULES) == set(SENTENCES) <= set(KINDS)
    assert recipients.REMINDERS | recipients.OF_THE_DESK | set(TONES) | set(recipients.BEFORE) <= set(recipients.RULES)


def test_from_the_assignment_to_sign_off_each_is_told_once_of_what_concerns_them(world: World) -> None:
    world.case()
    world.tick(A_MONDAY)
    assert told(world) == [("tuan", "work_item.opened")]
    given_to_the_department(world, "T-2", officer="lan")
    world.tick(A_MONDAY)
    assert new_for(world, "lan") == ["work_item.opened"], "the officer whom the head named"
    assert new_for(world, "binh") == [], "he has answered already"
    hand_in(world)
    world.tick(A_MONDAY)
    assert new_for(world, "binh") == ["work_item.opened"]
    decide(world, "binh", "confirm_result", "confirm")
    world.tick(A_MONDAY)
    assert new_for(world, "lan") == ["submission.confirmed"]
    assert new_for(world, "minh") == new_for(world, "dua") == ["work_item.opened"]
    decide(world, "minh", "verify_result", "approve")
    world.tick(A_MONDAY)
    assert new_for(world, "dua") == [], "what a colleague has done asks nobody any more"
    assert new_for(world, "binh") == ["submission.approved"]
    decide(world, "tuan", "sign_off_result", "sign_off")
    world.tick(A_MONDAY)
    assert new_for(world, "lan") == ["submission.confirmed", "submission.approved", "submission.signed_off"]
    assert new_for(world, "minh") == ["submission.signed_off"]
    assert {name for name, _ in told(world)} == {"tuan", "binh", "lan", "minh", "dua"}
    assert world.disagreements() == []


def test_a_returned_result_comes_back_once_to_those_who_made_it_and_leads_to_the_desk(world: World) -> None:
    to_verification(world)
    decide(world, "minh", "verify_result", "return", "Thiếu số liệu")
    world.tick(A_MONDAY)
    assert [name for name, _ in told(world, kind="submission.returned")] == ["lan", "binh"]
    assert [name for name, _ in told(world, kind="work_item.opened")].count("lan") == 0, "one notice for one command"
    with world.database.reading() as session:
        page = bell.rings(session, world.standing("lan"), after=None, limit=1)
    assert page.rings[0].place == ("item", world.item("lan", "submit_result").public_id)


def test_late_work_rings_for_its_holder_and_for_the_superior_it_was_raised_to(world: World) -> None:
    given_to_the_department(world, officer="lan")
    for moment in (DAY_BEFORE_DUE, DUE):
        world.tick(moment)
    assert [one for one in told(world) if one[0] == "lan"] == [
        ("lan", "work_item.opened"),
        ("lan", "work_item.reminded"),
        ("lan", "work_item.overdue"),
    ]
    assert [one for one in told(world) if one[0] == "hoa"] == [("hoa", "escalation.raised")], "not of the step besides"
    urge = {"act": "urge", "reason": "Khẩn trương"}
    world.do("hoa", escalation.note_act, world.item("hoa", "handle_escalation", DUE), **urge, at=DUE)
    world.tick(DUE)
    assert new_for(world, "lan")[-1] == "escalation.urged"
    item = world.item("lan", "submit_result", DUE)
    world.attach("lan", item, DUE)
    world.do("lan", submission.submit, item, form=RESULT, at=DUE)
    world.tick(DUE)
    assert new_for(world, "hoa") == [] == new_for(world, "lan"), "the work is done"


def test_refusals_decisions_and_endings_reach_whoever_waits_for_them(world: World) -> None:
    offered_to_the_department(world)
    declines = {**ACCEPT, "decision": "decline", "reason": "Không thuộc thẩm quyền"}
    world.do("binh", assignment.accept, world.item("binh", "accept_task"), form=declines, at=A_MONDAY)
    case = given_to_the_department(world, "T-2", officer="lan")
    asks = {"due_on": "2026-03-20", "reason": "Chờ số liệu"}
    world.do("lan", extension.ask, world.item("lan", "submit_result"), **asks, at=A_MONDAY)
    (decision,) = (item for item in world.inbox("tuan") if item.step == "extension")
    world.do("tuan", extension.decide, decision, form=GRANT, at=A_MONDAY)
    with world.database.reading() as session:
        row = session.get_one(ProcessInstance, case)
    world.do("tuan", directing.cancel, row, reason="Thôi không làm", at=A_TUESDAY)
    world.tick(A_TUESDAY)
    said = told(world)
    for one in (("tuan", "task.declined"), ("lan", "extension.granted"), ("lan", "case.cancelled")):
        assert said.count(one) == 1, (one, said)
    assert ("tuan", "case.cancelled") not in said, "nobody is told of what they did"


def test_a_reassigned_step_tells_the_new_holder(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    world.do("binh", assignment.reassign, item, person=world.addresses["tam"], reason="Lan nghỉ", at=A_MONDAY)
    world.tick(A_MONDAY)
    assert new_for(world, "tam") == ["work_item.reassigned"] and ("lan", "work_item.reassigned") not in told(world)


def test_nobody_outside_of_the_case_is_told_and_who_lost_the_right_meanwhile_is_not_either(world: World) -> None:
    join(world, "charlie", "verifiers")
    given_to_the_department(world)
    with world.database.writing() as session:
        session.scalars(select(Appointment).where(Appointment.person_id == world.people["tam"])).one().until_on = (
            A_MONDAY.date() - timedelta(days=1)
        )
        session.commit()
    world.tick(A_MONDAY)
    assert {name for name, _ in told(world)} == {"lan"}, "and nobody of steps that are done already"


def test_a_right_that_is_lost_takes_the_notice_from_the_list_and_from_the_count(world: World) -> None:
    given_to_the_department(world)
    world.tick(A_MONDAY)
    with world.database.writing() as session:
        standing = world.standing("tam")
        assert bell.unseen(session, standing) == 1 == len(bell.rings(session, standing, after=None, limit=9).rings)
        left = session.scalars(select(Appointment).where(Appointment.person_id == world.people["tam"])).one()
        left.until_on = A_MONDAY.date()
        session.commit()
        standing = world.standing("tam", A_TUESDAY)
        assert bell.unseen(session, standing) == 0 == len(bell.rings(session, standing, after=None, limit=9).rings)


def test_a_step_reminds_a_person_once_a_day(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    with world.database.writing() as session:
        stream = f"case:{session.get_one(ProcessInstance, case).public_id}"
        for hours, kind in ((0, "warned"), (1, "reminded"), (2, "warned"), (26, "reminded")):
            at = A_MONDAY + timedelta(hours=hours)
            said = fact(f"work_item.{kind}", item=item.public_id, due_at=DUE.isoformat())
            record(session, stream, [said], actor=CLOCK, at=at)
            dispatch_all(session, at)
        session.commit()
    assert [one for one in told(world) if one[1] != "work_item.opened"] == [
        ("lan", "work_item.warned"),
        ("lan", "work_item.reminded"),
    ]


def dispatch_all(session, at) -> None:
    while dispatch.tell_next(session, at):
        pass


def test_what_a_person_has_acted_on_is_not_new_to_them_any_more(world: World) -> None:
    given_to_the_department(world)
    world.tick(A_MONDAY)
    assert new_for(world, "lan") == new_for(world, "tam") == ["work_item.opened"]
    world.do("lan", claim.claim, world.item("lan", "submit_result"), at=A_MONDAY)
    world.tick(A_MONDAY)
    assert new_for(world, "lan") == new_for(world, "tam") == []


def test_old_news_leaves_the_outbox_and_rings_for_nobody(world: World) -> None:
    handed_in(world)
    world.tick(A_MONDAY + dispatch.OLD_NEWS + timedelta(days=1))
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 0
        rang = set(session.scalars(select(Notification.happened_at)))
    assert A_MONDAY not in rang and LONG_AGO not in rang


def test_a_stream_that_cannot_be_told_of_is_laid_aside_and_the_others_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL", logger="nq57.clock")
    broken, sound = (given_to_the_department(world, key, officer="lan") for key in ("T-1", "T-2"))
    finder = recipients.RULES["work_item.opened"]

    def fails(session, one):
        if one.instance_id == broken:
            raise RuntimeError("Something unforeseen.")
        return finder(session, one)

    with monkeypatch.context() as patched:
        patched.setitem(recipients.RULES, "work_item.opened", fails)
        world.tick(A_MONDAY)
        world.tick(A_MONDAY)
    with world.database.reading() as session:
        assert set(session.scalars(select(Notification.instance_id))) == {sound}
        incident = session.scalars(select(Incident)).one()
    assert (incident.job, incident.attempts) == ("telling", 1) and incident.try_again_at is not None
    assert world.disagreements() == []
    world.tick(incident.try_again_at)
    world.tick(incident.try_again_at)
    with world.database.reading() as session:
        assert set(session.scalars(select(Notification.instance_id))) == {sound, broken}
        assert session.scalars(select(Incident.closed_at)).one() is not None
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 0


def test_nobody_is_told_of_what_they_did_themselves(world: World) -> None:
    given_to_the_department(world)
    world.tick(A_MONDAY)
    hand_in(world)
    checking = world.seen("lan", world.item("binh", "confirm_result").public_id)
    world.do("lan", submission.withdraw, checking, reason="Bổ sung phụ lục", at=A_MONDAY)
    world.tick(A_MONDAY)
    reopened = [name for name, kind in told(world) if kind == "work_item.opened"]
    assert sorted(reopened) == ["binh", "lan", "tam", "tam"], "first without him who opened it, then without her"


def test_of_several_verifiers_each_is_told_of_one_place_and_the_rest_that_it_is_over(world: World) -> None:
    case = to_a_panel(world)
    world.tick(A_MONDAY)
    for name in ("minh", "dua", "hoa", "nga"):
        assert new_for(world, name) == ["work_item.opened"], "one notice, not one for each place"
    decide(world, "minh", "verify_in_panel", "approve")
    world.do("nga", claim.claim, world.item("nga", "verify_in_panel"), at=A_MONDAY)
    world.tick(A_MONDAY)
    assert new_for(world, "dua") == ["work_item.opened"], "a place is free still"
    decide(world, "hoa", "verify_in_panel", "approve")
    world.tick(A_MONDAY)
    assert new_for(world, "nga") == ["work_item.closed"], "she had taken a place that nobody needs now"
    assert new_for(world, "dua") == [], "nothing is asked of her any more"
    assert new_for(world, "minh") == ["panel.approved"]
    assert world.open_elements(case) == ["sign_off_result"]


def test_a_place_that_is_done_asks_nothing_more_of_who_let_another_do_it_while_others_are_free(world: World) -> None:
    to_a_panel(world)
    place = world.item("minh", "verify_in_panel")
    world.do("minh", claim.claim, place, at=A_MONDAY)
    give = {"person": world.addresses["dua"], "reason": "Đi công tác"}
    world.do("minh", delegation.delegate, world.seen("minh", place.public_id), **give, at=A_MONDAY)
    assert place.due_at is not None
    world.tick(place.due_at)
    assert "work_item.overdue" in new_for(world, "minh")
    conclude(world, "dua", world.seen("dua", place.public_id), "approve")
    world.tick(place.due_at)
    assert "work_item.overdue" not in new_for(world, "minh")
    assert "work_item.overdue" in new_for(world, "hoa"), "the places that are free are late still"
