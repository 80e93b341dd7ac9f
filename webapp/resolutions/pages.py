"""The resolutions, the plan (all their tasks, or those asked for), and one task."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import g, render_template

from webapp.access import requires
from webapp.errors import is_part
from webapp.resolutions import (
    asking,
    deciding,
    editing,
    finding,
    history,
    importing,
    kin,
    parts,
    rearranging,
    rollup,
)
from webapp.resolutions.door import is_kept, resolutions
from webapp.shown import classes
from webapp.shown.parts import parts_of
from webapp.shown.task_cases import shown_cases
from workflows.limits import PLAN_PAGE
from workflows.resolutions import differences, figures, progress, register
from workflows.resolutions.details import find_codes, find_groups, find_resolution_task, find_resolutions
from workflows.resolutions.models import Resolution
from workflows.resolutions.wanted import Moment, TaskFilter

PARTS = (
    asking,
    deciding,
    editing,
    finding,
    history,
    importing,
    kin,
    parts,
    rearranging,
    rollup,
)  # some add their routes


FIRST = 10  # more than so many tasks with the same words together are a list of their own, by code as ever


@dataclass(frozen=True, slots=True)
class Line:
    """A resolution in the list: what it implements, how its tasks stand, and how many differences wait for its keeper."""

    resolution: Resolution
    above: Resolution | None
    counts: dict[str, int]
    waiting: int

    @property
    def total(self) -> int:
        """How many tasks there are, each once."""
        return sum(self.counts.values())

    @property
    def overdue(self) -> int:
        """How many are past their date."""
        return sum(self.counts[name] for name in classes.OVERDUE)


@resolutions.get("/resolutions", endpoint="list")
@requires("plan.read")
def show_resolutions() -> Any:
    """Every resolution with its tasks in numbers."""
    return render_template("resolutions/list.html", lines=lines_of(), classes=classes)


def lines_of() -> list[Line]:
    """The lines of that list, counted for the person who asks."""
    found, moment = find_resolutions(g.session), classes.moment_of(g.at)
    by_id = {one.id: one for one in found}
    counts = figures.count_by_resolution(g.session, g.standing, moment)
    nothing = dict.fromkeys(progress.CLASSES, 0)
    return [
        Line(
            one,
            by_id.get(one.parent_id or 0),
            counts.get(one.id, nothing),
            len(differences.waiting(g.session, one.id)) if is_kept(one) else 0,
        )
        for one in found
    ]


@resolutions.get("/resolution-tasks", endpoint="plan")
@requires("plan.read")
def show_plan() -> Any:
    """The tasks asked for, by code, a page at a time; the number above the list is how many there are in all."""
    asked, moment = asking.asked(), classes.moment_of(g.at)
    at = figures.counted_at(g.session, g.at) if asked.wanted.class_name or asked.wanted.deadline else None
    wanted = replace(asked.wanted, counted=at is not None)
    found = _found(wanted, moment)
    first, rows = found.first, found.rows
    following = f"{rows[PLAN_PAGE - 1].code}~{rows[PLAN_PAGE - 1].id}" if len(rows) > PLAN_PAGE else None
    if following and (first or asking.apart()):
        following = f"{asking.APART}{following}"
    shown: dict[str, Any] = {"rows": rows[:PLAN_PAGE], "following": following, "asked": asked, "classes": classes}
    shown["tallies"] = rollup.tallies_of([*first, *rows[:PLAN_PAGE]])
    if is_part():
        return render_template("resolutions/more_tasks.html", **shown)
    return render_template(
        "resolutions/plan.html",
        first=first,
        may_enter=asked.resolution is not None and is_kept(asked.resolution),
        total=found.total,
        most=register.COUNTED,
        counted_at=at,
        groups=find_groups(g.session, g.standing, g.at),
        resolutions=find_codes(g.session),
        **shown,
    )


def _found(wanted: TaskFilter, moment: Moment) -> register.Found:
    """This page of the list: the first one counts them all, and begins with the few in which several words stand together."""
    after = asking.after()
    if after is not None:
        listed = replace(wanted, apart=asking.apart())
        rows = register.find_tasks(g.session, listed, g.standing, moment, after=after, limit=PLAN_PAGE + 1)
        total = 0 if is_part() else register.count_up_to(g.session, wanted, g.standing, moment)
        return register.Found((), rows, total)
    if len((wanted.text or "").split()) > 1:
        return register.search(g.session, wanted, g.standing, moment, few=FIRST, limit=PLAN_PAGE + 1)
    rows, total = register.find_and_count(g.session, wanted, g.standing, moment, limit=PLAN_PAGE + 1)
    return register.Found((), rows, total)


@resolutions.get("/resolution-tasks/<public_id>", endpoint="show")
@requires("plan.read")
def show_one(public_id: str) -> Any:
    """One task: what is ordered, by which document, until when, who answers, and where its case stands."""
    details = find_resolution_task(g.session, public_id, g.standing, classes.moment_of(g.at))
    moment = classes.moment_of(g.at)
    rolled = rollup.rollup_of(details.task_row.id) if details.children else None
    if is_part():
        return render_template("resolutions/more_children.html", rolled=rolled, details=details, classes=classes)
    may_edit = editing.may_edit(details.task_row)
    return render_template(
        "resolutions/show.html",
        details=details,
        rolled=rolled,
        kin=kin.kin_of(details.task_row.id, moment),
        acts=rearranging.open_acts(details) if may_edit else [],
        row=details.row,
        ordered=details.task_row,
        classes=classes,
        past=history.past_of(details.task_row),
        unit_parts=parts_of(g.session, details.task_row.instance_id) if details.task_row.instance_id else [],
        task_cases=shown_cases(g.session, details.task_row.id, g.standing, g.at),
        may_edit=may_edit,
    )
