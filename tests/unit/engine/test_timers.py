"""Moments of timers: of the calendar and not of seconds, from the anchor and not from the firing before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workflows.engine.errors import EngineFault
from workflows.engine.timers import due_moment, is_literal, period_of, schedule_of

JANUARY_31 = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("P1D", "2026-02-01T09:00:00+00:00"),
        ("P1W", "2026-02-07T09:00:00+00:00"),
        ("PT36H", "2026-02-01T21:00:00+00:00"),
        ("P1M", "2026-02-28T09:00:00+00:00"),
        ("P2M", "2026-03-31T09:00:00+00:00"),
        ("P1Y2M", "2027-03-31T09:00:00+00:00"),
        ("P1MT30M", "2026-02-28T09:30:00+00:00"),
    ],
)
def test_a_month_is_a_month_of_the_calendar(text: str, due: str) -> None:
    assert period_of(text, "t").after(JANUARY_31).isoformat() == due


@pytest.mark.parametrize(
    "text", ["P", "PT", "P1", "1D", "P-1D", "P0D", "PT0S", "P11Y", "P100000000M", "P1.5D", "", "P1D; x", 5, None]
)
def test_what_is_no_sensible_duration_is_refused(text: object) -> None:
    with pytest.raises(EngineFault):
        period_of(text, "t")


def test_a_duration_may_be_a_span_of_an_expression() -> None:
    assert period_of(timedelta(days=2), "t").after(JANUARY_31).isoformat() == "2026-02-02T09:00:00+00:00"


def test_repetitions_are_counted_from_the_anchor() -> None:
    schedule = schedule_of("R/P1M", "t", JANUARY_31)
    due = []
    for _ in range(3):
        due.append(schedule.due_at.date().isoformat())
        following = schedule.following(schedule.due_at)
        assert following is not None
        schedule = following
    assert due == ["2026-02-28", "2026-03-31", "2026-04-30"]


def test_moments_that_went_by_unheard_are_counted_and_not_made_up_for() -> None:
    schedule = schedule_of("R/PT1H", "t", JANUARY_31)
    following = schedule.following(JANUARY_31 + timedelta(hours=10, minutes=30))
    assert following is not None and following.due_at == JANUARY_31 + timedelta(hours=11)
    assert schedule_of("R5/PT1H", "t", JANUARY_31).following(JANUARY_31 + timedelta(hours=10)) is None


@pytest.mark.parametrize("text", ["R/PT1S", "R0/P1D", "R3", "R-1/P1D", "R/P1D/2026-01-01", "0 8 * * *", 3])
def test_what_is_no_sensible_repetition_is_refused(text: object) -> None:
    with pytest.raises(EngineFault):
        schedule_of(text, "t", JANUARY_31)


def test_a_moment_has_a_time_zone_because_nobody_here_may_guess_one() -> None:
    assert due_moment("2026-03-01T08:00:00+07:00", "t") == datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
    for value in ("2026-03-01T08:00:00", "2026-03-01", "soon", 5):
        with pytest.raises(EngineFault):
            due_moment(value, "t")


def test_what_is_not_iso_8601_is_an_expression() -> None:
    assert is_literal("duration", "P3D") and is_literal("cycle", "R/P1D") and is_literal("date", "2026-03-01")
    assert (
        not is_literal("duration", "days(3)")
        and not is_literal("date", "deadline")
        and not is_literal("cycle", "rhythm")
    )
