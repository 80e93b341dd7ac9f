"""Working time between two moments: on the days that a calendar works, from 08:00 to 17:00 in Viet Nam.

These are the times at which the ladder's steps fall and a day's deadline ends; breaks are not taken out, so a working day has nine
hours. Pure: no clock is read here.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from workflows.calendar import VIETNAM, WorkCalendar, local_date

_OFFSET = VIETNAM.utcoffset(None)
assert _OFFSET is not None
OFFSET = int(_OFFSET.total_seconds())
A_DAY = 24 * 60 * 60
TO_1970 = date(1970, 1, 1).toordinal()


class WorkingTime:
    """One calendar laid out over a span of days, so that thousands of steps are measured by looking up two days each."""

    def __init__(self, calendar: WorkCalendar, first: datetime, last: datetime) -> None:
        self._begins, self.day = _seconds(calendar.steps_fall), minutes_of_a_day(calendar) * 60
        start, end = local_date(first), local_date(last)
        self._first = start.toordinal() - TO_1970
        self._works = [calendar.is_working(start + timedelta(n)) for n in range(max((end - start).days, 0) + 1)]
        self._before = [0]
        for works in self._works:
            self._before.append(self._before[-1] + works)

    def minutes(self, earlier: datetime, later: datetime) -> int:
        """The whole minutes of working time from one moment to a later one, both within the span; none backwards."""
        return max(self._passed(later) - self._passed(earlier), 0) // 60

    def _passed(self, moment: datetime) -> int:
        """Seconds of working time from the beginning of the span to this moment."""
        days, second = divmod(int(moment.timestamp()) + OFFSET, A_DAY)
        place = min(max(days - self._first, 0), len(self._works) - 1)
        today = min(max(second - self._begins, 0), self.day) if self._works[place] else 0
        return self._before[place] * self.day + today


def minutes_of_a_day(calendar: WorkCalendar) -> int:
    """How many minutes a working day has."""
    return (_seconds(calendar.day_ends) - _seconds(calendar.steps_fall)) // 60


def _seconds(at: time) -> int:
    return (at.hour * 60 + at.minute) * 60
