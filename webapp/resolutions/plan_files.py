"""Plan files that we write: the template, the plan as it is (taken in again, it changes nothing), the report row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import current_app, g
from flask_babel import gettext
from sqlalchemy import literal, select, tuple_
from sqlalchemy.orm import Session

from webapp.access import requires
from webapp.errors import sentence
from webapp.exports.answering import KINDS, download
from webapp.exports.sheets import Cell, Sheet, in_pages, sheet
from webapp.rates import rated
from webapp.resolutions import asking, importing, words
from webapp.resolutions.door import resolutions
from webapp.shown import classes
from workflows.errors import N_
from workflows.limits import EXPORT_PAGE
from workflows.resolutions import register
from workflows.resolutions.columns import row_of
from workflows.resolutions.contributions import written_for
from workflows.resolutions.examining import PlanReport
from workflows.resolutions.models import Resolution, ResolutionTask
from workflows.resolutions.plan import try_plan
from workflows.resolutions.register import TaskRow

OUTCOMES = {
    "created": N_("new"),
    "unchanged": N_("unchanged"),
    "changed": N_("changed, because it has not started"),
    "differing": N_("to decide, because it is being carried out"),
}
WHOLE = (
    select(ResolutionTask, Resolution.code)
    .join(Resolution, Resolution.id == ResolutionTask.resolution_id)
    .where(ResolutionTask.parent_id.is_(None))
    .order_by(ResolutionTask.code, ResolutionTask.id)
)
FAULTY = N_("faulty: the whole file is refused")


@resolutions.get(f"/plan-imports/template.{KINDS}", endpoint="template")
@requires("plan.import")
def show_template(kind: str) -> Any:
    """An empty plan file in the reader's language; a workbook has a second sheet that explains its columns."""
    return download(kind, template_sheet(g.at))


def template_sheet(at: datetime) -> Sheet:
    """The same as a sheet, for the command line too."""
    explained = [
        (gettext(words.HEADINGS[name][0]), gettext(said), example) for name, (said, example) in words.EXPLAINED.items()
    ]
    columns = [(gettext("Column"), 28), (gettext("What belongs there"), 80), (gettext("Example"), 40)]
    after = [sheet("giai-thich", [], columns, iter(explained), at)]
    return replace(_plan_sheet("mau-ke-hoach", iter(()), at), after=after)


@resolutions.get(f"/resolution-tasks/plan-file.{KINDS}", endpoint="plan_file")
@requires("plan.read")
@rated("exports")
def export_plan_file(kind: str) -> Any:
    """The tasks asked for in the columns of a plan file: whole tasks, because a file does not speak of parts."""
    wanted, moment, standing = asking.asked().wanted, classes.moment_of(g.at), g.standing

    def read(session: Session, after: tuple[str, int] | None) -> tuple[Sequence[TaskRow], tuple[str, int] | None]:
        rows = register.find_tasks(session, wanted, standing, moment, after=after, limit=EXPORT_PAGE)
        return rows, (rows[-1].code, rows[-1].id) if len(rows) == EXPORT_PAGE else None

    return download(kind, _plan_sheet("ke-hoach", in_pages(read, _told), g.at))


@resolutions.post(f"/plan-imports/report.{KINDS}", endpoint="report")
@requires("plan.import")
@rated("plans")
def download_report(kind: str) -> Any:
    """What the file would do, row by row; nothing is written."""
    sent = importing.unpacked("reported")
    placing = sent.placing
    report = current_app.looking(lambda own: try_plan(own, sent.content, placing, actor=g.actor, at=g.at))
    columns = [
        (gettext("Row"), 8),
        (gettext("Code"), 16),
        (gettext("What becomes of it"), 36),
        (gettext("Column"), 28),
        (gettext("The plan has"), 50),
        (gettext("The file says"), 50),
        (gettext("What is wrong"), 80),
    ]
    return download(kind, sheet("bao-cao", [sent.file_name], columns, iter(list(_lines(report))), g.at))


def _plan_sheet(name: str, rows: Iterator[Sequence[Cell]], at: datetime) -> Sheet:
    """A sheet that begins with its headings, so that it can be taken in as it is."""
    columns = [(gettext(heading), width) for heading, width in words.HEADINGS.values()]
    return replace(sheet(name, [], columns, rows, at), about="")


def whole_plan(session: Session, resolution_id: int, at: datetime) -> Sheet:
    """All that a resolution's plan says, for the command line: a page at a time by key, as the page's own file."""

    def rows() -> Iterator[Sequence[Cell]]:
        after = ("", 0)
        while found := session.execute(
            WHOLE.where(
                ResolutionTask.resolution_id == resolution_id,
                tuple_(ResolutionTask.code, ResolutionTask.id) > tuple_(literal(after[0]), literal(after[1])),
            ).limit(EXPORT_PAGE)
        ).all():
            yield from _in_cells(session, found)
            after = (found[-1][0].code, found[-1][0].id)

    return _plan_sheet("ke-hoach", rows(), at)


def _told(session: Session, rows: Sequence[TaskRow]) -> list[Sequence[Cell]]:
    return _in_cells(session, session.execute(WHOLE.where(ResolutionTask.id.in_([row.id for row in rows]))).all())


def _in_cells(session: Session, found: Sequence[Any]) -> list[Sequence[Cell]]:
    parts = written_for(session, {row.id: row.province for row, _ in found})
    return [_cells(row, resolution, parts.get(row.id, "")) for row, resolution in found]


def _cells(row: ResolutionTask, resolution: str, parts: str) -> list[Cell]:
    said: dict[str, Cell] = {**row_of(row, resolution, parts), "priority": row.priority, "due_date": row.due_on}
    said["kind"] = gettext(words.KINDS[row.kind])
    return [said[name] for name in words.HEADINGS]


def _lines(report: PlanReport) -> Iterator[Sequence[Cell]]:
    """A line for each row and, where it changes something, for each field; faults first."""
    for fault in report.faults:
        name = words.COLUMNS.get(fault.column or "")
        yield fault.row, "", gettext(FAULTY), gettext(name) if name else fault.column, "", "", sentence(fault.refusal)
    fields: dict[int | None, list[Any]] = {}
    for one in (*report.changed, *report.differing):
        fields.setdefault(one.row, []).append(one)
    for outcome in report.outcomes:
        what = gettext(OUTCOMES[outcome.what])
        for one in fields.get(outcome.row, [None]):
            if one is None:
                yield outcome.row, outcome.code, what, "", "", "", ""
            else:
                label = gettext(words.FIELDS.get(one.field, one.field))
                said = words.said(one.field, one.ours), words.said(one.field, one.theirs)
                yield outcome.row, outcome.code, what, label, *said, ""
