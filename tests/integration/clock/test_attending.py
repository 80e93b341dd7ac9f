"""What an administrator does about an incident, and what nobody else may do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.integration.clock.troubled import case_of, incident, parked, told, violations
from tests.integration.work.helping import hand_in
from tests.support.country import SINCE
from tests.support.moments import A_MONDAY, DUE
from tests.support.world import World
from workflows.db import table_of
from workflows.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.instances import attending, incidents
from workflows.instances.models import Incident, IncidentOwner, WorkItem
from workflows.instances.things import Thing
from workflows.organisation.models import CandidateGroup, Grant, OrgUnit
from workflows.resolutions.models import ResolutionTask
from workflows.work import mending


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL", logger="nq57.clock")


def alarm(world: World, item: int | None) -> datetime | None:
    with world.database.reading() as session:
        return session.scalars(select(WorkItem.wake_at).where(WorkItem.id == item)).one()


def test_an_incident_is_taken_by_one_and_handed_to_another_with_a_reason(world: World) -> None:
    found = parked(world)
    with world.database.writing() as session:
        top = session.scalars(select(OrgUnit.id).where(OrgUnit.code == "BCDTW")).one()
        session.add(
            Grant(person_id=world.people["khoa"], role="administrator", unit_id=top, from_on=SINCE, reason="test")
        )
        session.commit()
    world.do("quang", attending.take, found, at=A_MONDAY)
    with pytest.raises(Conflict, match="yours already"):
        world.do("quang", attending.take, found, at=A_MONDAY)
    with pytest.raises(Invalid):
        world.do("quang", attending.give, found, world.people["khoa"], reason=" ", at=A_MONDAY)
    with pytest.raises(Invalid, match="somebody else"):
        world.do("quang", attending.give, found, world.people["lan"], reason="Nghỉ phép", at=A_MONDAY)
    world.do("quang", attending.give, found, world.people["khoa"], reason="Nghỉ phép", at=A_MONDAY)
    with world.database.reading() as session:
        assert attending.owner_of(session, found) == world.people["khoa"]
        rows = session.scalars(select(IncidentOwner).order_by(IncidentOwner.id)).all()
    assert [(row.person_id, row.given_by_id, row.until) for row in rows] == [
        (world.people["quang"], world.people["quang"], A_MONDAY),
        (world.people["khoa"], world.people["quang"], None),
    ]
    assert [words for _, words in told(world, "incident.given")] == ["Nghỉ phép"]


def test_what_was_parked_is_tried_by_the_clock_when_somebody_says_so_and_parked_again_at_once_if_it_kills_again(
    world: World,
) -> None:
    found = parked(world)
    assert alarm(world, found.work_item_id) is None and world.tick(DUE, telling=False) == 0
    world.do("quang", attending.retry, found, at=A_MONDAY)
    assert alarm(world, found.work_item_id) == A_MONDAY and incident(world).parked_at is None
    with world.database.writing() as session:
        assert found.instance_id is not None
        thing = Thing("deadlines", found.thing, found.instance_id, found.work_item_id)
        assert incidents.record_crash(session, thing, at=DUE).parked_at == DUE
        session.commit()
    world.do("quang", attending.retry, incident(world), at=DUE)
    world.tick(DUE)
    assert incident(world).closed_at == DUE and violations(world) == []


def test_each_task_that_cannot_start_has_its_own_incident_and_its_own_delay(world: World) -> None:
    cases = [world.case(f"T-{number}") for number in (1, 2)]
    with world.database.writing() as session:
        session.execute(
            update(ResolutionTask)
            .where(ResolutionTask.instance_id.in_(cases))
            .values(instance_id=None, lead_unit_id=None, start_wanted_at=A_MONDAY)
        )
        session.execute(update(OrgUnit).where(OrgUnit.code == "TGV").values(code="GONE"))
        session.execute(table_of(ResolutionTask).update().values(assigning_unit_id=world.units["CP"]))
        session.commit()
    _break_the_verifiers(world, "verifiers", "nobody")
    world.tick(A_MONDAY)
    with world.database.reading() as session:
        found = session.scalars(select(Incident).order_by(Incident.id)).all()
    assert len({one.thing for one in found}) == 2 and [one.attempts for one in found] == [1, 1]
    with pytest.raises(Invalid):
        world.do("quang", attending.dismiss, found[0], reason="", at=A_MONDAY)
    world.do("quang", attending.dismiss, found[0], reason="Không còn cần", at=A_MONDAY)
    _break_the_verifiers(world, "nobody", "verifiers")
    world.tick(A_MONDAY + timedelta(days=1))
    with world.database.reading() as session:
        waiting = session.scalars(select(ResolutionTask.id).where(ResolutionTask.instance_id.is_(None))).all()
        second = session.get_one(Incident, found[1].id)
    assert [f"task:{number}" for number in waiting] == [found[0].thing], "the one that was given up"
    assert second.closed_at is not None and second.closed_by_id is None
    world.do("quang", attending.retry, found[0], at=A_MONDAY + timedelta(days=2))
    world.tick(A_MONDAY + timedelta(days=2))
    with world.database.reading() as session:
        assert session.scalars(select(ResolutionTask.id).where(ResolutionTask.instance_id.is_(None))).all() == []


def _break_the_verifiers(world: World, code: str, becomes: str) -> None:
    with world.database.writing() as session:
        session.execute(update(CandidateGroup).where(CandidateGroup.code == code).values(code=becomes))
        session.commit()


def test_an_incident_that_holds_up_a_running_case_is_not_closed_but_mended_or_cancelled(world: World) -> None:
    found = parked(world)
    with pytest.raises(Conflict, match="goes on or is cancelled"):
        world.do("quang", attending.dismiss, found, reason="Thôi", at=A_MONDAY)
    with pytest.raises(Invalid):
        world.do("quang", mending.give_up, found, reason="", at=A_MONDAY)
    world.do("quang", mending.give_up, found, reason="Không sửa được", at=A_MONDAY)
    assert found.instance_id is not None
    assert case_of(world, found.instance_id).outcome == "task_cancelled" and incident(world).closed_at == A_MONDAY
    assert [words for _, words in told(world, "incident.cancelled")] == ["Không sửa được"]
    assert violations(world) == []


def test_nobody_but_an_administrator_of_the_units_concerned_attends_to_an_incident(world: World) -> None:
    found = parked(world)
    for name in ("lan", "tuan", "charlie", "nga"):
        for command, more in (
            (attending.take, {}),
            (attending.retry, {}),
            (attending.dismiss, {"reason": "Thôi"}),
            (mending.give_up, {"reason": "Thôi"}),
            (mending.change_variable, {"name": "officer", "value": None, "reason": "Sửa"}),
        ):
            with pytest.raises(Forbidden):
                world.do(name, command, found, at=A_MONDAY, **more)
    with world.database.writing() as session:
        for name, code in (("charlie", "56-STC"), ("hoa", "UB56")):
            grant = {"role": "administrator", "from_on": SINCE, "reason": "test"}
            session.add(Grant(person_id=world.people[name], unit_id=world.units[code], **grant))
        session.commit()
    with world.database.reading() as session:
        assert attending.find_incident(session, found.public_id, standing=world.standing("hoa")).id == found.id
        with pytest.raises(NotFound):
            attending.find_incident(session, found.public_id, standing=world.standing("charlie"))


def test_an_incident_about_a_step_is_over_when_the_step_is(world: World) -> None:
    found = parked(world)
    hand_in(world)
    assert incident(world, id=found.id).closed_at is not None


def test_a_job_that_failed_as_a_whole_is_over_when_it_has_run_to_its_end_again(world: World) -> None:
    with world.database.writing() as session:
        incidents.record_failure(session, job="parents", cause=OSError("disk full"), stuck=None, at=A_MONDAY)
        session.commit()
    for after, closed in ((30, False), (120, True)):
        with world.database.writing() as session:
            incidents.close_recovered(session, frozenset({"parents"}), at=A_MONDAY + timedelta(seconds=after))
            session.commit()
        assert (incident(world).closed_at is not None) is closed
    assert incident(world).words == "OSError: disk full" and A_MONDAY.tzinfo is UTC
