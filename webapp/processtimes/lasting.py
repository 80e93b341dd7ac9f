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
        return gettext("%(number)s hours", number=_number(minutes / 60))
    return gettext("%(number)s working days", number=_number(minutes / A_DAY))


def shortly(minutes: int) -> str:
    """The same for a label on a drawing."""
    if minutes < 60:
        return gettext("%(number)s min", number=minutes)
    if minutes < A_DAY:
        return gettext("%(number)s h", number=_number(minutes / 60))
    return gettext("%(number)s d", number=_number(minutes / A_DAY))


def _number(value: float) -> str:
    return str(format_decimal(round(value, 1), format="#,##0.#"))
