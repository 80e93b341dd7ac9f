"""From what a drawing says about a due date to a moment, and to the rule that is kept for the day on which a calendar changes.

A document's date or a fixed moment leaves no rule: no calendar moves it. A number of working days does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from workflows.calendar import WorkCalendar
from workflows.errors import N_, Refusal
from workflows.written import written as as_json


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


@dataclass(frozen=True, slots=True)
class Duration:
    """A due date given as working days: how many, counted from when, and the fixed date that it does not come before."""

    working_days: int
    counts_from: datetime
    not_before: datetime | None = None

    def due_at(self, calendar: WorkCalendar) -> datetime:
        """The moment that this duration means in a calendar."""
        ends_at = calendar.add_working_days(self.counts_from, self.working_days)
        return max(ends_at, self.not_before) if self.not_before else ends_at

    def written(self) -> str:
        """The form that is kept with a step; ``read`` reads it."""
        said = {
            "working_days": self.working_days,
            "from": self.counts_from.isoformat(),
            "not_before": self.not_before.isoformat() if self.not_before else None,
        }
        return as_json({name: value for name, value in said.items() if value is not None})


def read(rule: str) -> Duration:
    """The duration in a step's rule."""
    said = json.loads(rule)
    floor = said.get("not_before")
    return Duration(int(said["working_days"]), parse_moment(said["from"]), parse_moment(floor) if floor else None)


def rule_of(said: Any, *, opened_at: datetime, calendar: WorkCalendar) -> str | None:
    """What is kept of a due value that ``resolve`` understood: the longest duration in it, never before its latest fixed date.

    ``None`` when there is no duration in it. The fixed dates are kept as moments, so that no calendar moves them.
    """
    values = list(_values(said))
    days = [int(value["working_days"]) for value in values if isinstance(value, dict)]
    if not days:
        return None
    fixed = [
        moment
        for value in values
        if not isinstance(value, dict) and (moment := resolve(value, opened_at=opened_at, calendar=calendar))
    ]
    return Duration(max(days), opened_at, max(fixed, default=None)).written()


def _values(said: Any) -> Iterator[Any]:
    if isinstance(said, dict) and "later_of" in said:
        for one in said["later_of"]:
            yield from _values(one)
    else:
        yield said


def after_standstill(
    due_at: datetime, rule: str | None, *, since: datetime, until: datetime, calendar: WorkCalendar
) -> tuple[datetime, str | None]:
    """A due date and its rule after a standstill: what was left of the time is left again.

    The date moves by the working days that the case stood still; the rule counts those that were left from the end of the
    standstill. It is kept only if both say the same.
    """
    duration = read(rule) if rule else None
    stood = calendar.working_days_between(since, until)
    moved = calendar.add_working_days(duration.due_at(calendar) if duration else due_at, stood)
    if duration is None:
        return moved, None
    ends_at, floor = calendar.add_working_days(duration.counts_from, duration.working_days), duration.not_before
    if floor and floor > since:
        floor = calendar.add_working_days(floor, stood)
    left = Duration(max(0, calendar.working_days_between(since, ends_at)), until, floor)
    return moved, left.written() if left.due_at(calendar) == moved else None
