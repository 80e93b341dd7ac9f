"""What is done about incidents: counted, parked, taken, given, tried again, mended, given up; and days that change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from tests.crash.dying import Step, unit
from tests.crash.stories_of_the_house import administers
from tests.crash.stories_of_trouble import a_step_and_a_timer_of_our_own
from tests.crash.telling import beats, case_row, does
from tests.support.country import SINCE
from tests.support.moments import A_MONDAY, A_TUESDAY, DUE
from tests.support.world import ASSIGN, World
from tests.web.story import given_to_the_department
from workflows.actor import OPERATOR
from workflows.db import table_of
from workflows.instances import attending, incidents
from workflows.instances.models import Incident, ProcessInstance, ProcessTimer
from workflows.instances.things import Thing
from workflows.organisation import calendars
from workflows.organisation.models import Grant
from workflows.work import assignment, mending

LATER = DUE + timedelta(hours=1)


def newest_incident(world: World) -> Incident:
    """The incident that came last, as the page of it reads it."""
    with world.database.reading() as session:
        return session.scalars(select(Incident).order_by(Incident.id.desc())).first()


def work_that_kills(world: World) -> Iterator[Step]:
    """Counted three times and parked; taken, given, tried again, and the case given up."""
    case = given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    thing = Thing("deadlines", f"item:{item.id}", case, item.id)
    for _ in range(incidents.MOST_CRASHES):
        yield unit("clock: record_crash", lambda session: incidents.record_crash(session, thing, at=A_MONDAY))
    with world.database.writing() as session:
        said = {"role": "administrator", "unit_id": world.units["BCDTW"], "from_on": SINCE, "reason": "test"}
        session.add(Grant(person_id=world.people["khoa"], **said))
        session.commit()
    found = newest_incident(world)
    yield does(world, "quang", attending.take, found)
    yield does(world, "quang", attending.give, found, world.people["khoa"], reason="Nghỉ phép")
    yield does(world, "khoa", attending.retry, found)
    yield does(world, "khoa", mending.give_up, found, reason="Không sửa được")


def cases_that_are_mended(world: World) -> Iterator[Step]:
    """A value changed and the incident closed by a person, all values replaced, a timer moved, another skipped."""
    case = given_to_the_department(world, officer="lan")

    def stumble(session: Session) -> None:
        incidents.raise_incident(session, job="request", sentence="Expected x, but y.", at=A_MONDAY, instance_id=case)

    yield unit("request: raise_incident", stumble)
    found = newest_incident(world)
    yield does(world, "quang", mending.change_variable, found, name="rounds", value=0, reason="Sửa")
    yield does(world, "quang", attending.dismiss, found, reason="Đã sửa")
    good = str(case_row(world, "T-1").variables)
    with world.database.writing() as session:
        session.execute(update(ProcessInstance).where(ProcessInstance.id == case).values(variables="no JSON"))
        session.commit()
    world.tick(DUE)
    found = newest_incident(world)
    yield does(world, "quang", mending.replace_variables, found, values=good, reason="Khôi phục", at=LATER)
    yield does(world, "quang", mending.move_timer, of_a_real_timer(world), due_at=LATER, reason="Dời", at=A_TUESDAY)
    yield does(world, "quang", mending.skip_timer, of_an_invented_timer(world), reason="Bỏ")


def of_a_real_timer(world: World) -> Incident:
    """A timer of a drawing of our own that could not fire."""
    for step in islice(a_step_and_a_timer_of_our_own(world), 3):
        step.run(world.database)
    with world.database.writing() as session:
        timer = session.scalars(select(ProcessTimer)).one()
        stuck = incidents.Stuck(
            instance_id=timer.instance_id, thing=Thing("timers", f"timer:{timer.id}", timer.instance_id)
        )
        incidents.record_failure(session, job="timers", cause=OSError("the disk is full"), stuck=stuck, at=A_TUESDAY)
        session.commit()
    return newest_incident(world)


def of_an_invented_timer(world: World) -> Incident:
    """One on a border of the drawing, which the engine knows nothing of and which cannot fire therefore."""
    case = given_to_the_department(world, "T-2", officer="lan")
    with world.database.writing() as session:
        timer = {"instance_id": case, "ref": "99", "element": "overdue", "due_at": A_MONDAY, "wake_at": A_MONDAY}
        session.execute(insert(table_of(ProcessTimer)).values(timer))
        session.commit()
    world.tick(A_MONDAY)
    return newest_incident(world)


def days_that_change(world: World) -> Iterator[Step]:
    """A holiday moves the dates that were given in working days; all of them are counted anew."""
    world.case()
    world.do("tuan", assignment.assign, world.item("tuan", "assign_task"), form=ASSIGN, at=A_MONDAY)
    yield administers(
        world, calendars.set_day, world.units["56-SKHCN"], date(2026, 3, 3), "holiday", "Ngày truyền thống"
    )
    yield from beats(world, "calendars", A_MONDAY)
    yield unit("operator: recount", lambda session: calendars.recount(session, actor=OPERATOR, at=A_MONDAY))
