"""A process as one ZIP: a version or a draft handed out, and one that was made elsewhere taken in as a draft."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, render_template, request
from flask_babel import gettext

from webapp.access import requires
from webapp.designer.door import asked_draft, designer, editor_of
from webapp.rates import rated
from workflows.definitions import archives, deploy, drafts, foreign
from workflows.definitions.bundles import Bundle
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
        bundle = _read(files[0].stream.read(archives.MOST + 1), files[0].filename or "")
        based_on = deploy.newest(g.session, bundle.key)
        draft = drafts.begin_with(g.session, bundle.key, bundle.files, based_on, actor=g.actor, at=g.at)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        g.session.rollback()
        faults = getattr(refusal, "faults", {}) or {"file": refusal}
        return render_template("designer/import.html", refusal=refusal, faults=faults), refusal.status
    flash(gettext(TAKEN_IN))
    return redirect(editor_of(draft), 303)


def _read(content: bytes, name: str) -> Bundle:
    if content.startswith(archives.BEGINS) or len(content) > archives.MOST:
        return archives.unpack(content)
    return foreign.taken_in(content, name)


def _zip(bundle: Bundle, name: str) -> Response:
    answer = Response(archives.pack(bundle), mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.zip")
    return answer
