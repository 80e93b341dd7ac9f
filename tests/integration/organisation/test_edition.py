"""Answers kept in memory: every change of the organisation makes a new edition, and nobody acts on what an old one said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from tests.support.country import SINCE
from tests.support.moments import A_MONDAY
from tests.support.statements import sent_to
from tests.support.world import ACCEPT, World
from tests.web.story import given_to_the_department, offered_to_the_department
from workflows.db import Database, table_of
from workflows.errors import Forbidden
from workflows.instances.models import WorkItem
from workflows.organisation.models import (
    Appointment,
    CalendarDay,
    CandidateGroup,
    Grant,
    GroupMember,
    OrganisationEdition,
    OrgUnit,
    Person,
    Position,
    UnitAncestor,
)
from workflows.work import assignment, progress

REPORT = {"percent": "40", "produced": "Dự thảo", "schedule": "on_schedule"}
DAY = date(2026, 3, 9)
WATCHED = (OrgUnit, UnitAncestor, Position, Appointment, CandidateGroup, GroupMember, Grant, CalendarDay)


def edition(database: Database) -> str:
    """The present edition of the organisation."""
    with database.reading() as session:
        return session.scalars(select(OrganisationEdition.edition)).one()


def done(database: Database, *statements: Any, keep: bool = True) -> None:
    """Send statements past everything that nq57 knows of them, as a restored copy or a person with a console would."""
    with database.writing() as session:
        for statement in statements:
            session.execute(statement)
        session.commit() if keep else session.rollback()


def test_whatever_changes_the_organisation_gives_it_a_new_edition(world: World) -> None:
    done(world.database, insert(CalendarDay).values(unit_id=world.units["UB56"], day=DAY, kind="holiday", name="Lễ"))
    for model in WATCHED:
        table = table_of(model)
        column = next(iter(table.primary_key))
        before = edition(world.database)
        done(world.database, update(table).values({column.name: column}), keep=False)
        assert edition(world.database) == before, f"what was undone has not happened: {table.name}"
        done(world.database, update(table).values({column.name: column}))
        assert edition(world.database) != before, table.name


def test_what_comes_and_goes_counts_and_what_is_no_part_of_it_does_not(world: World) -> None:
    seen = [edition(world.database)]
    day = insert(CalendarDay).values(unit_id=world.units["UB56"], day=DAY, kind="holiday", name="Lễ")
    for statement in (day, delete(CalendarDay)):
        done(world.database, statement)
        seen.append(edition(world.database))
    assert len(set(seen)) == 3
    done(world.database, update(Person).values(full_name="Người khác"))
    given_to_the_department(world)
    assert edition(world.database) == seen[-1]


def test_a_right_taken_away_by_another_process_is_gone_with_the_next_act(world: World, world_url: str) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    actor = world.actor("lan")
    with world.database.writing() as session:
        progress.report(session, item, form=REPORT, actor=actor, at=A_MONDAY)
        session.commit()
    other = Database(world_url)
    done(
        other,
        update(Appointment).where(Appointment.person_id == world.people["lan"]).values(until_on=SINCE),
        update(WorkItem).where(WorkItem.id == item.id).values(assignee_id=None),
    )
    other.close()
    with world.database.writing() as session, pytest.raises(Forbidden):
        progress.report(session, item, form=REPORT, actor=actor, at=A_MONDAY)


def test_the_next_step_goes_to_whoever_another_process_has_appointed(world: World, world_url: str) -> None:
    offered_to_the_department(world, "T-1")
    assert [one.business_key for one in world.inbox("binh")] == ["T-1"]
    other = Database(world_url)
    done(other, update(Appointment).where(Appointment.person_id == world.people["binh"]).values(until_on=SINCE))
    other.close()
    offered_to_the_department(world, "T-2")
    assert [one.business_key for one in world.inbox("hoa")] == ["T-2"]


def test_of_units_and_people_that_stay_the_same_nothing_is_asked_twice(postgres_world: World) -> None:
    world = postgres_world
    given_to_the_department(world, "T-1")
    offered_to_the_department(world, "T-2")
    accept, actor = world.item("binh", "accept_task"), world.actor("binh")
    with world.database.writing() as session, sent_to(world.database.engine) as sent:
        assignment.accept(session, accept, form={**ACCEPT, "officer": None}, actor=actor, at=A_MONDAY)
        session.commit()
    asked = [one for one in sent if any(f"FROM {name}" in one for name in ("org_units", "positions", "group_members"))]
    assert asked == [], "the department, its calendar and where its head stands were known"
