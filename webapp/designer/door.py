"""The blueprint of the designer's pages, and what its routes for the editor share: JSON in, JSON or a sentence out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, request

from webapp.errors import sentence
from workflows.definitions import drafts
from workflows.definitions.models import DefinitionDraft
from workflows.errors import N_, Refusal

designer = Blueprint("designer", __name__, url_prefix="/designer")
TOLD_IN_JSON = (409, 413, 422, 429)
TOLD_ON_THE_PAGE = (409, 422, 429)
NOT_UNDERSTOOD = N_("Expected a request of the editor, but it cannot be read. Load the page anew.")


def asked_draft(public_id: str) -> DefinitionDraft:
    """The reader's own draft behind an address; raises ``NotFound``."""
    return drafts.find_draft(g.session, public_id, g.actor)


def editor_of(draft: DefinitionDraft) -> str:
    """Where the editor of a draft is."""
    return f"/designer/drafts/{draft.public_id}"


def said_in_json(view: Callable[..., Any]) -> Callable[..., Response]:
    """A refusal that the editor can show becomes ``{"sentence": …}``, with the draft's ``revision`` where another window was first."""

    @wraps(view)
    def answered(public_id: str, **kwargs: Any) -> Response:
        try:
            return make_response(view(public_id, **kwargs))
        except Refusal as refusal:
            if refusal.status not in TOLD_IN_JSON:
                raise
            g.session.rollback()
            said: dict[str, Any] = {"sentence": sentence(refusal)}
            if refusal.status == 409:
                said["revision"] = asked_draft(public_id).revision
            return make_response(jsonify(said), refusal.status)

    return answered


def sent(*wanted: tuple[str, type]) -> tuple[Any, ...]:
    """The values of the request's JSON, in the order asked for. Raises ``Refusal`` where one is missing or of another kind."""
    said = request.get_json(silent=True)
    values = tuple(said.get(name) if isinstance(said, dict) else None for name, _ in wanted)
    if any(type(value) is not kind for value, (_, kind) in zip(values, wanted, strict=True)):
        raise Refusal(NOT_UNDERSTOOD)
    return values


def bytes_of(text: str) -> bytes:
    """What is kept of a text from the editor. Raises ``Refusal`` for halves of letters, which no file can hold."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise Refusal(drafts.UNREADABLE) from None
