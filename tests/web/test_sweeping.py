"""Once an hour the clock forgets sessions and form keys whose time is over, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.moments import A_MONDAY
from webapp import clock as the_clock
from webapp.accounts.models import WebSession
from workflows.definitions import deploy
from workflows.instances.models import CommandKey
from workflows.trials import keeping
from workflows.trials.models import ProcessTrial
from workflows.trials.story import Story


def left(opened):
    with opened.reading() as session:
        return len(list(session.scalars(select(WebSession)))), len(list(session.scalars(select(CommandKey))))


@pytest.mark.parametrize(("days", "expected"), [(0, (1, 1)), (1, (1, 1)), (2, (0, 1)), (9, (0, 0))])
def test_what_is_over_is_forgotten(app, signed_in, opened, days, expected):
    lan = signed_in("lan")
    lan.send("/account/password", {"present": "x", "wanted": "y", "again": "y"})
    with opened.writing() as session, session.begin():
        session.add(CommandKey(key="k", person_id=1, used_on=A_MONDAY.date(), answer="/"))
    the_clock.sweep(opened, app.config["NQ57"], A_MONDAY + timedelta(days=days))
    assert left(opened) == expected


def test_trial_cases_that_nobody_goes_on_with_are_forgotten(app, world, opened):
    vy = world.actor("vy")
    with opened.writing() as session, session.begin():
        version = deploy.latest(session, "resolution_task")
        keeping.begin(session, version, Story(variables={"n": 1}), checksum="x", actor=vy, at=A_MONDAY)
    for days, left in ((30, 1), (31, 0)):
        the_clock.sweep(opened, app.config["NQ57"], A_MONDAY + timedelta(days=days))
        with opened.reading() as session:
            assert len(list(session.scalars(select(ProcessTrial)))) == left
