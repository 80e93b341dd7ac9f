"""The tasks of a list over months: when each began, until when it was worked on, when it is due, and today. Drawn here, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import g, render_template
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from webapp.access import requires
from webapp.resolutions import asking
from webapp.resolutions.door import resolutions
from webapp.shown import classes
from workflows.calendar import local_date
from workflows.instances.models import ProcessInstance
from workflows.limits import PLAN_PAGE
from workflows.resolutions import figures, register
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.register import TaskRow
from workflows.resolutions.reopening_models import CaseReopening

WIDTH = 1000
BEFORE, AFTER = timedelta(days=550), timedelta(days=730)  # what lies farther off is drawn at the edge
LABELS = 12


@dataclass(frozen=True, slots=True)
class Axis:
    """From the first day of a month to the first day of another, on a line of ``WIDTH``."""

    begins_on: date
    ends_on: date

    def at(self, day: date) -> float:
        """Where a day lies; what is beyond an end lies on it."""
        whole = (self.ends_on - self.begins_on).days
        return round(WIDTH * min(max((day - self.begins_on).days / whole, 0), 1), 1)

    def months(self) -> list[tuple[date, float, bool]]:
        """The first day of each month, where it lies, and whether there is room for its name."""
        days = [self.begins_on]
        while (following := _next_month(days[-1])) < self.ends_on:
            days.append(following)
        step = -(-len(days) // LABELS)
        return [(day, self.at(day), place % step == 0) for place, day in enumerate(days)]


@dataclass(frozen=True, slots=True)
class Bar:
    """A task on the axis: ``done`` from its beginning to its end or today, ``left`` from there to its due date."""

    row: TaskRow
    begun_on: date | None
    ended_on: date | None
    done: tuple[float, float] | None
    left: tuple[float, float] | None
    due: float | None
    first: float | None


@resolutions.get("/resolution-tasks/timeline", endpoint="timeline")
@requires("plan.read")
def show_timeline() -> Any:
    """The tasks asked for, with the same filter and in the same pages as the list."""
    asked, moment = asking.asked(), classes.moment_of(g.at)
    at = figures.counted_at(g.session, g.at) if asked.wanted.class_name or asked.wanted.deadline else None
    wanted = replace(asked.wanted, counted=at is not None)
    rows = register.find_tasks(g.session, wanted, g.standing, moment, after=asking.after(), limit=PLAN_PAGE + 1)
    following = f"{rows[PLAN_PAGE - 1].code}~{rows[PLAN_PAGE - 1].id}" if len(rows) > PLAN_PAGE else None
    axis, bars = drawn(g.session, rows[:PLAN_PAGE], local_date(g.at))
    shown = {"bars": bars, "axis": axis, "today": axis.at(local_date(g.at)), "following": following}
    return render_template("resolutions/timeline.html", asked=asked, classes=classes, width=WIDTH, **shown)


def drawn(session: Session, rows: Sequence[TaskRow], today: date) -> tuple[Axis, list[Bar]]:
    """The bars of these tasks, and an axis on which all of them and today have room."""
    spans = _spans(session, [row.id for row in rows])
    days = [today]
    for row in rows:
        days += [day for day in (*spans.get(row.id, ()), row.original_due_on, _day(row.due_at)) if day]
    days = [min(max(day, today - BEFORE), today + AFTER) for day in days]
    axis = Axis(min(days).replace(day=1), _next_month(max(days)))
    return axis, [_bar(axis, row, *spans.get(row.id, (None, None)), today) for row in rows]


def _bar(axis: Axis, row: TaskRow, begun_on: date | None, ended_on: date | None, today: date) -> Bar:
    due_on = _day(row.due_at)
    until = ended_on or today
    done = (axis.at(begun_on), axis.at(until)) if begun_on and begun_on <= until else None
    left = (
        (axis.at(max(until, begun_on or until)), axis.at(due_on))
        if due_on and not ended_on and due_on > until
        else None
    )
    moved = row.original_due_on and row.original_due_on != due_on
    return Bar(
        row,
        begun_on,
        ended_on,
        done,
        left,
        axis.at(due_on) if due_on else None,
        axis.at(row.original_due_on) if moved and row.original_due_on else None,
    )


def _spans(session: Session, ids: Sequence[int]) -> dict[int, tuple[date | None, date | None]]:
    """When these tasks began to be carried out (a reopened one, in its first case) and when their newest cases ended."""
    first = aliased(ProcessInstance)
    begun = (
        select(func.min(first.started_at))
        .join(CaseReopening, CaseReopening.former_id == first.id)
        .where(CaseReopening.task_id == ResolutionTask.id)
        .scalar_subquery()
    )
    query = (
        select(
            ResolutionTask.id,
            func.coalesce(begun, ProcessInstance.started_at).label("started_at"),
            ProcessInstance.ended_at,
        )
        .join(ProcessInstance, ProcessInstance.id == ResolutionTask.instance_id)
        .where(ResolutionTask.id.in_(ids))
    )
    return {row.id: (_day(row.started_at), _day(row.ended_at)) for row in session.execute(query)}


def _day(moment: datetime | None) -> date | None:
    return local_date(moment) if moment else None


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
