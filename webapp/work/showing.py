"""Evidence shown in the browser beside the form: PDF and pictures, and nothing that could do anything there (decision 15)."""

from __future__ import annotations

from pathlib import Path

from flask import Response, g, send_file

from webapp.access import requires
from webapp.shown.evidence import SHOWN
from webapp.work.evidence import LOST, evidence, store
from workflows.errors import Invalid, NotFound, Refusal
from workflows.work import attachments
from workflows.work.evidence import media_type_of

INSIDE_OURS = "sandbox; default-src 'none'; frame-ancestors 'self'"


@evidence.get("/<public_id>/view", endpoint="view")
@requires("work.read")
def view(public_id: str) -> Response:
    """A file as the browser shows it, to whoever may see its case. What it is, is read from its bytes once more."""
    row = attachments.find_attachment(g.session, public_id, standing=g.standing)
    if row.stored_as is None or row.media_type not in SHOWN:
        raise NotFound
    path = store().path_of(row.stored_as)
    if not path.is_file() or not _is_still(path, row.media_type):
        raise Refusal(LOST, status=500)
    answer = send_file(path, mimetype=row.media_type, download_name=row.name, etag=False, max_age=None)
    answer.headers["Content-Security-Policy"] = INSIDE_OURS
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _is_still(path: Path, media_type: str) -> bool:
    """Whether the bytes on disk are of the type under which they were taken in."""
    try:
        return media_type_of(path) == media_type
    except Invalid:
        return False
