"""The parts of a larger task on its page: how many stand how, then each with its last report, the late ones first, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import g, request

from webapp.shown import classes
from workflows.limits import CHILDREN_PAGE
from workflows.resolutions import progress
from workflows.resolutions.children import Child, Key, find_children, tally
from workflows.resolutions.register import TaskRow

KEY = re.compile(r"([0-4])~(.{1,100})~([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Counted:
    """The children of a task in numbers: all, completed, overdue."""

    total: int
    completed: int
    overdue: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rollup:
    """The children of one task that may be seen; ``following`` is where the next page begins."""

    counted: Counted
    children: Sequence[Child]
    following: str | None


def rollup_of(task_id: int) -> Rollup | None:
    """The children of a task; ``None`` when it has none (that may be seen)."""
    moment = classes.moment_of(g.at)
    counted = tally(g.session, [task_id], g.standing, moment).get(task_id)
    if counted is None:
        return None
    found = find_children(g.session, task_id, g.standing, moment, after=_after(), limit=CHILDREN_PAGE + 1)
    following = None
    if len(found) > CHILDREN_PAGE:
        following = "~".join(str(part) for part in found[CHILDREN_PAGE - 1].key)
    return Rollup(_counted(counted), found[:CHILDREN_PAGE], following)


def tallies_of(rows: Sequence[TaskRow]) -> dict[int, Counted]:
    """The same in numbers for the parents among the rows of a list: only what has no lead of its own can be one."""
    without_lead = [row.id for row in rows if row.lead_name_vi is None]
    found = tally(g.session, without_lead, g.standing, classes.moment_of(g.at))
    return {number: _counted(counts) for number, counts in found.items()}


def _counted(counts: Mapping[str, int]) -> Counted:
    done = counts[progress.COMPLETED_ON_TIME] + counts[progress.COMPLETED_LATE]
    late = sum(counts[name] for name in classes.OVERDUE)
    return Counted(sum(counts.values()), done, late, counts)


def _after() -> Key | None:
    asked = KEY.fullmatch(request.args.get("after", ""))
    return (int(asked[1]), asked[2], int(asked[3])) if asked else None
