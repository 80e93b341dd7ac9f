"""Promises of the working calendar. Holidays of 2025 to 2027 are those that the Government decided."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.support.moments import A_MONDAY, A_SATURDAY, local
from workflows.calendar import WorkCalendar, half_rounded_up, holiday_names, local_date

THE_COUNTRY = WorkCalendar()
DAYS = some.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),  # the new year
        date(2026, 2, 16),
        date(2026, 2, 17),
        date(2026, 2, 20),  # Tết Bính Ngọ
        date(2026, 4, 27),  # the Hùng Kings' day fell on a Sunday
        date(2026, 4, 30),
        date(2026, 5, 1),
        date(2026, 8, 31),  # swapped with Saturday the 22nd
        date(2026, 9, 1),
        date(2026, 9, 2),
    ],
)
def test_nobody_works_on_a_public_holiday_or_the_day_given_instead(day: date) -> None:
    assert not THE_COUNTRY.is_working(day)


@pytest.mark.parametrize("saturday", [date(2026, 8, 22), date(2025, 4, 26)])
def test_a_saturday_swapped_for_a_bridge_day_is_worked(saturday: date) -> None:
    assert saturday.weekday() == 5
    assert THE_COUNTRY.is_working(saturday)


def test_other_weekends_are_free() -> None:
    assert not THE_COUNTRY.is_working(date(2026, 3, 7))
    assert not THE_COUNTRY.is_working(date(2026, 3, 8))


def test_holidays_are_named_in_the_language_asked_for() -> None:
    assert holiday_names(2026, "vi")[date(2026, 2, 17)] == "Tết Nguyên Đán"
    assert holiday_names(2026, "en")[date(2026, 2, 17)] == "Lunar New Year"


def test_a_day_ends_at_five_in_the_afternoon_in_viet_nam() -> None:
    assert THE_COUNTRY.end_of_day(date(2026, 3, 12)) == datetime(2026, 3, 12, 10, tzinfo=UTC)


def test_a_deadline_in_tet_ends_with_the_first_day_worked_after_it() -> None:
    assert THE_COUNTRY.end_of_day(date(2026, 2, 14)) == local(2026, 2, 23, 17)


def test_the_ladder_steps_at_eight_on_exactly_the_day_named() -> None:
    assert THE_COUNTRY.at_eight(date(2026, 3, 12)) == datetime(2026, 3, 12, 1, tzinfo=UTC)


def test_two_working_days_from_monday_end_on_wednesday_at_five() -> None:
    assert THE_COUNTRY.add_working_days(A_MONDAY, 2) == local(2026, 3, 4, 17)


def test_two_working_days_from_a_saturday_count_monday_first() -> None:
    assert THE_COUNTRY.add_working_days(A_SATURDAY, 2) == local(2026, 3, 10, 17)


def test_the_day_is_the_one_in_viet_nam_not_in_utc() -> None:
    late_on_sunday_in_utc = datetime(2026, 3, 1, 20, tzinfo=UTC)
    assert local_date(late_on_sunday_in_utc) == date(2026, 3, 2)
    assert THE_COUNTRY.add_working_days(late_on_sunday_in_utc, 1) == local(2026, 3, 3, 17)


def test_counting_jumps_over_tet() -> None:
    friday_before = local(2026, 2, 13, 9)
    assert THE_COUNTRY.add_working_days(friday_before, 1) == local(2026, 2, 23, 17)


def test_no_working_days_mean_the_end_of_the_same_day_or_of_the_next_when_it_is_over() -> None:
    assert THE_COUNTRY.add_working_days(A_MONDAY, 0) == local(2026, 3, 2, 17)
    assert THE_COUNTRY.add_working_days(local(2026, 3, 2, 17), 0) == local(2026, 3, 2, 17)
    assert THE_COUNTRY.add_working_days(local(2026, 3, 2, 17, 1), 0) == local(2026, 3, 3, 17)
    assert THE_COUNTRY.add_working_days(A_SATURDAY, 0) == local(2026, 3, 9, 17)


def test_five_working_days_before_a_thursday_is_the_thursday_before() -> None:
    assert THE_COUNTRY.working_day(date(2026, 3, 12), -5) == date(2026, 3, 5)


def test_nobody_waits_for_a_count_that_cannot_be_meant() -> None:
    with pytest.raises(ValueError, match="10000 working days"):
        THE_COUNTRY.add_working_days(A_MONDAY, 10_001)


def test_a_units_own_days_come_before_the_countrys() -> None:
    festival, flood_saturday = date(2026, 3, 3), date(2026, 3, 7)
    own = WorkCalendar(frozenset({festival}), frozenset({flood_saturday}))
    assert not own.is_working(festival)
    assert own.is_working(flood_saturday)
    assert own.add_working_days(A_MONDAY, 4) == local(2026, 3, 7, 17)


@pytest.mark.parametrize(("days", "half"), [(5, 3), (4, 2), (2, 1), (1, 1), (0, 0)])
def test_urgent_work_gets_half_rounded_up(days: int, half: int) -> None:
    assert half_rounded_up(days) == half


def test_days_between_count_the_last_and_not_the_first() -> None:
    assert THE_COUNTRY.working_days_between(date(2026, 3, 2), date(2026, 3, 2)) == 0
    assert THE_COUNTRY.working_days_between(date(2026, 3, 2), date(2026, 3, 9)) == 5
    assert THE_COUNTRY.working_days_between(date(2026, 3, 9), date(2026, 3, 2)) == -5


@given(day=DAYS, n=some.integers(1, 60))
def test_what_is_added_is_what_lies_between(day: date, n: int) -> None:
    start = THE_COUNTRY.at_eight(day)
    end = THE_COUNTRY.add_working_days(start, n)
    assert THE_COUNTRY.working_days_between(start, end) == n
    assert THE_COUNTRY.is_working(local_date(end))


@given(day=DAYS, n=some.integers(1, 60))
def test_counting_back_undoes_counting_on_from_a_working_day(day: date, n: int) -> None:
    worked = THE_COUNTRY.working_day(day, 0)
    assert THE_COUNTRY.working_day(THE_COUNTRY.working_day(worked, n), -n) == worked


@given(day=DAYS)
def test_a_deadline_never_ends_before_its_day(day: date) -> None:
    ends_at = THE_COUNTRY.end_of_day(day)
    assert local_date(ends_at) >= day
    assert ends_at - THE_COUNTRY.at_eight(local_date(ends_at)) == timedelta(hours=9)
