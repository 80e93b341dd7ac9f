"""Reporting periods: a month, a quarter, half a year, a year. Pure values; the code is what people read and what is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.errors import N_, Refusal
from workflows.limits import LATEST_YEAR

PARTS = {"month": 12, "quarter": 4, "half": 2, "year": 1}
"""How many periods of each frequency a year has."""
FIRST_YEAR = 2000
_CODE = re.compile(r"(?P<year>\d{4})(?:-(?P<mark>[QH]?)(?P<part>\d{1,2}))?", re.ASCII)
_FREQUENCY = {"": "month", "Q": "quarter", "H": "half"}
_MARKS = {"quarter": "Q", "half": "H"}


@dataclass(frozen=True, slots=True)
class Period:
    """The ``part``-th ``frequency`` of a year, counted from 1."""

    frequency: str
    year: int
    part: int = 1

    @property
    def code(self) -> str:
        """``2026-11``, ``2026-Q4``, ``2026-H2`` or ``2026``."""
        if self.frequency == "year":
            return str(self.year)
        return f"{self.year}-{self.part:02d}" if self.frequency == "month" else f"{self.year}-{self._mark}{self.part}"

    @property
    def _mark(self) -> str:
        return _MARKS[self.frequency]

    @property
    def _months(self) -> int:
        return 12 // PARTS[self.frequency]

    @property
    def begins_on(self) -> date:
        """Its first day."""
        return date(self.year, (self.part - 1) * self._months + 1, 1)

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return self.next.begins_on - timedelta(days=1)

    @property
    def next(self) -> Period:
        """The period of the same frequency that begins when this one is over."""
        last = self.part == PARTS[self.frequency]
        return Period(self.frequency, self.year + last, 1 if last else self.part + 1)

    @property
    def previous(self) -> Period:
        """The one before."""
        first = self.part == 1
        return Period(self.frequency, self.year - first, PARTS[self.frequency] if first else self.part - 1)

    def contains(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.begins_on <= day <= self.ends_on


def parse(text: str) -> Period:
    """The period with this code. Raises ``Refusal`` for anything else."""
    found = _CODE.fullmatch(text.strip().upper())
    if found:
        year, part = int(found["year"]), int(found["part"] or 1)
        frequency = "year" if found["part"] is None else _FREQUENCY[found["mark"]]
        if FIRST_YEAR <= year <= LATEST_YEAR and 1 <= part <= PARTS[frequency]:
            return Period(frequency, year, part)
    sentence = N_("Expected a period like 2026-11, 2026-Q4, 2026-H2 or 2026, but “%(value)s” is none.")
    raise Refusal(sentence, value=text[:40])


def period_of(day: date, frequency: str) -> Period:
    """The period of this frequency in which the day lies."""
    return Period(frequency, day.year, (day.month - 1) // (12 // PARTS[frequency]) + 1)
