"""The editor of a draft: one page, for its owner. Files, savings and findings it asks of the routes beside it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from flask import g, render_template, url_for
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from webapp.access import requires
from webapp.designer.bases import base_of
from webapp.designer.door import asked_draft, designer
from webapp.designer.words import WORDS
from workflows.definitions.models import DefinitionDraft, DraftFile
from workflows.definitions.vocabulary import DESCRIPTION
from workflows.instances import actions
from workflows.organisation.models import CandidateGroup


@designer.get("/drafts/<public_id>", endpoint="editor")
@requires("definitions.propose")
def show_editor(public_id: str) -> Any:
    """The page; the scripts on it do the rest."""
    draft = asked_draft(public_id)
    words = {sentence: gettext(sentence) for sentence in WORDS}
    return render_template("designer/editor.html", draft=draft, base=base_of(draft), told=_told(draft), words=words)


def _told(draft: DefinitionDraft) -> dict[str, Any]:
    """What the scripts are told of the draft, and of what expressions and properties may name."""
    files = select(DraftFile.path, DraftFile.sha256).where(DraftFile.draft_id == draft.id)
    groups = select(CandidateGroup.code).order_by(CandidateGroup.code)
    return {
        "draft": draft.public_id,
        "key": draft.key,
        "person": g.viewer.person_public_id,
        "revision": draft.revision,
        "address": url_for("designer.editor", public_id=draft.public_id),
        "csrf": generate_csrf(),
        "files": {row.path: row.sha256 for row in g.session.execute(files)},
        "known": {
            "actions": sorted(actions.names()),
            "groups": list(g.session.scalars(groups)),
            "moddle": _attributes(),
        },
    }


@cache
def _attributes() -> Any:
    """Our own attributes as the editor reads them; the linter reads the same file."""
    return json.loads(DESCRIPTION.read_text(encoding="utf-8"))
