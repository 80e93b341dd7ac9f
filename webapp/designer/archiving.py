"""A process as one ZIP: a version or a draft handed out, and one that was made elsewhere taken in as a draft."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.designer.door import asked_draft, designer, editor_of
from webapp.rates import rated
from workflows.definitions import archives, deploy, drafts
from workflows.definitions.bundles import Bundle, sha256
from workflows.definitions.drafts import Origin
from workflows.definitions.foreign import report, taking
from workflows.definitions.foreign.taking import TakenIn
from workflows.definitions.models import DefinitionDraft
from workflows.errors import N_, Invalid, Refusal

NO_FILE = N_("Expected a ZIP or a drawing, but no file was chosen.")
TAKEN_IN = N_("The file is taken in as a draft of yours.")


@designer.get("/<key>/versions/<int:number>.zip", endpoint="version_zip")
@requires("definitions.read")
def download_version(key: str, number: int) -> Response:
    """All files of a version."""
    version = deploy.numbered(g.session, key, number)
    return _zip(Bundle(key, deploy.files_of(g.session, version.id)), f"{key}-{number}")


@designer.get("/drafts/<public_id>.zip", endpoint="draft_zip")
@requires("definitions.propose")
def download_draft(public_id: str) -> Response:
    """All files of a draft as they were saved last."""
    draft = asked_draft(public_id)
    return _zip(drafts.bundle_of(g.session, draft), f"{draft.key}-draft")


@designer.get("/import", endpoint="take_in")
@requires("definitions.propose")
def ask_file() -> Any:
    """The form for a file."""
    return render_template("designer/import.html", refusal=None, faults={})


@designer.post("/import", endpoint="taken_in")
@requires("definitions.propose")
@rated("plans")
def take_file_in() -> Any:
    """Make a draft of a ZIP, or of one drawing."""
    files = [one for one in request.files.getlist("file") if one.filename]
    try:
        if len(files) != 1:
            raise Invalid(NO_FILE, {"file": Refusal(NO_FILE)})
        draft = _draft_of(files[0].stream.read(archives.MOST + 1), files[0].filename or "")
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        g.session.rollback()
        faults = getattr(refusal, "faults", {}) or {"file": refusal}
        return render_template("designer/import.html", refusal=refusal, faults=faults), refusal.status
    flash(gettext(TAKEN_IN))
    if draft.report is not None:
        return redirect(url_for("designer.import_report", public_id=draft.public_id), 303)
    return redirect(editor_of(draft), 303)


def _draft_of(content: bytes, name: str) -> DefinitionDraft:
    taken = _read(content, name)
    lines = report.written(taken.lines) if taken.lines else None
    origin = Origin(sha256(content), lines, report.counted(taken.lines))
    key, files = taken.bundle.key, taken.bundle.files
    based_on = deploy.newest(g.session, key)
    return drafts.begin_with(g.session, key, files, based_on, actor=g.actor, at=g.at, origin=origin)


def _read(content: bytes, name: str) -> TakenIn:
    if content.startswith(archives.BEGINS) or len(content) > archives.MOST:
        return TakenIn(archives.unpack(content))
    return taking.taken_in(content, name)


def _zip(bundle: Bundle, name: str) -> Response:
    answer = Response(archives.pack(bundle), mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.zip")
    return answer
