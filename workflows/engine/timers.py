"""When a timer of a drawing is due: ISO 8601 dates, durations and repetitions, computed from an anchor and from nothing else.

A month is a month of the calendar (31 January + P1M is the last day of February, + P2M is 31 March again, because each due
moment is computed from the anchor and not from the one before). Bounds keep a slip of the pen from hanging a worker or
setting a timer for the next century.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from workflows.engine.errors import EngineFault
from workflows.errors import N_
from workflows.limits import EARLIEST_YEAR, LATEST_YEAR, TIMER_CYCLE_SECONDS, TIMER_DAYS

_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,7})M)?(?:(?P<seconds>\d{1,9})S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>\d{0,4})/(?P<duration>P.+)")
_SHORTEST_CYCLE = timedelta(seconds=TIMER_CYCLE_SECONDS)
_LONGEST = timedelta(days=TIMER_DAYS)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of calendar months and a span of exact time."""

    months: int
    exact: timedelta

    def after(self, anchor: datetime, times: int = 1) -> datetime:
        """Return the moment that many periods after the anchor."""
        month = anchor.month - 1 + self.months * times
        year, month = anchor.year + month // 12, month % 12 + 1
        day = min(anchor.day, calendar.monthrange(year, month)[1])
        return anchor.replace(year=year, month=month, day=day) + self.exact * times


@dataclass(frozen=True, slots=True)
class Schedule:
    """A timer as it was set: its anchor, its period, how often it may fire (None: no end), how often it was due already."""

    anchor: datetime
    period: Period
    times: int | None
    passed: int = 0

    @property
    def due_at(self) -> datetime:
        """The next moment."""
        return self.period.after(self.anchor, self.passed + 1)

    def following(self, at: datetime) -> Schedule | None:
        """Return the schedule after a firing at this moment, or None when it has ended.

        Moments that went by unheard (an outage) are counted and not made up for: one firing speaks for all of them.
        """
        passed = self.passed + 1
        while (self.times is None or passed < self.times) and self.period.after(self.anchor, passed + 1) <= at:
            passed += 1
        return (
            None
            if self.times is not None and passed >= self.times
            else Schedule(self.anchor, self.period, self.times, passed)
        )


def is_literal(kind: str, text: str) -> bool:
    """Say whether the text of a timer is ISO 8601 itself (otherwise it is an expression)."""
    if kind == "cycle":
        return _CYCLE.fullmatch(text) is not None
    if kind == "duration":
        return _DURATION.fullmatch(text) is not None
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def due_moment(value: Any, element: str) -> datetime:
    """Return the moment that a date timer names; raises EngineFault without a time zone, since nothing here may guess one."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        moment = None
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        kind = "date without a time zone" if isinstance(moment, date) else type(value).__name__
        raise EngineFault(
            N_("Expected the timer %(element)s to name a moment with its time zone, but got a %(kind)s."),
            element=element,
            kind=kind,
        )
    if not EARLIEST_YEAR < moment.year < LATEST_YEAR:
        raise EngineFault(
            N_("Expected the timer %(element)s between %(first)s and %(last)s, but it is far away."),
            element=element,
            first=EARLIEST_YEAR,
            last=LATEST_YEAR,
        )
    return moment.astimezone(UTC)


def period_of(value: Any, element: str) -> Period:
    """Return the period of a duration timer; raises EngineFault for nonsense and for more than ten years."""
    if isinstance(value, timedelta):
        period = Period(0, value)
    else:
        found = _DURATION.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise EngineFault(
                N_("Expected the timer %(element)s to hold a duration such as P3D or PT4H, but got %(value)r."),
                element=element,
                value=str(value)[:40],
            )
        parts = {unit: int(number or 0) for unit, number in found.groupdict().items()}
        months = parts.pop("years") * 12 + parts.pop("months")
        period = Period(months, timedelta(**parts))
    rough = timedelta(days=31) * period.months + period.exact
    if not timedelta(0) < rough <= _LONGEST:
        raise EngineFault(
            N_("Expected the timer %(element)s to last longer than nothing and at most ten years."), element=element
        )
    return period


def schedule_of(value: Any, element: str, at: datetime) -> Schedule:
    """Return the schedule of a repeating timer such as R3/P1D or R/PT2H, anchored at this moment.

    Raises EngineFault when it is not one, or repeats faster than once a minute.
    """
    found = _CYCLE.fullmatch(value) if isinstance(value, str) else None
    times = int(found["times"]) if found and found["times"] else None
    if found is None or times == 0:
        raise EngineFault(
            N_("Expected the timer %(element)s to hold a repetition such as R3/P1D, but got %(value)r."),
            element=element,
            value=str(value)[:40],
        )
    period = period_of(found["duration"], element)
    if period.months == 0 and period.exact < _SHORTEST_CYCLE:
        raise EngineFault(N_("Expected the timer %(element)s to repeat at most once a minute."), element=element)
    return Schedule(at, period, times)
