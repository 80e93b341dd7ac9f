"""What is foretold of a step is what the clock then does: the same moments, the same levels, the same superiors."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import select

from tests.support.moments import A_MONDAY, DUE
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.actor import OPERATOR
from workflows.deadlines import foretelling
from workflows.definitions import deploy
from workflows.ledger.models import LedgerEntry
from workflows.organisation import staffing
from workflows.organisation.models import Appointment

KINDS = ("work_item.warned", "work_item.reminded", "work_item.overdue")


def foretold(world: World, at=A_MONDAY):
    with world.database.reading() as session:
        found = foretelling.of_step(session, world.item("lan", "submit_result", at), at)
        return found and [
            (
                one.at,
                one.kind,
                one.level,
                one.post.unit_id if one.post else None,
                [who.full_name for who in one.holders],
            )
            for one in found
        ]


def done(world: World) -> list[tuple[object, str, int]]:
    with world.database.reading() as session:
        rows = session.scalars(select(LedgerEntry).where(LedgerEntry.kind.in_(KINDS)).order_by(LedgerEntry.id))
        return [(row.happened_at, row.kind.split(".")[1], json.loads(row.data).get("level", 0)) for row in rows]


def test_the_clock_does_what_was_foretold_when_it_was_foretold(world: World) -> None:
    given_to_the_department(world, officer="lan")
    told = foretold(world)
    assert told is not None
    for moment, *_ in told:
        world.tick(moment - timedelta(minutes=1), telling=False)
        world.tick(moment, telling=False)
    assert done(world) == [(at, kind, level) for at, kind, level, *_ in told if kind != "due"]
    raised = [(level, unit, who) for _, kind, level, unit, who in told if kind == "overdue"]
    assert raised == [
        (1, world.units["UB56"], ["Lê Thị Hoa"]),
        (2, world.units["BCDTW"], ["Phạm Văn An"]),
        (3, None, []),
    ]
    assert (DUE, "due") in [(at, kind) for at, kind, *_ in told]


def test_a_post_that_falls_vacant_before_its_day_is_passed_over_and_named(world: World) -> None:
    given_to_the_department(world, officer="lan")
    with world.database.writing() as session:
        held = session.scalars(select(Appointment).where(Appointment.person_id == world.people["hoa"])).one()
        staffing.end_appointment(session, held, DUE.date() - timedelta(days=1), actor=OPERATOR, at=A_MONDAY)
        session.commit()
    with world.database.reading() as session:
        found = foretelling.of_step(session, world.item("lan", "submit_result"), A_MONDAY)
        first = next(one for one in found if one.kind == "overdue")
        assert (first.level, first.post.unit_id) == (1, world.units["BCDTW"])
        assert [post.unit_id for post in first.passed_over] == [world.units["UB56"]]


def test_nothing_is_foretold_of_what_no_ladder_watches_and_a_late_step_begins_now(world: World) -> None:
    world.case("T-0")
    with world.database.reading() as session:
        assert foretelling.of_step(session, world.item("tuan", "assign_task"), A_MONDAY) is None
    given_to_the_department(world, officer="lan")
    late = DUE + timedelta(days=5)
    assert foretold(world, late)[0][:3] == (late, "overdue", 1)


def test_a_planned_date_is_foretold_as_a_step_with_that_date_would_be(world: World) -> None:
    given_to_the_department(world, officer="lan")
    with world.database.reading() as session:
        version = deploy.latest(session, "resolution_task").id
        unit = world.units["56-SKHCN"]
        planned = foretelling.of_planned(session, version, "submission", 50, unit, DUE.date(), A_MONDAY)
    assert [(one.at, one.kind, one.level) for one in planned] == [tuple(one[:3]) for one in foretold(world)]
    with world.database.reading() as session:
        urgent = foretelling.of_planned(session, version, "submission", 90, unit, DUE.date(), A_MONDAY)
    assert urgent[-1].at < planned[-1].at
