"""When things happen in the demo: working days counted from the day of seeding, at hours when people work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from webapp.seed.acting import Scene
from workflows.calendar import WorkCalendar, local_date

CALENDAR = WorkCalendar()
THE_FIRST_DAY = date(2025, 2, 3)
THE_PROVINCE_PLAN = date(2026, 7, 29)
Act = Callable[[Scene], None]


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody acts on the case of ``code`` at a moment."""

    at: datetime
    code: str
    act: Act


@dataclass(frozen=True, slots=True)
class Timetable:
    """Moments around the day of seeding."""

    now: datetime

    @property
    def today(self) -> date:
        """The day of seeding in Viet Nam."""
        return local_date(self.now)

    @property
    def begins_at(self) -> datetime:
        """When the resolution's plan came in: early in 2025, and in any case long before the seeding."""
        return at_hour(min(THE_FIRST_DAY, self.today - timedelta(days=200)), 8)

    @property
    def province_begins_at(self) -> datetime:
        """When the province's plan came in: the day after it was issued, or some weeks ago where that is yet to come."""
        return at_hour(min(THE_PROVINCE_PLAN, self.today - timedelta(days=45)), 8)

    def day(self, working_days: int) -> date:
        """The working day so many before (negative) or after today."""
        return CALENDAR.working_day(self.today, working_days)

    def moment(self, working_days: int, hour: int = 9) -> datetime:
        """That day at an hour."""
        return at_hour(self.day(working_days), hour)


def at_hour(day: date, hour: int) -> datetime:
    """An hour of the day in Viet Nam, as UTC; on a day not worked, of the next one worked."""
    return CALENDAR.at_eight(CALENDAR.working_day(day, 0)).astimezone(UTC) + timedelta(hours=hour - 8)


def after(moment: datetime, working_days: int, hour: int) -> datetime:
    """So many working days after a moment (or before it), at an hour."""
    return at_hour(CALENDAR.working_day(local_date(moment), working_days), hour)
