"""Working time: nine hours on each day that the calendar works, and none at night, at the weekend, on a holiday."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.support.moments import local
from workflows.calendar import WorkCalendar
from workflows.processtimes.working import WorkingTime, minutes_of_a_day

FIRST, LAST = local(2026, 2, 1), local(2026, 3, 31, 23)
COUNTRY = WorkingTime(WorkCalendar(), FIRST, LAST)


def test_only_hours_of_working_days_count() -> None:
    assert minutes_of_a_day(WorkCalendar()) == 540
    assert COUNTRY.minutes(local(2026, 3, 2, 9), local(2026, 3, 2, 10, 30)) == 90
    assert COUNTRY.minutes(local(2026, 3, 2, 6), local(2026, 3, 2, 20)) == 540
    assert COUNTRY.minutes(local(2026, 3, 6, 16), local(2026, 3, 9, 9)) == 120  # Friday afternoon to Monday morning
    assert COUNTRY.minutes(local(2026, 3, 7, 9), local(2026, 3, 8, 15)) == 0  # a weekend
    assert COUNTRY.minutes(local(2026, 3, 2, 10), local(2026, 3, 2, 9)) == 0


def test_what_a_unit_keeps_differently_is_measured_by_its_own_days() -> None:
    own = WorkCalendar(extra_holidays=frozenset({date(2026, 3, 3)}), extra_working=frozenset({date(2026, 3, 7)}))
    theirs = WorkingTime(own, FIRST, LAST)
    assert theirs.minutes(local(2026, 3, 2, 8), local(2026, 3, 4, 8)) == 540
    assert theirs.minutes(local(2026, 3, 7, 8), local(2026, 3, 7, 17)) == 540


def test_the_days_of_tet_are_no_working_time() -> None:
    assert COUNTRY.minutes(local(2026, 2, 16, 8), local(2026, 2, 20, 17)) == 0


@given(st.lists(st.integers(0, 80_000), min_size=3, max_size=3))
def test_parts_of_a_time_add_up_to_it(minutes: list[int]) -> None:
    from datetime import timedelta

    a, b, c = (FIRST + timedelta(minutes=one) for one in sorted(minutes))
    assert COUNTRY.minutes(a, b) + COUNTRY.minutes(b, c) == COUNTRY.minutes(a, c)
