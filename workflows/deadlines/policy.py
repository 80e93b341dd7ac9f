"""What is due about one item now: a pure function of its due date, the ladder's rung, and what was done already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workflows.calendar import WorkCalendar, local_date
from workflows.definitions.decisions import LadderRung


@dataclass(frozen=True, slots=True)
class Raised:
    """A level that was raised, and when it took effect (somebody new answers), if it did."""

    level: int
    raised_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Watched:
    """An open item as the policy sees it, all for the present version of its due date.

    ``set_at`` is when that date was set: with the step itself, or later. ``taken`` holds ``warned`` and ``reminded`` once done;
    ``top`` is the last level that can be raised, ``resumed_at`` when the case last went on after a standstill.
    """

    due_at: datetime
    set_at: datetime
    taken: frozenset[str]
    raised: tuple[Raised, ...]
    top: int
    resumed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Do this now; ``level`` counts for ``overdue`` only."""

    kind: Literal["warned", "reminded", "overdue"]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Sleep:
    """Nothing is due before this moment; ``None`` means never again for this version of the due date."""

    until: datetime | None


def decide(watched: Watched, rung: LadderRung, calendar: WorkCalendar, at: datetime) -> Act | Sleep:
    """Answer *act* or *sleep until*.

    Before the due date: warn (yellow) at 08:00 ``warn_before`` working days ahead, remind at 08:00 ``remind_before`` ahead;
    whoever was asleep through both gets the reminder alone, and a warning whose day had come when the date was set is not given,
    because it would say again what was said just then. From the due date on: level 1 after ``escalate_after`` working
    days (0: at once), each further level at 08:00, ``next_level_after`` working days after the one before was raised or
    took effect (or the case went on after a standstill), one at a time, up to ``top``. An outage of a week therefore
    raises one level, not three.
    """
    overdue_at = watched.due_at
    if rung.escalate_after:
        overdue_at = calendar.add_working_days(watched.due_at, rung.escalate_after)
    if at < overdue_at:
        return _before(watched, rung, calendar, at, overdue_at)
    if not watched.raised:
        return Act("overdue", 1)
    last = max(watched.raised, key=lambda one: one.level)
    if last.level >= watched.top:
        return Sleep(None)
    since = max(one for one in (last.raised_at, last.settled_at, watched.resumed_at) if one is not None)
    next_at = calendar.at_eight(calendar.working_day(local_date(since), rung.next_level_after))
    return Act("overdue", last.level + 1) if at >= next_at else Sleep(next_at)


def _before(
    watched: Watched, rung: LadderRung, calendar: WorkCalendar, at: datetime, overdue_at: datetime
) -> Act | Sleep:
    due_on = local_date(watched.due_at)
    remind_at = calendar.at_eight(calendar.working_day(due_on, -rung.remind_before))
    warn_on = calendar.working_day(due_on, -rung.warn_before)
    if "reminded" in watched.taken:
        return Sleep(overdue_at)
    if at >= remind_at:
        return Act("reminded")
    if "warned" in watched.taken or warn_on <= local_date(watched.set_at):
        return Sleep(remind_at)
    warn_at = calendar.at_eight(warn_on)
    return Act("warned") if at >= warn_at else Sleep(min(warn_at, remind_at))
