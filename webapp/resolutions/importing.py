"""Taking in a plan file: choose it, read what it would do, take it in. Nothing is kept between the two but the page itself.

The file travels in the page of its report, packed, so that what is taken in is the file that was reported on, whichever
process answers. The report is made anew before anything is written; when it says something else by then, the person looks again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from webapp.access import requires
from webapp.language import own_name
from webapp.rates import rated
from webapp.resolutions import words
from webapp.resolutions.door import is_kept, kept_resolution, resolutions
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.limits import PLAN_BYTES, PLAN_REPORT
from workflows.organisation.models import OrgUnit
from workflows.resolutions.details import find_resolutions
from workflows.resolutions.examining import PlanReport
from workflows.resolutions.models import Resolution
from workflows.resolutions.plan import PlanRefused, import_plan, try_plan
from workflows.resolutions.rows import Placing
from workflows.work.attachments import clean_name

NO_FILE = N_("Expected a plan file, but none was chosen.")
NO_RESOLUTION = N_("Expected the resolution that the tasks belong to, but none was chosen.")
NO_PROVINCE = N_("Expected a province of the list, but this is none.")
LOST = N_("Expected the file that was reported on, but it did not arrive whole. Please choose it again.")
MOVED_ON = N_(
    "Expected the plan as it was when the file was read, but it changed in the meantime. Look at the new report."
)
TAKEN = N_(
    "The plan is taken in: %(created)s new, %(changed)s changed, %(differing)s to decide. The cases of new tasks start within a minute."
)
ADDED = 64 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form says: the file, the resolution, and the province whose departments the file names."""

    content: bytes
    file_name: str
    resolution: Resolution
    province: str

    @property
    def placing(self) -> Placing:
        """Where the file's rows belong."""
        return Placing(self.resolution.code, self.province or None)

    @property
    def packed(self) -> str:
        """The file as the page carries it."""
        return base64.b64encode(zlib.compress(self.content, 9)).decode()


@resolutions.get("/plan-imports/new", endpoint="import")
@requires("plan.import")
def show_form() -> Any:
    """Choose a file."""
    return _form({"resolution": request.args.get("resolution", "")}, None)


@resolutions.post("/plan-imports/trial", endpoint="try_plan")
@requires("plan.import")
@rated("plans")
def show_report() -> Any:
    """Read the file and say what it would do; nothing is written."""
    try:
        sent = _sent(request.files.get("file"))
    except Invalid as refusal:
        return _form(request.form, refusal), refusal.status
    placing = sent.placing
    report = current_app.looking(lambda own: try_plan(own, sent.content, placing, actor=g.actor, at=g.at))
    return _report(sent, report, None), 422 if report.faults else 200


@resolutions.post("/plan-imports", endpoint="take_in")
@requires("plan.import")
@rated("plans")
def take_in() -> Any:
    """Take the reported file in, all of it or nothing."""
    try:
        sent = unpacked()
    except Invalid as refusal:
        return _form(request.form, refusal), refusal.status
    try:
        report = import_plan(g.session, sent.content, sent.placing, file_name=sent.file_name, actor=g.actor, at=g.at)
    except PlanRefused as refusal:
        return _report(sent, refusal.report, refusal), refusal.status
    if request.form.get("seen") != fingerprint(report):
        g.session.rollback()
        conflict = Conflict(MOVED_ON)
        return _report(
            sent, try_plan(g.session, sent.content, sent.placing, actor=g.actor, at=g.at), conflict
        ), conflict.status
    counts = {
        "created": len(report.created),
        "changed": len({one.code for one in report.changed}),
        "differing": len(report.differing),
    }
    flash(gettext(TAKEN, **counts))
    if report.differing:
        return redirect(url_for("resolutions.differences", public_id=sent.resolution.public_id), 303)
    return redirect(url_for("resolutions.plan", resolution=sent.resolution.public_id), 303)


def fingerprint(report: PlanReport) -> str:
    """A short name for everything that a report says."""
    said = (
        report.rows,
        report.created,
        report.unchanged,
        report.changed,
        report.differing,
        report.proposals,
        report.classes,
        len(report.faults),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _sent(file: Any) -> Sent:
    """The form with its file. Raises ``Invalid`` with a sentence for each field, ``Forbidden`` for a plan that is not kept."""
    resolution, province, faults = _placed()
    if file is None or not file.filename:
        faults["file"] = Refusal(NO_FILE)
    if resolution is None or faults:
        raise Invalid(N_("Expected a file and where it belongs, but something is missing."), faults)
    return Sent(file.read(), clean_name(file.filename), resolution, province)


def unpacked(field: str = "packed") -> Sent:
    """The form with the file that the report's page carried. Raises ``Invalid`` when it did not arrive whole."""
    resolution, province, faults = _placed()
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(base64.b64decode(request.form.get(field, ""), validate=True), PLAN_BYTES + ADDED)
    except (binascii.Error, ValueError, zlib.error):
        raise Invalid(LOST, {"file": Refusal(LOST)}) from None
    if resolution is None or faults or not unpacking.eof:
        raise Invalid(LOST, {"file": Refusal(LOST), **faults})
    return Sent(content, clean_name(request.form.get("file_name", "")), resolution, province)


def _placed() -> tuple[Resolution | None, str, dict[str, Refusal]]:
    """The resolution and the province chosen, and what is wrong with the choice."""
    chosen, province = request.form.get("resolution", ""), request.form.get("province", "")
    faults: dict[str, Refusal] = {}
    if not chosen:
        faults["resolution"] = Refusal(NO_RESOLUTION)
    if province and province not in dict(_provinces()):
        faults["province"] = Refusal(NO_PROVINCE)
    return (kept_resolution(chosen) if chosen else None), province, faults


def _provinces() -> list[tuple[str, str]]:
    """The provinces to choose from: (code, name)."""
    query = select(OrgUnit).where(OrgUnit.level == "province").order_by(OrgUnit.code)
    return [(unit.code.removeprefix("UB"), own_name(unit)) for unit in g.session.scalars(query)]


def _form(said: Any, refusal: Refusal | None) -> str:
    faults = refusal.faults if isinstance(refusal, Invalid) else {}
    return render_template("resolutions/import.html", said=said, refusal=refusal, faults=faults, **_choices())


def _report(sent: Sent, report: PlanReport, refusal: Refusal | None) -> str:
    said = {"resolution": sent.resolution.public_id, "province": sent.province}
    return render_template(
        "resolutions/report.html",
        sent=sent,
        report=report,
        refusal=refusal,
        said=said,
        faults={},
        fingerprint=fingerprint(report),
        shown=PLAN_REPORT,
        field_words=words.FIELDS,
        column_words=words.COLUMNS,
        said_as=words.said,
        **_choices(),
    )


def _choices() -> dict[str, Any]:
    kept = [
        (one.public_id, f"{one.code} · {own_name(one, 'title')}") for one in find_resolutions(g.session) if is_kept(one)
    ]
    return {"kept": kept, "provinces": _provinces(), "columns": words.COLUMNS}
