"""A form whose sender learns nothing of its outcome: sent again it acts once, whatever had become of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from tests.competing.rivals import everything_agrees
from tests.crash.contents import changed, held
from tests.crash.fate import AFTER, BEFORE, LOST, REFUSED, Fate, Point, by_silence
from tests.crash.telling import JOBS
from tests.support.moments import A_MONDAY, DUE
from tests.support.world import RESULT, World
from tests.web.conftest import Browser
from tests.web.story import given_to_the_department, reading_english
from webapp import clock
from webapp.app import Application
from workflows.instances.models import Incident
from workflows.ledger.models import LedgerEntry
from workflows.work.item import Item
from workflows.work.models import Escalation

KEY = re.compile(r'name="command_key" value="([^"]+)"')
SignedIn = Callable[[str], Browser]


@pytest.fixture
def lan(app: Application, signed_in: SignedIn) -> Browser:
    """Lan, who reads English and is answered as in production: a fault becomes a page."""
    app.config["TESTING"] = False
    return reading_english(signed_in, "lan")


def ready(world: World, browser: Browser) -> tuple[Item, str]:
    """A result with evidence, shown to Lan; and the one-time key of the form on her page."""
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    world.attach("lan", item, item.opened_at)
    page = browser.get(f"/work-items/{item.public_id}").text
    return item, KEY.findall(page)[-1]


def hand_in(browser: Browser, item: Item, key: str) -> Any:
    return browser.send(f"/work-items/{item.public_id}/completion", {**RESULT, "no_classified": "true"}, key=key)


def handed_in(world: World) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).where(LedgerEntry.kind == "submission.made")) or 0


@pytest.mark.parametrize("point", [BEFORE, REFUSED, LOST, AFTER])
def test_a_form_whose_outcome_is_unknown_is_sent_again_and_acts_once(
    world: World, fate: Fate, lan: Browser, point: Point
) -> None:
    item, key = ready(world, lan)
    with fate.at(point, by_silence):
        answer = hand_in(lan, item, key)
    assert fate.met and answer.status_code in (409, 503)
    again = hand_in(lan, item, key)
    assert (again.status_code, again.location) == (303, "/inbox")
    assert handed_in(world) == 1
    assert hand_in(lan, item, key).location == "/inbox" and handed_in(world) == 1
    assert everything_agrees(world) == []


def test_a_request_that_dies_at_any_statement_is_answered_by_one_sentence_and_has_done_nothing(
    world: World, fate: Fate, lan: Browser
) -> None:
    item, key = ready(world, lan)
    before = held(world.database)
    number, told = 0, set()
    while True:
        number += 1
        with fate.at(number, by_silence):
            answer = hand_in(lan, item, key)
        if not fate.met:
            break
        told.add((answer.status_code, *re.findall(r"Expected[^<]*", answer.text)))
        assert not changed(world.database, before), f"statement {number}: {fate.statements[-1]}"
    assert number > 15 and answer.location == "/inbox", (
        answer.status_code,
        re.findall(r"Expected[^<]*", answer.text),
        fate.statements,
    )
    assert told == {(503, "Expected the database to answer, but it is busy. Try again in a moment.")}
    assert handed_in(world) == 1 and everything_agrees(world) == []


@pytest.mark.parametrize("point", [BEFORE, LOST, AFTER])
def test_a_step_of_the_clock_whose_outcome_is_unknown_is_done_once_and_is_no_incident(
    world: World, fate: Fate, point: Point
) -> None:
    given_to_the_department(world, officer="lan")
    world.tick(A_MONDAY)
    with fate.at(point, by_silence):
        clock.drain(world.database, JOBS["deadlines"], DUE)
    assert fate.met
    world.tick(DUE)
    with world.database.reading() as session:
        assert session.scalars(select(Escalation.level)).all() == [1]
        assert session.scalars(select(Incident)).all() == []
    assert everything_agrees(world) == []


def test_a_commit_that_was_refused_leaves_the_connection_free_for_the_next_one(world: World, fate: Fate) -> None:
    with world.database.writing() as session, fate.at(REFUSED):
        session.execute(text("SELECT 1"))
        with pytest.raises(IntegrityError):
            session.commit()
    with world.database.writing() as session:
        assert session.scalar(text("SELECT 1")) == 1
        session.commit()
