"""The words, and the tone, of what a task's progress is called: the same on lists, pages and dashboards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from webapp.times import SOON_DAYS, THE_COUNTRY, Deadline, Tone, deadline
from workflows.errors import N_
from workflows.resolutions import progress
from workflows.resolutions.register import TaskRow
from workflows.resolutions.wanted import Moment


@dataclass(frozen=True, slots=True)
class ClassWords:
    """A class as it is shown: its words (a sentence of the catalogue), a shorter form for the head of a column, its tone."""

    name: str
    words: str
    short: str
    tone: Tone


CLASSES = (
    ClassWords(progress.COMPLETED_ON_TIME, N_("Completed on time"), N_("Done on time"), "done"),
    ClassWords(progress.COMPLETED_LATE, N_("Completed late"), N_("Done late"), "soon"),
    ClassWords(progress.IN_PROGRESS, N_("In progress, in time"), N_("In progress"), "on_time"),
    ClassWords(progress.IN_PROGRESS_OVERDUE, N_("In progress, overdue"), N_("In progress, overdue"), "late"),
    ClassWords(progress.NOT_STARTED, N_("Not started, in time"), N_("Not started"), "neutral"),
    ClassWords(progress.NOT_STARTED_OVERDUE, N_("Not started, overdue"), N_("Not started, overdue"), "late"),
    ClassWords(progress.REGULAR, N_("Regular work"), N_("Regular"), "neutral"),
    ClassWords(progress.CANCELLED, N_("Cancelled"), N_("Cancelled"), "neutral"),
)
ALL_OVERDUE = ClassWords(progress.OVERDUE, N_("Overdue, begun or not"), N_("Overdue"), "late")
ASKED = (*CLASSES, ALL_OVERDUE)
"""What a list can be asked for: every class, and those that are overdue together."""
BY_NAME = {one.name: one for one in ASKED}
OVERDUE = (progress.IN_PROGRESS_OVERDUE, progress.NOT_STARTED_OVERDUE)
COMPLETED = (progress.COMPLETED_ON_TIME, progress.COMPLETED_LATE)
DEADLINES = {
    progress.LATE: N_("Late now"),
    progress.SOON: N_("Due soon"),
    progress.ON_TIME: N_("In time"),
    progress.OPEN_ENDED: N_("Without a date"),
    progress.DONE: N_("Ended"),
}


def moment_of(at: datetime) -> Moment:
    """When lists are asked: now, with everything due within the next five working days being *soon*."""
    return Moment(at, THE_COUNTRY.add_working_days(at, SOON_DAYS))


def due_of(row: TaskRow) -> Deadline:
    """How a task's due date stands. The list's own axis decides: work that is being checked, or that rests, is not late by the
    calendar alone, and a parent is late when a part of it is.
    """
    if row.due_at is None and row.deadline != progress.LATE:
        return Deadline("neutral", gettext("No due date"), "", "")
    by_calendar = deadline(row.due_at)
    if row.deadline == progress.DONE:
        return Deadline("neutral", "", by_calendar.exact, by_calendar.iso)
    if by_calendar.tone == row.deadline:
        return by_calendar
    return Deadline(TONES[row.deadline], gettext(DEADLINES[row.deadline]), by_calendar.exact, by_calendar.iso)


TONES: dict[str, Tone] = {
    progress.LATE: "late",
    progress.SOON: "soon",
    progress.ON_TIME: "on_time",
    progress.OPEN_ENDED: "neutral",
}
