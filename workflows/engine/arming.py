"""When an event begins to wait: what its message must be about and when its timer is due are fixed then, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from workflows.engine.step import TimerSet
from workflows.engine.timers import Period, Schedule, due_moment, is_literal, period_of, schedule_of
from workflows.engine.transition import Transition, element_of, transition_of


def arm_message(task: Any) -> None:
    """Fix what a message must be about, as the standard says, when the waiting begins."""
    if "about" not in task.internal_data:
        task.internal_data["about"] = transition_of(task).correlation(task)


def arm_timer(task: Any, kind: str, source: str) -> None:
    """Fix when a timer is due."""
    if "ref" in task.internal_data:
        return
    transition = transition_of(task)
    value = source.strip() if is_literal(kind, source.strip()) else transition.value(task, source)
    element = element_of(task)
    if kind == "cycle":
        _set_schedule(transition, task, schedule_of(value, element, transition.at))
    else:
        due_at = due_moment(value, element) if kind == "date" else period_of(value, element).after(transition.at)
        _note(transition, task, due_at)


def arm_again(task: Any) -> bool:
    """Set a timer that has just fired to its next moment; say no when there is none."""
    kept = task.internal_data.get("schedule")
    if kept is None:
        return False
    anchor, months, seconds, times, passed = kept
    schedule = Schedule(datetime.fromisoformat(anchor), Period(months, timedelta(seconds=seconds)), times, passed)
    transition = transition_of(task)
    following = schedule.following(transition.at)
    if following is None:
        return False
    _set_schedule(transition, task, following)
    return True


def _set_schedule(transition: Transition, task: Any, schedule: Schedule) -> None:
    period = schedule.period
    task.internal_data["schedule"] = [
        schedule.anchor.isoformat(),
        period.months,
        period.exact.total_seconds(),
        schedule.times,
        schedule.passed,
    ]
    _note(transition, task, schedule.due_at)


def _note(transition: Transition, task: Any, due_at: datetime) -> None:
    ref = task.internal_data["ref"] = transition.new_ref()
    transition.timers.append(TimerSet(ref, element_of(task), due_at))
