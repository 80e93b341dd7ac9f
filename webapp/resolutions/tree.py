"""The plan as a tree: resolution, then group or unit level by level, then the tasks. Each level is read when it is opened.

A node is a filter of the list of tasks, so its address says the same as the list's, and its numbers are counted by the same
conditions as the dashboard's: they open the list that holds exactly what they count.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import g, render_template, request
from sqlalchemy import select

from webapp.access import requires
from webapp.dashboard.board import Row, is_within, row_of, rows_by_group, rows_by_unit, scopes
from webapp.errors import is_part
from webapp.language import own_name
from webapp.resolutions import asking
from webapp.resolutions.asking import Asked
from webapp.resolutions.door import resolutions
from webapp.resolutions.rollup import tallies_of
from webapp.shown import classes
from workflows.errors import NotFound
from workflows.limits import PLAN_PAGE
from workflows.organisation.models import OrgUnit
from workflows.resolutions import figures, progress, register
from workflows.resolutions.details import find_resolutions

WAYS = ("group", "unit")


@resolutions.get("/resolution-tasks/tree", endpoint="tree")
@requires("plan.read")
def show_tree() -> Any:
    """A node with what lies directly below it; as a part only that."""
    way, asked = request.args.get("by", WAYS[0]), asking.asked()
    if way not in WAYS:
        raise NotFound
    rows = () if "after" in request.args else _below(way, asked)
    shown: dict[str, Any] = {"way": way, "asked": asked, "rows": rows, "classes": classes}
    if not rows:
        shown |= _leaves(asked)
    if is_part():
        return render_template("resolutions/branch.html", **shown)
    is_parted = rows and not any(row.unit or "unled" in row.total.words for row in rows)
    whole = _together(asked, rows) if is_parted else _whole(asked)
    at = figures.counted_at(g.session, g.at)
    return render_template("resolutions/tree.html", whole=whole, counted_at=at or g.at, ways=WAYS, **shown)


def _of(asked: Asked) -> tuple[Any, Any, Any]:
    counted = figures.counted_at(g.session, g.at) is not None
    return replace(asked.wanted, counted=counted), g.standing, classes.moment_of(g.at)


def _counter(asked: Asked) -> Any:
    """Who counts: the kept figures where they hold what is asked and the person may see all of it, else the register itself."""
    own = g.standing.sees_all or (asked.unit is not None and is_within(g.session, asked.unit, g.standing))
    kept = own and figures.may_answer(asked.wanted, g.standing) and figures.counted_at(g.session, g.at)
    return figures if kept else register


def _together(asked: Asked, rows: tuple[Row, ...]) -> Row:
    """What resolutions or groups add up to: each task is in one of them, so nothing need be counted again."""
    sums = dict.fromkeys(progress.CLASSES, 0)
    for cell in (cell for row in rows for cell in row.cells if cell.of):
        sums[cell.of.name] += cell.number
    return row_of("", asked.words, sums)


def _whole(asked: Asked) -> Row:
    """The numbers of the node itself; a group's are among those of all groups, which are counted already for a whole country."""
    if asked.wanted.group_vi is None:
        return row_of("", asked.words, _counter(asked).count_by_class(g.session, *_of(asked)))
    every = replace(asked, wanted=replace(asked.wanted, group_vi=None))
    counted = _counter(every).count_by_group(g.session, *_of(every))
    sums = dict.fromkeys(progress.CLASSES, 0)
    for (group_vi, _), counts in counted.items():
        for name, number in counts.items() if group_vi == asked.wanted.group_vi else ():
            sums[name] += number
    return row_of("", asked.words, sums)


def _below(way: str, asked: Asked) -> tuple[Row, ...]:
    """The nodes directly below; none where the tasks themselves come next."""
    count = _counter(asked)
    if asked.resolution is None and not (asked.unit or "group" in asked.words or "ungrouped" in asked.words):
        return _resolutions(asked)
    if way == "group":
        if "group" in asked.words or "ungrouped" in asked.words:
            return ()
        return rows_by_group(count.count_by_group(g.session, *_of(asked)), asked.words)
    if "itself" in asked.words or "unled" in asked.words:
        return ()
    wanted, *more = _of(asked)
    rows = rows_by_unit(g.session, count, asked.unit, asked.unit or _top(), wanted, asked.words, *more)
    return () if len(rows) == 1 and rows[0].itself else rows


def _top() -> OrgUnit:
    """The unit at which the person's view of the organisation begins."""
    seen = scopes(g.session, g.standing)
    return seen[0] if seen else g.session.scalars(select(OrgUnit).where(OrgUnit.parent_id.is_(None))).first()


def _resolutions(asked: Asked) -> tuple[Row, ...]:
    """Every resolution with a task that may be seen."""
    counted = figures.count_by_resolution(g.session, g.standing, classes.moment_of(g.at))
    return tuple(
        row_of(f"{one.code} · {own_name(one, 'title')}", {**asked.words, "resolution": one.public_id}, counted[one.id])
        for one in find_resolutions(g.session)
        if one.id in counted
    )


def _leaves(asked: Asked) -> dict[str, Any]:
    """The tasks of the node, a page at a time."""
    wanted, standing, moment = _of(asked)
    found = register.find_tasks(g.session, wanted, standing, moment, after=asking.after(), limit=PLAN_PAGE + 1)
    following = f"{found[PLAN_PAGE - 1].code}~{found[PLAN_PAGE - 1].id}" if len(found) > PLAN_PAGE else None
    return {"leaves": found[:PLAN_PAGE], "following": following, "tallies": tallies_of(found[:PLAN_PAGE])}
