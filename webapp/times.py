"""Moments and deadlines in words, with the exact moment beside: what the clock knows, said as a person would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from flask import g
from flask_babel import format_timedelta, get_locale, gettext, ngettext

from webapp.dates import day_in, moment_in, time_of_day
from workflows.calendar import WorkCalendar, local_date

THE_COUNTRY = WorkCalendar()
SOON_DAYS = 5

Tone = Literal["on_time", "soon", "late", "done", "neutral"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date as it is shown: its tone (colour and shape), its words, the exact moment, and the moment for machines."""

    tone: Tone
    words: str
    exact: str
    iso: str


def deadline(
    due_at: datetime | None, *, calendar: WorkCalendar = THE_COUNTRY, closed_at: datetime | None = None
) -> Deadline:
    """How a due date stands now, in working days; for something closed, how it stood when it was closed."""
    if due_at is None:
        return Deadline("neutral", gettext("No due date"), "", "")
    exact, iso = exact_moment(due_at), due_at.isoformat()
    at = closed_at or g.at
    if at > due_at:
        late = calendar.working_days_between(due_at, at)
        words = (
            ngettext("%(num)s working day late", "%(num)s working days late", late)
            if late
            else gettext("late since today")
        )
        return Deadline("late", words, exact, iso)
    if closed_at is not None:
        return Deadline("done", gettext("done in time"), exact, iso)
    left = calendar.working_days_between(at, due_at)
    if local_date(at) == local_date(due_at):
        return Deadline("soon", gettext("due today"), exact, iso)
    words = ngettext("%(num)s working day left", "%(num)s working days left", left)
    return Deadline("soon" if left <= SOON_DAYS else "on_time", words, exact, iso)


def ago(moment: datetime) -> str:
    """How long ago something happened, in words of days: today, yesterday, 3 days ago, then the moment itself."""
    days = (local_date(g.at) - local_date(moment)).days
    if days == 0:
        return gettext("today, %(time)s", time=time_of_day(moment))
    if days == 1:
        return gettext("yesterday, %(time)s", time=time_of_day(moment))
    if 1 < days < 7:
        return ngettext("%(num)s day ago", "%(num)s days ago", days)
    return exact_moment(moment)


def beside(moment: datetime) -> str:
    """What stands beside ``ago``: the day where that said the time of day, otherwise the exact moment."""
    days = (local_date(g.at) - local_date(moment)).days
    return exact_day(local_date(moment)) if days in (0, 1) else exact_moment(moment)


def age(moment: datetime) -> str:
    """How long ago to the minute, in words without a direction: 3 minutes, 2 hours, 5 days."""
    return str(format_timedelta(max(g.at - moment, timedelta(minutes=1)), granularity="minute"))


def exact_moment(moment: datetime) -> str:
    """A moment to the minute, in Viet Nam: 20 May 2026, 17:00; in Vietnamese 17:00 ngày 20/5/2026."""
    return moment_in(_language(), moment)


def exact_day(day: date) -> str:
    """A day: 20 May 2026; in Vietnamese 20/5/2026."""
    return day_in(_language(), day)


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else ""
