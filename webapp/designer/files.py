"""The files of a draft for the editor: read, saved under the revision that was seen, taken out."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from flask import Response, g, jsonify

from webapp.access import requires
from webapp.designer.door import asked_draft, bytes_of, designer, said_in_json, sent
from webapp.rates import rated
from workflows.definitions import drafts
from workflows.definitions.models import DefinitionDraft
from workflows.errors import NotFound

TYPES = {".bpmn": "application/xml", ".dmn": "application/xml", ".form": "application/json", ".yaml": "text/yaml"}
CONFINED = "sandbox; default-src 'none'"


@designer.get("/drafts/<public_id>/files/<path:path>", endpoint="file")
@requires("definitions.propose")
def show_file(public_id: str, path: str) -> Response:
    """One file as it was saved last, never as a page."""
    content = drafts.file_of(g.session, asked_draft(public_id), path)
    return as_file(path, content)


@designer.post("/drafts/<public_id>/files/<path:path>", endpoint="save")
@requires("definitions.propose")
@rated("drafts")
@said_in_json
def save_file(public_id: str, path: str) -> Any:
    """Keep one file; answers the new revision."""
    draft = asked_draft(public_id)
    seen, content = sent(("revision", int), ("content", str))
    return _saved(drafts.save_file(g.session, draft, path, bytes_of(content), seen=seen, at=g.at))


@designer.post("/drafts/<public_id>/files/<path:path>/remove", endpoint="remove_file")
@requires("definitions.propose")
@rated("drafts")
@said_in_json
def remove_file(public_id: str, path: str) -> Any:
    """Take one file out; answers the new revision."""
    draft = asked_draft(public_id)
    (seen,) = sent(("revision", int))
    return _saved(drafts.remove_file(g.session, draft, path, seen=seen, at=g.at))


def as_file(path: str, content: bytes | None) -> Response:
    """The bytes of a designer's file: whatever stands in them, no browser runs or renders it as a page of ours. Raises ``NotFound``
    where there is no such file.
    """
    if content is None:
        raise NotFound
    answer = Response(content, mimetype=TYPES[PurePosixPath(path).suffix])
    answer.headers["Content-Security-Policy"] = CONFINED
    return answer


def _saved(draft: DefinitionDraft) -> Response:
    return jsonify({"revision": draft.revision, "saved_at": draft.saved_at.isoformat()})
