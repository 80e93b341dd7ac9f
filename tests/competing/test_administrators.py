"""Two administrators at once: one outcome, and the loser is told."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.competing.rivals import one_after_the_other
from tests.support.moments import A_MONDAY
from tests.support.world import World
from workflows.errors import Conflict, Refusal
from workflows.organisation import staffing, units
from workflows.organisation.models import Appointment, OrgUnit, Person, Position
from workflows.organisation.seen import seen_of

SINCE = date(2026, 3, 2)


@pytest.mark.parametrize("first", ["vacancy", "other"])
def test_of_two_who_fill_a_post_one_fills_it(world: World, first: str) -> None:
    with world.database.reading() as session:
        post = session.scalars(
            select(Position).where(Position.unit_id == world.units["56-STC"], Position.rank == "head")
        )
        number = post.one().id

    def appoints(name: str) -> object:
        def act(session):
            who, there = session.get_one(Person, world.people[name]), session.get_one(Position, number)
            return staffing.appoint(session, who, there, from_on=SINCE, actor=world.actor("quang"), at=A_MONDAY)

        return act

    told = one_after_the_other(world, {"vacancy": appoints("tam"), "other": appoints("lan")}, first)
    assert isinstance(told, Conflict) and "somebody holds" in str(told)
    with world.database.reading() as session:
        assert len(session.scalars(select(Appointment).where(Appointment.position_id == number)).all()) == 1


def test_of_two_who_move_a_unit_the_second_is_told(world: World) -> None:
    number = world.units["56-STC"]
    with world.database.reading() as session:
        seen = seen_of(session.get_one(OrgUnit, number))

    def moves(to: str) -> object:
        def act(session):
            there = [session.get_one(OrgUnit, one) for one in (number, world.units[to])]
            return units.move_unit(session, *there, seen=seen, actor=world.actor("quang"), at=A_MONDAY)

        return act

    told = one_after_the_other(world, {"CP": moves("CP"), "TGV": moves("TGV")}, "CP")
    assert isinstance(told, Refusal) and "in the meantime" in str(told)
    with world.database.reading() as session:
        assert session.get_one(OrgUnit, number).parent_id == world.units["CP"]
