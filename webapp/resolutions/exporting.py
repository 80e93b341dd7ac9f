"""The list of tasks that was asked for, and the resolutions with their numbers, as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import g
from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp.access import requires
from webapp.exports.answering import KINDS, download
from webapp.exports.sheets import Cell, in_pages, sheet
from webapp.language import own_name
from webapp.rates import rated
from webapp.resolutions import asking
from webapp.resolutions.asking import Asked
from webapp.resolutions.door import resolutions
from webapp.shown import classes
from workflows.errors import N_
from workflows.limits import EXPORT_PAGE
from workflows.resolutions import figures, register
from workflows.resolutions.register import TaskRow

TASK_KINDS = {"one_off": N_("One-off"), "periodic": N_("Periodic"), "regular": N_("Regular")}


@resolutions.get(f"/resolution-tasks/export.{KINDS}", endpoint="export")
@requires("plan.read")
@rated("exports")
def export_plan(kind: str) -> Any:
    """The tasks asked for, all of them, with the same filter and for the same eyes as the page."""
    asked, moment, standing = asking.asked(), classes.moment_of(g.at), g.standing
    counted = figures.counted_at(g.session, g.at) if asked.wanted.class_name or asked.wanted.deadline else None
    wanted = replace(asked.wanted, counted=counted is not None)

    def read(session: Session, after: tuple[str, int] | None) -> tuple[Sequence[TaskRow], tuple[str, int] | None]:
        rows = register.find_tasks(session, wanted, standing, moment, after=after, limit=EXPORT_PAGE)
        return rows, (rows[-1].code, rows[-1].id) if len(rows) == EXPORT_PAGE else None

    columns = [
        (gettext("Code"), 16),
        (gettext("Task"), 60),
        (gettext("Lead unit"), 32),
        (gettext("Group of tasks"), 28),
        (gettext("Progress"), 22),
        (gettext("Deadline"), 16),
        (gettext("Due date"), 18),
        (gettext("First due"), 12),
        (gettext("Deadline as written"), 28),
        (gettext("Kind"), 14),
    ]
    return download(kind, sheet("nhiem-vu", narrowed(asked), columns, in_pages(read, _told), counted or g.at))


def narrowed(asked: Asked) -> list[str]:
    """What was asked for, in words."""
    words = asked.words
    class_words = classes.BY_NAME[words["class"]].words if "class" in words else ""
    deadline_words = classes.DEADLINES[words["deadline"]] if "deadline" in words else ""
    found = [
        asked.resolution.code if asked.resolution else "",
        f"“{words['q']}”" if "q" in words else "",
        class_words and gettext(class_words),
        deadline_words and gettext(deadline_words),
        words.get("group", ""),
        (asked.document.number or asked.document.words[:80]) if asked.document else "",
        gettext("in no group") if "ungrouped" in words else "",
        gettext("not yet led by one unit") if "unled" in words else "",
    ]
    if asked.unit:
        name = own_name(asked.unit)
        found.append(
            gettext("led by %(unit)s itself", unit=name)
            if "itself" in words
            else gettext("led by %(unit)s or a unit below", unit=name)
        )
    return found


def _told(_session: Session, rows: Sequence[TaskRow]) -> list[Sequence[Cell]]:
    return [
        (
            row.code,
            own_name(row, "title"),
            own_name(row, "lead_name") or row.lead_text,
            own_name(row, "group"),
            gettext(classes.BY_NAME[row.class_name].words),
            gettext(classes.DEADLINES[row.deadline]),
            row.due_at,
            row.original_due_on,
            row.due_text,
            gettext(TASK_KINDS.get(row.kind, row.kind)),
        )
        for row in rows
    ]


@resolutions.get(f"/resolutions/export.{KINDS}", endpoint="export_list")
@requires("plan.read")
@rated("exports")
def export_resolutions(kind: str) -> Any:
    """Every resolution with its tasks in numbers, as the page counts them."""
    from webapp.resolutions.pages import lines_of

    columns = [(gettext("Code"), 16), (gettext("Title"), 60), (gettext("All"), 10)]
    columns += [(gettext(one.words), 16) for one in classes.CLASSES]
    rows: list[Sequence[Cell]] = [
        (
            line.resolution.code,
            own_name(line.resolution, "title"),
            line.total,
            *(line.counts[one.name] for one in classes.CLASSES),
        )
        for line in lines_of()
    ]
    return download(kind, sheet("nghi-quyet", [], columns, iter(rows), g.at))
