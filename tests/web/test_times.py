"""Due dates in words, as they stand at a moment; the exact moment is always beside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import g

from tests.support.moments import A_MONDAY, DAY_AFTER_DUE, DAY_BEFORE_DUE, DUE
from webapp.times import ago, beside, deadline, exact_day, exact_moment


@pytest.fixture
def now(app):
    """``now(moment)``: the words of a request at that moment, in English."""

    def at(moment, said, *args, **kwargs):
        with app.test_request_context(headers={"Accept-Language": "en"}):
            g.pop("session").close()
            g.at = moment
            return said(*args, **kwargs)

    return at


@pytest.mark.parametrize(
    ("at", "tone", "words"),
    [
        (A_MONDAY, "on_time", "8 working days left"),
        (DUE - timedelta(days=6), "soon", "4 working days left"),
        (DAY_BEFORE_DUE, "soon", "1 working day left"),
        (DUE - timedelta(hours=1), "soon", "due today"),
        (DUE, "soon", "due today"),
        (DUE + timedelta(minutes=1), "late", "late since today"),
        (DAY_AFTER_DUE, "late", "1 working day late"),
    ],
)
def test_a_due_date_in_words(now, at, tone, words):
    said = now(at, deadline, DUE)
    assert (said.tone, said.words, said.exact) == (tone, words, "12 March 2026, 17:00")


def test_what_is_closed_keeps_how_it_stood_then(now):
    assert now(DAY_AFTER_DUE, deadline, DUE, closed_at=DAY_BEFORE_DUE).tone == "done"
    assert now(DAY_AFTER_DUE + timedelta(days=30), deadline, DUE, closed_at=DAY_AFTER_DUE).words == "1 working day late"


def test_no_due_date_is_said_too(now):
    assert now(A_MONDAY, deadline, None).tone == "neutral"


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today, 08:00"), (1, "yesterday, 08:00"), (3, "3 days ago"), (30, "31 January 2026, 08:00")]
)
def test_how_long_ago(now, days, words):
    assert now(A_MONDAY, ago, A_MONDAY - timedelta(days=days)) == words


@pytest.mark.parametrize(("days", "words"), [(0, "2 March 2026"), (1, "1 March 2026"), (3, "27 February 2026, 08:00")])
def test_beside_how_long_ago_no_time_of_day_is_said_twice(now, days, words):
    assert now(A_MONDAY, beside, A_MONDAY - timedelta(days=days)) == words


def test_vietnamese_writes_moments_and_days_its_own_way(app):
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        g.pop("session").close()
        assert exact_moment(DUE) == "17:00 ngày 12/3/2026"
        assert exact_day(DUE.date()) == "12/3/2026"
