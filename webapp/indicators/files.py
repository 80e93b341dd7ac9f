"""The catalogue as files: downloaded, an empty one to fill in, taken in after a report on what it would do.

The file travels in the page of its report, packed, so that what is taken in is the file that was reported on.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp.access import requires
from webapp.exports.answering import KINDS, download
from webapp.exports.sheets import Cell, Sheet, in_pages, sheet
from webapp.indicators import words
from webapp.indicators.door import indicators
from webapp.indicators.pages import asked
from webapp.rates import rated
from webapp.typed import words_of
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.indicators import catalogue
from workflows.indicators.catalogue import IndicatorRow
from workflows.indicators.fields import CHOICES, REQUIRED
from workflows.indicators.importing import CatalogueRefused, CatalogueReport, import_catalogue, row_of, try_catalogue
from workflows.indicators.reading import COLUMNS
from workflows.limits import CATALOGUE_BYTES, EXPORT_PAGE, PLAN_REPORT
from workflows.work.attachments import clean_name

NO_FILE = N_("Expected a catalogue file, but none was chosen.")
LOST = N_("Expected the file that was reported on, but it did not arrive whole. Please choose it again.")
MOVED_ON = N_(
    "Expected the catalogue as it was when the file was read, but it changed in the meantime. Look at the new report."
)
TAKEN = N_("The catalogue is taken in: %(created)s new, %(changed)s defined anew, %(unchanged)s unchanged.")
ADDED = 64 * 1024


@indicators.get(f"/export.{KINDS}", endpoint="export")
@requires("indicators.read")
@rated("exports")
def export(kind: str) -> Any:
    """The indicators asked for in the columns of a catalogue file; taken in again, they change nothing."""
    wanted, _ = asked()

    def read(session: Session, after: tuple[str, int] | None) -> tuple[Sequence[IndicatorRow], tuple[str, int] | None]:
        rows = catalogue.find_indicators(session, wanted, after=after, limit=EXPORT_PAGE)
        last = rows[-1].indicator if len(rows) == EXPORT_PAGE else None
        return rows, (last.code, last.id) if last else None

    return download(kind, _sheet("chi-so", in_pages(read, _told)))


@indicators.get(f"/template.{KINDS}", endpoint="template")
@requires("indicators.keep")
def show_template(kind: str) -> Any:
    """An empty catalogue file; a workbook has a second sheet that names each column's field and what may be chosen."""
    columns = [(gettext("Column"), 40), (gettext("Field"), 20), (gettext("What may be chosen"), 80)]
    lines = (
        (
            gettext(heading) + ("" if name in (*REQUIRED, "code", "set") else f" {gettext('(optional)')}"),
            name,
            " / ".join(gettext(one) for one in CHOICES.get(name, {}).values()),
        )
        for name, (_, heading) in COLUMNS.items()
    )
    after = [sheet("giai-thich", [], columns, iter(list(lines)), g.at)]
    return download(kind, replace(_sheet("mau-chi-so", iter(())), after=after))


def _sheet(name: str, rows: Iterator[Sequence[Cell]]) -> Sheet:
    columns = [(gettext(heading), 24) for _, heading in COLUMNS.values()]
    return replace(sheet(name, [], columns, rows, g.at), about="")


def _told(_session: Session, rows: Sequence[IndicatorRow]) -> list[Sequence[Cell]]:
    return [[words.said(name, text) for name, text in row_of(row).items()] for row in rows]


@indicators.get("/imports/new", endpoint="import")
@requires("indicators.keep")
def show_form() -> Any:
    """Choose a file."""
    return _form(None)


@indicators.post("/imports/trial", endpoint="try")
@requires("indicators.keep")
@rated("plans")
def show_report() -> Any:
    """Read the file and say what it would do; nothing is written."""
    file = request.files.get("file")
    if file is None or not file.filename:
        refusal = Invalid(NO_FILE, {"file": Refusal(NO_FILE)})
        return _form(refusal), refusal.status
    content, name = file.read(CATALOGUE_BYTES + 1), clean_name(file.filename)
    report = current_app.looking(lambda own: try_catalogue(own, content, actor=g.actor, at=g.at))
    return _report(content, name, report, None), 422 if report.faults else 200


@indicators.post("/imports", endpoint="take_in")
@requires("indicators.keep")
@rated("plans")
def take_in() -> Any:
    """Take the reported file in, all of it or nothing, when it would still do what the report said."""
    try:
        content, name = _unpacked(), clean_name(request.form.get("file_name", ""))
    except Invalid as refusal:
        return _form(refusal), refusal.status
    found = try_catalogue(g.session, content, actor=g.actor, at=g.at)
    if request.form.get("seen") != fingerprint(found):
        refusal = Conflict(MOVED_ON)
        return _report(content, name, found, refusal), refusal.status
    try:
        reason = words_of(request.form, ("reason",))["reason"]
        done = import_catalogue(g.session, content, file_name=name, reason=reason, actor=g.actor, at=g.at)
    except Invalid as refusal:
        g.session.rollback()
        return _report(
            content, name, refusal.report if isinstance(refusal, CatalogueRefused) else found, refusal
        ), refusal.status
    changed = len({one.code for one in done.changed})
    flash(gettext(TAKEN, created=len(done.created), changed=changed, unchanged=done.unchanged))
    return redirect(url_for("indicators.list"), 303)


def fingerprint(report: CatalogueReport) -> str:
    """A short name for everything that a report says."""
    said = (report.rows, report.created, report.changed, report.unchanged, len(report.faults))
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _unpacked() -> bytes:
    """The file that the report's page carried. Raises ``Invalid`` when it did not arrive whole."""
    unpacking = zlib.decompressobj()
    try:
        packed = base64.b64decode(request.form.get("packed", ""), validate=True)
        content = unpacking.decompress(packed, CATALOGUE_BYTES + ADDED)
    except (binascii.Error, ValueError, zlib.error):
        raise Invalid(LOST, {"file": Refusal(LOST)}) from None
    if not unpacking.eof:
        raise Invalid(LOST, {"file": Refusal(LOST)})
    return content


def _form(refusal: Refusal | None) -> str:
    faults = refusal.faults if isinstance(refusal, Invalid) else {}
    return render_template("indicators/import.html", refusal=refusal, faults=faults, columns=COLUMNS)


def _report(content: bytes, name: str, report: CatalogueReport, refusal: Refusal | None) -> str:
    return render_template(
        "indicators/report.html",
        packed=base64.b64encode(zlib.compress(content, 9)).decode(),
        file_name=name,
        report=report,
        reason=request.form.get("reason", ""),
        refusal=refusal,
        faults=refusal.faults if isinstance(refusal, Invalid) else {},
        fingerprint=fingerprint(report),
        shown=PLAN_REPORT,
        columns=COLUMNS,
        words=words,
    )
