"""Nobody decides on their own request or result; what cannot go further up says so; a standstill gives the ladder its days back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from tests.support.moments import A_MONDAY, A_WEDNESDAY, DAY_AFTER_DUE, DUE, local
from tests.support.world import RESULT, World
from tests.web.story import given_to_the_department, handed_in
from workflows.calendar import WorkCalendar
from workflows.db import table_of
from workflows.deadlines import extension
from workflows.deadlines.policy import Act, Raised, Sleep, Watched, decide
from workflows.definitions.decisions import LadderRung
from workflows.errors import Conflict, Forbidden
from workflows.instances.incidents import raise_incident
from workflows.instances.models import Incident
from workflows.organisation.models import CandidateGroup, GroupMember
from workflows.work import escalation_choices, review, submission
from workflows.work.models import Submission
from workflows.work.sides import current_submission

GRANT = {"decision": "grant", "reason": "Đồng ý thêm thời gian"}


def test_whoever_asked_for_time_does_not_grant_it(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    world.do("lan", extension.ask, item, due_on="2026-03-20", reason="Chờ ý kiến", at=A_MONDAY)
    join(world, "lan", "support_team")
    asked = world.item("lan", "decide_extension")
    with pytest.raises(Forbidden, match="you asked for it yourself"):
        world.do("lan", extension.decide, asked, form=GRANT, at=A_MONDAY)
    world.do("tuan", extension.decide, asked, form=GRANT, at=A_MONDAY)
    assert world.item("lan", "submit_result").due_at == local(2026, 3, 20, 17)


def test_a_superior_who_took_the_work_over_submits_without_anybody_below_confirming(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    world.tick(DUE)
    handle = {"decision": "take_over", "reason": "Tỉnh trực tiếp làm"}
    world.do(
        "hoa", escalation_choices.handle, world.item("hoa", "handle_escalation", DUE), form=handle, at=DAY_AFTER_DUE
    )
    item = world.item("hoa", "submit_result", DAY_AFTER_DUE)
    world.attach("hoa", item, DAY_AFTER_DUE)
    world.do("hoa", submission.submit, item, form=RESULT, at=DAY_AFTER_DUE)
    assert world.open_elements(case) == ["verify_result"]


def test_nobody_confirms_what_they_submitted(world: World) -> None:
    handed_in(world)
    item = world.item("binh", "confirm_result")
    with world.database.writing() as session:
        current = current_submission(session, item.instance_id)
        assert current is not None
        session.get_one(Submission, current.id).submitted_by_id = world.people["binh"]
        session.commit()
    with pytest.raises(Forbidden, match="you submitted it yourself"):
        world.do("binh", review.decide, item, form={"decision": "confirm"}, seen_sha256=current.sha256, at=A_WEDNESDAY)


def test_past_the_top_nothing_is_passed_upward(world: World) -> None:
    given_to_the_department(world, officer="lan")
    for moment in (DUE, local(2026, 3, 16), local(2026, 3, 18)):
        world.tick(moment)
    last = world.item("tuan", "handle_escalation", local(2026, 3, 18))
    with pytest.raises(Conflict, match="nobody above"):
        world.do(
            "tuan",
            escalation_choices.handle,
            last,
            form={"decision": "pass_upward", "reason": "Cao hơn nữa"},
            at=local(2026, 3, 18),
        )


def test_the_days_of_a_standstill_are_no_days_of_the_ladder() -> None:
    rung, calendar = LadderRung(5, 1, 0, 2), WorkCalendar()
    raised = (Raised(1, DUE, None),)
    after = DUE + timedelta(days=20)
    assert decide(Watched(DUE, A_MONDAY, frozenset(), raised, 3), rung, calendar, after) == Act("overdue", 2)
    resumed = Watched(DUE, A_MONDAY, frozenset(), raised, 3, resumed_at=after - timedelta(hours=1))
    assert isinstance(decide(resumed, rung, calendar, after), Sleep)


def test_an_incident_is_over_when_its_job_goes_on_again(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    with world.database.writing() as session:
        raise_incident(
            session, job="deadlines", sentence="Expected x, but y.", at=A_MONDAY, instance_id=case, work_item_id=item.id
        )
        raise_incident(session, job="timers", sentence="Expected x, but y.", at=A_MONDAY, instance_id=case)
        session.commit()
    world.tick(DUE)
    assert open_incidents(world) == ["timers"]
    world.attach("lan", item, DAY_AFTER_DUE)
    assert open_incidents(world) == ["timers"]


def join(world: World, name: str, group: str) -> None:
    """One more member of a group."""
    with world.database.writing() as session:
        found = session.scalars(select(CandidateGroup.id).where(CandidateGroup.code == group)).one()
        session.execute(
            insert(table_of(GroupMember)),
            {"group_id": found, "person_id": world.people[name], "from_on": A_MONDAY.date()},
        )
        session.commit()


def open_incidents(world: World) -> list[str]:
    """The jobs that are held up."""
    with world.database.reading() as session:
        return sorted(session.scalars(select(Incident.job).where(Incident.closed_at.is_(None))))
