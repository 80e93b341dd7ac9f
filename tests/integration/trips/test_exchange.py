"""What a command asks on its way: together where it can be foreseen, anew once something was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import bindparam, select, update

from tests.support.moments import A_MONDAY
from tests.support.world import ACCEPT, ASSIGN, World
from workflows import trips
from workflows.db import table_of
from workflows.instances import exchange
from workflows.instances.exchange import Exchange
from workflows.organisation.models import OrgUnit
from workflows.work import assignment

_UNITS = table_of(OrgUnit)
NAME = trips.Fixed(select(_UNITS.c.name_en).where(_UNITS.c.code == bindparam("with_code")))
RENAME = trips.Fixed(
    update(_UNITS).where(_UNITS.c.code == bindparam("with_code")).values(name_en=bindparam("new_name")), hits=1
)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many statements each trip carries; a trip with nothing to say is none."""
    made: list[int] = []

    def counted(go: Callable[..., Any]) -> Callable[..., Any]:
        def counting(session: Any, said: Any) -> Any:
            made.extend([len(said)] if said else [])
            return go(session, said)

        return counting

    for room in ("instances.exchange", "instances.taking", "instances.turn", "work.assignment"):
        monkeypatch.setattr(f"workflows.{room}.go", counted(trips.go))
    return made


def test_what_is_foreseen_goes_along_and_is_not_asked_again(world: World, made: list[int]) -> None:
    with world.database.reading() as session:
        talk = Exchange(session, None)
        talk.foresee([NAME(with_code="56-SKHCN")])
        first = talk.ask(NAME(with_code="BKHCN"))
        assert talk.ask(NAME(with_code="56-SKHCN")) == exchange.go(session, [NAME(with_code="56-SKHCN")])
        assert talk.ask(NAME(with_code="BKHCN")) == first
    assert made[0] == 2
    assert len(made) == 3  # what nobody foresaw is asked each time


def test_after_a_change_what_was_foreseen_is_asked_anew(world: World) -> None:
    with world.database.writing() as session:
        talk = Exchange(session, None)
        talk.foresee([NAME(with_code="56-SKHCN")])
        talk.ask(NAME(with_code="BKHCN"))
        talk.write(RENAME(with_code="56-SKHCN", new_name="Renamed"))
        talk.send()
        assert talk.ask(NAME(with_code="56-SKHCN")) == [[("Renamed",)]]


def test_to_assign_takes_two_trips_and_to_accept_in_a_known_unit_one_and_the_rest_is_left_to_the_commit(
    world: World, made: list[int]
) -> None:
    world.case()
    for who, element, command, form, trips_made in (
        ("tuan", "assign_task", assignment.assign, ASSIGN, 2),
        ("binh", "accept_task", assignment.accept, {**ACCEPT, "officer": world.addresses["lan"]}, 1),
    ):
        item = world.item(who, element)
        made.clear()
        world.do(who, command, item, form=form, at=A_MONDAY)
        assert len(made) == trips_made  # lock and read; who goes on, unless that is known
