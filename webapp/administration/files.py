"""The organisation as a file: a dry run that says row by row what would happen, taking it in, and giving it out in the same columns."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp.access import requires
from webapp.administration.door import administration, demand, find
from webapp.exports.answering import KINDS, download
from webapp.exports.sheets import Cell, in_pages, sheet
from webapp.language import own_name
from webapp.rates import rated
from workflows.calendar import local_date
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.limits import EXPORT_PAGE, ROSTER_BYTES
from workflows.organisation.models import OrgUnit
from workflows.reorganising.giving_out import Key, rows_below
from workflows.reorganising.rows import COLUMNS
from workflows.reorganising.taking_in import Report, take_roster_in
from workflows.work.attachments import clean_name

NO_FILE = N_("Expected a file, but none was chosen.")
LOST = N_("Expected the file that was reported on, but it did not arrive whole. Please choose it again.")
MOVED_ON = N_(
    "Expected the organisation as it was when the file was read, but it changed in the meantime. Look at the new report."
)
FAULTY = N_("Expected a file without refused rows, but there are %(count)s. Nothing was taken in.")
TAKEN = N_("The file is taken in: %(changing)s of %(rows)s rows changed something.")
SHOWN = 300


@administration.get("/file", endpoint="file")
@requires("organisation.administer")
def show_form() -> Any:
    """Choose a file."""
    return render_template("administration/file.html", columns=COLUMNS, refusal=None)


@administration.post("/file/trial", endpoint="try_file")
@requires("organisation.administer")
@rated("plans")
def try_file() -> Any:
    """Carry the rows out, say what they did, and throw it all away."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        refusal = Invalid(NO_FILE, {"file": Refusal(NO_FILE)})
        return render_template("administration/file.html", columns=COLUMNS, refusal=refusal), refusal.status
    name, content = clean_name(sent.filename), sent.read()
    report = _tried(content, name)
    return _page(report, content, name, report.refusal)


@administration.post("/file", endpoint="take_in")
@requires("organisation.administer")
@rated("plans")
def take_in() -> Any:
    """Take the reported file in, all of it or nothing."""
    name = clean_name(request.form.get("file_name", "") or "-")
    try:
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(
            base64.b64decode(request.form.get("packed", ""), validate=True), ROSTER_BYTES + 1
        )
        if not unpacking.eof:
            raise ValueError("not whole")
    except (binascii.Error, ValueError, zlib.error):
        refusal = Invalid(LOST, {"file": Refusal(LOST)})
        return render_template("administration/file.html", columns=COLUMNS, refusal=refusal), refusal.status
    report = take_roster_in(g.session, content, file_name=name, actor=g.actor, at=g.at)
    told: Refusal | None = report.refusal
    if report.refused:
        told = Conflict(FAULTY, count=report.refused)
    elif request.form.get("seen") != report.mark:
        told = Conflict(MOVED_ON)
    if told is not None:
        g.session.rollback()
        return _page(report, content, name, told)
    flash(gettext(TAKEN, changing=report.changing, rows=len(report.lines)))
    return redirect(url_for("administration.top"), 303)


@administration.get(f"/units/<public_id>/organisation.{KINDS}", endpoint="give_out")
@requires("organisation.administer")
@rated("exports")
def give_out(public_id: str, kind: str) -> Any:
    """The unit and everything below it, in the columns that taking in reads."""
    unit = find(OrgUnit, public_id)
    demand(unit.id)
    number, today = unit.id, local_date(g.at)

    def page(session: Session, after: Key | None) -> tuple[Sequence[Any], Key | None]:
        return rows_below(session, number, after, EXPORT_PAGE, today)

    columns = [(name, max(12, min(40, longest // 8))) for name, (longest, _) in COLUMNS.items()]
    return download(kind, sheet("to-chuc", [own_name(unit)], columns, in_pages(page, _told), g.at))


def _told(_session: Session, rows: Sequence[dict[str, Any]]) -> list[Sequence[Cell]]:
    return [[row[name] for name in COLUMNS] for row in rows]


def _tried(content: bytes, name: str) -> Report:
    report = take_roster_in(g.session, content, file_name=name, actor=g.actor, at=g.at)
    g.session.rollback()
    return report


def _page(report: Report, content: bytes, name: str, refusal: Refusal | None) -> Any:
    is_ready = report.refusal is None and not report.refused and report.changing
    status = refusal.status if refusal else 422 if report.refused else 200
    lines = sorted(report.lines, key=lambda line: (line.refusal is None, not line.does, line.number))
    return render_template(
        "administration/report.html",
        report=report,
        lines=lines[:SHOWN],
        is_ready=is_ready,
        packed=base64.b64encode(zlib.compress(content, 9)).decode() if is_ready else "",
        file_name=name,
        refusal=refusal,
        columns=COLUMNS,
    ), status
