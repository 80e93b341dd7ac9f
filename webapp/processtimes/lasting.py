"""Working time in words: minutes below an hour, hours below a working day, then working days with one decimal."""

from __future__ import annotations

from flask_babel import format_decimal, gettext, ngettext

from workflows.calendar import WorkCalendar
from workflows.processtimes.working import minutes_of_a_day

A_DAY = minutes_of_a_day(WorkCalendar())


def lasting(minutes: int | None) -> str:
    """For a sentence or a table; a dash where there is nothing to say."""
    if minutes is None:
        return "–"
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    if minutes < A_DAY:
        hours = round(minutes / 60, 1)
        return ngettext("%(number)s hour", "%(number)s hours", _counted(hours), number=_number(hours))
    days = round(minutes / A_DAY, 1)
    return ngettext("%(number)s working day", "%(number)s working days", _counted(days), number=_number(days))


def shortly(minutes: int) -> str:
    """The same for a label on a drawing."""
    if minutes < 60:
        return gettext("%(number)s min", number=minutes)
    if minutes < A_DAY:
        return gettext("%(number)s h", number=_number(minutes / 60))
    return gettext("%(number)s d", number=_number(minutes / A_DAY))


def _counted(value: float) -> int:
    """One for exactly one, and many for any part more."""
    return 1 if value == 1 else 2


def _number(value: float) -> str:
    return str(format_decimal(round(value, 1), format="#,##0.#"))
