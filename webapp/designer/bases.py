"""A draft or a proposal beside what is in service: whether a newer version came since it was begun, and what a draft changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, render_template

from webapp.access import requires
from webapp.designer import comparison, listing
from webapp.designer.door import asked_draft, designer, editor_of
from workflows.definitions import bases, deploy, drafts
from workflows.definitions.comparing import compare
from workflows.definitions.models import DefinitionDraft, DefinitionProposal


@dataclass(frozen=True, slots=True)
class Base:
    """The number of the version that is changed (None: none was in service), and that of a newer one in service."""

    number: int | None
    newer: int | None


def base_of(changed: DefinitionDraft | DefinitionProposal) -> Base:
    """From which version it was begun, and whether it is outdated."""
    version, newer = bases.version_of(g.session, changed), bases.newer_than(g.session, changed)
    return Base(version.number if version else None, newer.number if newer else None)


@designer.get("/drafts/<public_id>/comparison", endpoint="draft_comparison")
@requires("definitions.propose")
def compare_draft(public_id: str) -> Any:
    """The draft beside the version in service."""
    draft = asked_draft(public_id)
    (process,) = listing.processes_of(g.session, [draft.key], g.actor.person_id)
    before = process.version
    differences = compare(
        deploy.files_of(g.session, before.id) if before else {}, drafts.bundle_of(g.session, draft).files
    )
    return render_template(
        "designer/draft_comparison.html",
        draft=draft,
        editor=editor_of(draft),
        process=process,
        before=before,
        base=base_of(draft),
        differences=differences,
        marks=comparison.marks_of(differences, f"{draft.key}.bpmn"),
        **comparison.words(),
    )
