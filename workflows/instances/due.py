"""From what a drawing says about a due date to a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from workflows.calendar import WorkCalendar
from workflows.errors import N_, Refusal


def resolve(said: Any, *, opened_at: datetime, calendar: WorkCalendar) -> datetime | None:
    """The moment meant by a drawing's due value; ``None`` stays ``None``.

    A moment is ISO text; a day ends at 17:00 (moved to the next working day's end); ``working_days(n)`` counts from the
    opening in the responsible unit's calendar; ``later_of(a, b)`` is the later of the two, of those that are given.
    Raises ``Refusal`` for anything else.
    """
    if said is None:
        return None
    if isinstance(said, dict) and len(said) == 1:
        ((tag, value),) = said.items()
        if tag == "working_days":
            return calendar.add_working_days(opened_at, int(value))
        if tag == "later_of":
            moments = [moment for one in value if (moment := resolve(one, opened_at=opened_at, calendar=calendar))]
            return max(moments) if moments else None
    if isinstance(said, datetime):
        return said.astimezone(UTC)
    if isinstance(said, date):
        return calendar.end_of_day(said)
    if isinstance(said, str):
        try:
            return parse_moment(said) if "T" in said else calendar.end_of_day(date.fromisoformat(said))
        except ValueError:
            pass
    raise Refusal(N_("Expected the drawing to give a due date, but it gives “%(said)s”."), said=str(said)[:80])


def parse_moment(text: str) -> datetime:
    """An aware UTC moment from ISO text; raises ``ValueError`` for a moment without a time zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("Expected a moment with its time zone.")
    return moment.astimezone(UTC)
