"""A case goes over wholly: its state, its steps, its version, its ledger; what people have begun stays theirs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from notifications.models import Notification
from tests.integration.migration.versions import (
    DRAWING,
    FORM,
    OTHER_ID,
    RENAMED,
    begun,
    carried_out,
    decided,
    deployed,
    plan_of,
    rows,
    version_of,
)
from tests.support.moments import A_MONDAY, DUE
from tests.support.statements import sent_to
from tests.support.world import RESULT, World
from tests.web.story import decided as reviewed
from tests.web.story import given_to_the_department, handed_in, offered_to_the_department
from workflows.instances import attending
from workflows.instances.incidents import MOST_CRASHES, record_crash
from workflows.instances.models import Incident, ProcessInstance, WorkItem
from workflows.instances.things import Thing
from workflows.ledger.models import LedgerEntry
from workflows.migration import batches, plans, remarks
from workflows.migration.going_over import foretold
from workflows.migration.progress import counts_of
from workflows.migration.standing import stand_of
from workflows.work import directing, forms, submission
from workflows.work.models import Draft

NUDGED = """<bpmn:boundaryEvent id="nudged" name="Nhắc" nq57:nameEn="Nudged" attachedToRef="run_task" cancelActivity="false">
      <bpmn:outgoing>nudged_to_nudge_ended</bpmn:outgoing>
      <bpmn:timerEventDefinition><bpmn:timeDuration>P30D</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:endEvent id="nudge_ended" name="Đã nhắc" nq57:nameEn="Nudged">
      <bpmn:incoming>nudged_to_nudge_ended</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="nudged_to_nudge_ended" sourceRef="nudged" targetRef="nudge_ended" />
    """
WATCHED = (DRAWING, ('<bpmn:boundaryEvent id="suspended"', NUDGED + '<bpmn:boundaryEvent id="suspended"'))


def said(world: World, plan: int, case: int) -> list[str]:
    return [one.text for one in remarks.read(rows(world, plan)[case].remarks)]


def test_cases_go_over_where_they_stand_and_go_on_to_their_end(world: World) -> None:
    case = handed_in(world)
    waits = offered_to_the_department(world, "T-2")
    before = world.item("binh", "confirm_result")
    number = deployed(world, OTHER_ID)
    plan = carried_out(world, number)
    assert {row.outcome for row in rows(world, plan).values()} == {"moved"}
    assert (version_of(world, case), version_of(world, waits)) == (number, number)
    assert world.disagreements() == []
    item = world.item("binh", "confirm_result")
    assert (item.public_id, item.due_at) == (before.public_id, before.due_at)
    for who, element, decision in (
        ("binh", "confirm_result", "confirm"),
        ("minh", "verify_result", "approve"),
        ("tuan", "sign_off_result", "sign_off"),
    ):
        reviewed(world, who, world.item(who, element), decision)
    with world.database.reading() as session:
        assert session.get_one(ProcessInstance, case).outcome == "task_completed"
        assert plan_of(session, plan).ended_how == "done"
    assert world.disagreements() == []


def test_a_step_under_another_name_keeps_its_holder_its_date_and_its_draft_and_the_holder_is_told(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    world.do("lan", forms.save_draft, item, form={"summary": "Đang viết"}, at=A_MONDAY)
    number = deployed(world, RENAMED, OTHER_ID)
    plan = carried_out(world, number, {"run_task/submit_result": "run_task/hand_in"})
    moved = world.item("lan", "hand_in")
    assert (moved.public_id, moved.due_at, moved.assignee_id) == (item.public_id, item.due_at, item.assignee_id)
    with world.database.reading() as session:
        assert json.loads(session.scalars(select(Draft.form)).one())["summary"] == "Đang viết"
        bell = select(Notification.kind).where(Notification.person_id == world.people["lan"])
        assert "work_item.migrated" in set(session.scalars(bell))
        fact = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "case.migrated")).one()
        assert (fact.actor, json.loads(fact.data)["before"], json.loads(fact.data)["number"]) == ("clock", 1, 2)
    assert said(world, plan, case) == [remarks.GOES_TO]
    world.attach("lan", moved, A_MONDAY)
    world.do("lan", submission.submit, moved, form=RESULT, at=A_MONDAY)
    assert world.open_elements(case) == ["confirm_result"] and world.disagreements() == []


def test_what_a_form_does_not_ask_any_more_is_foretold_as_lost_and_a_new_timer_as_set(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    world.do("lan", forms.save_draft, item, form={"summary": "Đang viết"}, at=A_MONDAY)
    plan = begun(world, deployed(world, (FORM, ('"key": "summary"', '"key": "told"')), WATCHED))
    world.tick(A_MONDAY)
    assert rows(world, plan)[case].foreseen == "changed"
    assert said(world, plan, case) == [remarks.LOST_FIELDS, remarks.NEW_FIELDS, remarks.TIMER_SET]


def test_what_the_trial_says_is_what_happens_and_the_trial_writes_nothing_of_the_case(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    plan = begun(world, deployed(world, OTHER_ID, WATCHED))
    with world.database.reading() as session, sent_to(world.database.engine) as sent:
        stand = stand_of(session, case)
        assert stand is not None
        trial = foretold(session, plan_of(session, plan), stand, at=A_MONDAY)
    assert not [words for words in sent if not words.startswith(("SELECT", "BEGIN"))]
    assert trial.placed is not None
    decided(world, plan)
    world.tick(A_MONDAY)
    with world.database.reading() as session:
        row = session.get_one(ProcessInstance, case)
        assert row.state == trial.placed.step.state
        assert sorted(row.waiting_for.split(",")) == sorted(trial.placed.step.waiting_for)
    assert said(world, plan, case) == [one.text for one in trial.remarks]


def test_a_case_that_cannot_go_over_is_left_as_it_is_with_a_sentence_and_tried_again_when_it_can(world: World) -> None:
    case, other = given_to_the_department(world, officer="lan"), given_to_the_department(world, "T-2", officer="lan")
    still = next(item for item in world.inbox("lan") if item.instance_id == case)
    with world.database.reading() as session:
        row = session.get_one(ProcessInstance, case)
    world.do("tuan", directing.suspend, row, reason="Chờ hướng dẫn", at=A_MONDAY)
    plan = carried_out(world, deployed(world, RENAMED))
    assert (rows(world, plan)[case].outcome, rows(world, plan)[other].outcome) == ("blocked", "moved")
    assert said(world, plan, case) == [remarks.SUSPENDED] and version_of(world, case) == 1
    assert world.tick(A_MONDAY) == 0, "nothing is tried again by itself"
    with world.database.reading() as session:
        row = session.get_one(ProcessInstance, case)
    world.do("tuan", directing.resume, row, reason="Đã có hướng dẫn", at=A_MONDAY)
    world.do("khoa", lambda s, **who: plans.try_again(s, plan_of(s, plan), **who), at=A_MONDAY)
    world.tick(A_MONDAY)
    assert rows(world, plan)[case].outcome == "moved" and world.seen("lan", still.public_id).name_vi != still.name_vi
    with world.database.reading() as session:
        assert plan_of(session, plan).ended_how == "done"
    assert world.disagreements() == []


def test_where_the_mapping_names_no_place_the_case_is_blocked(world: World) -> None:
    case, other = given_to_the_department(world, officer="lan"), offered_to_the_department(world, "T-2")
    plan = carried_out(world, deployed(world, RENAMED), {"run_task/submit_result": None})
    assert said(world, plan, case) == [remarks.NO_PLACE] and rows(world, plan)[case].outcome == "blocked"
    assert (version_of(world, case), version_of(world, other)) == (1, 2)


def test_a_fault_of_ours_blocks_its_case_alone(world: World, monkeypatch) -> None:
    case, other = given_to_the_department(world, officer="lan"), given_to_the_department(world, "T-2", officer="lan")
    plan = begun(world, deployed(world, RENAMED))
    decided(world, plan)
    really = batches.go_over

    def fails(session, plan, instance_id, *, at):
        effect = really(session, plan, instance_id, at=at)
        if instance_id == case:
            raise ZeroDivisionError
        return effect

    monkeypatch.setattr(batches, "go_over", fails)
    world.tick(A_MONDAY)
    assert (rows(world, plan)[case].outcome, rows(world, plan)[other].outcome) == ("blocked", "moved")
    assert (version_of(world, case), version_of(world, other)) == (1, 2)
    assert world.disagreements() == []


def test_what_the_database_refuses_is_an_incident_and_the_case_goes_over_later(world: World, monkeypatch) -> None:
    case = given_to_the_department(world, officer="lan")
    plan = begun(world, deployed(world, RENAMED))
    decided(world, plan)

    def refused(*_args, **_kwargs):
        raise IntegrityError("INSERT", None, ValueError())

    with monkeypatch.context() as patched:
        patched.setattr(batches, "go_over", refused)
        world.tick(A_MONDAY)
    world.tick(A_MONDAY)
    assert version_of(world, case) == 1 and rows(world, plan)[case].try_at is not None
    world.tick(A_MONDAY + timedelta(minutes=2))
    with world.database.reading() as session:
        incident = session.scalars(select(Incident)).one()
        assert (incident.job, incident.attempts) == ("migrations", 1) and incident.closed_at is not None
    assert version_of(world, case) == 2 and world.disagreements() == []


def test_a_case_at_which_processes_die_is_blocked_until_somebody_says_so(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    plan = begun(world, deployed(world, RENAMED))
    decided(world, plan)
    thing = Thing("migrations", f"case:{case}", case)
    for _ in range(MOST_CRASHES):
        with world.database.writing() as session:
            assert record_crash(session, thing, at=A_MONDAY) is not None
            session.commit()
    world.tick(A_MONDAY)
    assert (version_of(world, case), rows(world, plan)[case].outcome) == (1, "blocked")
    with world.database.reading() as session:
        incident = session.scalars(select(Incident)).one()
    world.do("quang", attending.retry, incident, at=A_MONDAY)
    world.tick(A_MONDAY)
    assert version_of(world, case) == 2 and world.disagreements() == []


def test_a_paused_plan_moves_nothing_and_a_stopped_one_leaves_the_rest(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    plan = begun(world, deployed(world, RENAMED))
    decided(world, plan)

    def steer(name: str, command: Callable[..., object], reason: str) -> None:
        world.do(name, lambda s, **who: command(s, plan_of(s, plan), reason=reason, **who), at=A_MONDAY)

    steer("khoa", plans.pause, reason="Chờ")
    world.tick(A_MONDAY)
    assert version_of(world, case) == 1
    steer("vy", plans.stop, reason="Không cần nữa")
    world.tick(A_MONDAY)
    assert version_of(world, case) == 1


def test_cases_that_another_plan_brought_back_are_neither_left_nor_waited_for(world: World) -> None:
    case, other = given_to_the_department(world, officer="lan"), given_to_the_department(world, "T-2", officer="lan")
    with world.database.reading() as session:
        row = session.get_one(ProcessInstance, other)
    world.do("tuan", directing.suspend, row, reason="Chờ", at=A_MONDAY)
    plan = carried_out(world, deployed(world, RENAMED))
    with world.database.writing() as session:
        session.get_one(ProcessInstance, case).definition_version_id = plan_of(session, plan).from_id
        session.commit()
    with world.database.reading() as session:
        counts = counts_of(session, plan_of(session, plan))
        assert (counts.moved, counts.stuck, counts.left, counts.percent) == (1, 1, 1, 100)
        row = session.get_one(ProcessInstance, other)
    world.do("tuan", directing.resume, row, reason="Đã có hướng dẫn", at=A_MONDAY)
    world.do("khoa", lambda s, **who: plans.try_again(s, plan_of(s, plan), **who), at=A_MONDAY)
    world.tick(A_MONDAY)
    with world.database.reading() as session:
        assert plan_of(session, plan).ended_how == "done"


def test_a_step_that_came_under_a_ladder_is_woken_and_dates_are_kept(world: World) -> None:
    given_to_the_department(world, officer="lan")
    with world.database.writing() as session:
        session.execute(update(WorkItem).where(WorkItem.element == "submit_result").values(ladder="none", wake_at=None))
        session.commit()
    carried_out(world, deployed(world, RENAMED))
    with world.database.reading() as session:
        item = session.scalars(select(WorkItem).where(WorkItem.element == "submit_result")).one()
        assert (item.ladder, item.due_at) == ("submission", DUE) and item.wake_at is not None
    assert world.disagreements() == []
