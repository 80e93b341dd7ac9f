"""Once an hour the clock forgets sessions and form keys whose time is over, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.moments import A_MONDAY
from webapp import clock as the_clock
from webapp.accounts.models import WebSession
from workflows.instances.models import CommandKey


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
