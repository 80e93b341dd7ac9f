"""Working time in Viet Nam: which days are worked, when a day ends, and counting in working days.

The country's holidays, Tết and swapped working days come from the ``holidays`` package; what a unit keeps differently
is handed in (``organisation.calendars``). Pure: no clock is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

import holidays

VIETNAM = timezone(
    timedelta(hours=7), "Asia/Ho_Chi_Minh"
)  # no daylight time since 1975: a fixed offset is exact, and quick
DAY_ENDS = time(17)
STEPS_FALL = time(8)
A_DAY = timedelta(days=1)
MOST_DAYS = 10_000  # nobody means more; a slip in a drawing shall not count for minutes


def local_date(moment: datetime) -> date:
    """The day in Viet Nam at an aware moment."""
    return moment.astimezone(VIETNAM).date()


def half_rounded_up(days: int) -> int:
    """Half of a number of days, halves rounded up: what urgent work gets."""
    return -(-days // 2)


@lru_cache(maxsize=200)
def holiday_names(year: int, language: str) -> dict[date, str]:
    """The country's holidays of a year by name, in Vietnamese (``vi``) or else English."""
    known = holidays.country_holidays("VN", years=year, language="vi" if language == "vi" else "en_US")
    return dict(sorted(known.items()))


@lru_cache(maxsize=200)
def _swapped_days(year: int) -> frozenset[date]:
    """Days of rest that the country works; the next year's holidays may have been swapped into this year."""
    return frozenset(holidays.country_holidays("VN", years=(year, year + 1), language="en_US").weekend_workdays)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The country's calendar with a unit's own days: ``extra_working`` is worked and ``extra_holidays`` is not, whatever else holds.

    ``day_ends`` and ``steps_fall`` are the local times at which a day's deadline ends and the ladder's steps fall.
    """

    extra_holidays: frozenset[date] = frozenset()
    extra_working: frozenset[date] = frozenset()
    day_ends: time = DAY_ENDS
    steps_fall: time = STEPS_FALL

    def is_working(self, day: date) -> bool:
        """Whether people work on this day: the unit's own days first, then swapped days, holidays, and the weekend."""
        if day in self.extra_holidays:
            return False
        if day in self.extra_working or day in _swapped_days(day.year):
            return True
        return day.weekday() < 5 and day not in holiday_names(day.year, "vi")

    def working_day(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day``, or before it when ``n`` is negative; for 0, ``day`` or the next one worked.

        Raises ``ValueError`` beyond 10,000 days.
        """
        if abs(n) > MOST_DAYS:
            raise ValueError(f"Expected at most {MOST_DAYS} working days, but got {n}.")
        if n == 0:
            return day if self.is_working(day) else self.next_working_day(day)
        step = A_DAY if n > 0 else -A_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day after ``day``."""
        return self.working_day(day, 1)

    def end_of_day(self, day: date) -> datetime:
        """When a deadline on ``day`` ends: 17:00 in Viet Nam, as UTC; on a day not worked, at the end of the next one worked."""
        return self._moment(self.working_day(day, 0), self.day_ends)

    def at_eight(self, day: date) -> datetime:
        """08:00 in Viet Nam on exactly this day, as UTC: when the ladder's steps fall."""
        return self._moment(day, self.steps_fall)

    def add_working_days(self, moment: datetime, n: int) -> datetime:
        """The end (17:00) of the ``n``-th working day after the day of ``moment``; the day itself does not count.

        For 0, the end of that day, or of the next one worked when it is over or not worked. Negative ``n`` counts back.
        """
        day = local_date(moment)
        ends_at = self._moment(self.working_day(day, n), self.day_ends)
        return self.add_working_days(moment, 1) if n == 0 and ends_at < moment else ends_at

    def working_days_between(self, earlier: date, later: date) -> int:
        """How many working days lie after ``earlier`` up to and including ``later``; negative when ``later`` comes first.

        Moments stand for their day in Viet Nam. ``add_working_days(m, n)`` lies ``n`` working days after ``m``.
        """
        start, end = _day(earlier), _day(later)
        if end < start:
            return -self.working_days_between(end, start)
        return _working_days(self, start, end)

    @staticmethod
    def _moment(day: date, at: time) -> datetime:
        return datetime.combine(day, at, VIETNAM).astimezone(UTC)


@lru_cache(maxsize=20_000)
def _working_days(calendar: WorkCalendar, start: date, end: date) -> int:
    """Counted once: every list of a day measures the same few hundred due dates from the same day."""
    return sum(calendar.is_working(start + A_DAY * n) for n in range(1, (end - start).days + 1))


def _day(value: date) -> date:
    return local_date(value) if isinstance(value, datetime) else value
