"""How a day and a moment are written, in each of our languages, in Viet Nam's time.

Two patterns that never change; a list of tasks writes a hundred of them, and a library that reads its pattern anew for each takes a
third of the page for it.
"""

from __future__ import annotations

from datetime import date, datetime

from workflows.calendar import VIETNAM

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_in(language: str, day: date) -> str:
    """20 May 2026; in Vietnamese 20/5/2026. A moment stands for its day in Viet Nam."""
    if isinstance(day, datetime):
        day = day.astimezone(VIETNAM)
    if language == "vi":
        return f"{day.day}/{day.month}/{day.year}"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def time_of_day(at: datetime) -> str:
    """17:00."""
    here = at.astimezone(VIETNAM)
    return f"{here.hour:02}:{here.minute:02}"


def moment_in(language: str, at: datetime) -> str:
    """20 May 2026, 17:00; in Vietnamese 17:00 ngày 20/5/2026."""
    here = at.astimezone(VIETNAM)
    if language == "vi":
        return f"{time_of_day(here)} ngày {day_in(language, here)}"
    return f"{day_in(language, here)}, {time_of_day(here)}"
