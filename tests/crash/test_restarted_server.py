"""PostgreSQL is restarted under a running house: people hardly notice, the clock goes on by itself, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from sqlalchemy import select

from tests.competing.rivals import everything_agrees
from tests.support import postgres
from tests.support.country import build
from tests.support.databases import PostgresCopies
from tests.support.moments import A_MONDAY, DUE
from tests.support.world import World
from tests.web.conftest import Browser
from tests.web.story import given_to_the_department
from webapp import clock as the_clock
from webapp.app import Application
from workflows.instances.models import Incident
from workflows.work.models import Escalation


@pytest.fixture
def world_url(own_server: str) -> Iterator[str]:
    """The small country on the server that is going to be restarted."""
    with PostgresCopies(own_server, build, "restarted").fresh() as url:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CHECKPOINT")  # a clone's sequences are not safe from a crash before its first one
        yield url


def rows(world: World, model: type) -> list[object]:
    with world.database.reading() as session:
        return list(session.scalars(select(model)))


def test_after_a_restart_people_and_the_clock_go_on_as_if_nothing_had_happened(
    own_server: str, world: World, app: Application, signed_in: Callable[[str], Browser], visitor: Browser
) -> None:
    app.config["TESTING"] = False
    given_to_the_department(world)
    item = world.item("lan", "submit_result")
    lan, there = signed_in("lan"), f"/work-items/{item.public_id}"
    world.tick(A_MONDAY)

    postgres.restart(own_server)
    answer = lan.send(f"{there}/claim")
    assert answer.location == there, answer.text
    postgres.restart(own_server)
    told = [visitor.get("/sign-in").status_code for _ in range(3)]
    assert told in ([200, 200, 200], [503, 200, 200]), "somebody unknown gets one sentence at most"

    postgres.restart(own_server)
    the_clock.tick(world.database, DUE)
    the_clock.tick(world.database, DUE)
    assert len(rows(world, Escalation)) == 1
    assert rows(world, Incident) == [], "nothing of ours was at fault"
    assert everything_agrees(world) == []
