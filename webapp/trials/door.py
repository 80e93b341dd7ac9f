"""The blueprint of trial cases, and what is tried: a draft of the reader's own, or a version. Both have the same pages."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g, request, url_for

from webapp.designer.door import asked_draft
from webapp.designer.listing import name_in
from webapp.language import own_name
from workflows.definitions import deploy, drafts
from workflows.definitions.bundles import Bundle
from workflows.definitions.models import DefinitionDraft, DefinitionVersion
from workflows.errors import N_, NotFound, Refusal
from workflows.trials import keeping
from workflows.trials.models import ProcessTrial

trials = Blueprint("trials", __name__, url_prefix="/designer")
OF_A_DRAFT, OF_A_VERSION = "/drafts/<public_id>/try", "/<key>/versions/<int:number>/try"
NOT_UNDERSTOOD = N_("Expected an act of this page, but it cannot be read. Load the page anew.")


@dataclass(frozen=True, slots=True)
class Tried:
    """A draft or a version with its texts, and where its trial case is."""

    thing: DefinitionDraft | DefinitionVersion
    bundle: Bundle
    address: str

    @property
    def draft(self) -> DefinitionDraft | None:
        """The draft, if it is one."""
        return self.thing if isinstance(self.thing, DefinitionDraft) else None

    @property
    def name(self) -> str:
        """What the drawing calls the process, in the reader's language."""
        key = self.bundle.key
        return own_name(name_in(self.bundle.files.get(f"{key}.bpmn", b""), key))

    def source(self, drawing: str) -> str:
        """Where the browser finds a drawing."""
        path = f"{drawing}.bpmn"
        if isinstance(self.thing, DefinitionDraft):
            return url_for("designer.file", public_id=self.thing.public_id, path=path)
        return url_for("designer.version_file", key=self.thing.key, number=self.thing.number, path=path)


def asked() -> Tried:
    """What the address names. Raises ``NotFound``."""
    where = request.view_args or {}
    if "public_id" in where:
        draft = asked_draft(where["public_id"])
        return Tried(draft, drafts.bundle_of(g.session, draft), f"/designer/drafts/{draft.public_id}/try")
    version = deploy.numbered(g.session, where["key"], where["number"])
    bundle = Bundle(version.key, deploy.files_of(g.session, version.id))
    return Tried(version, bundle, f"/designer/{version.key}/versions/{version.number}/try")


def trial_of(tried: Tried) -> ProcessTrial:
    """The reader's trial case of it. Raises ``NotFound`` where there is none."""
    trial = keeping.trial_of(g.session, tried.thing, g.actor)
    if trial is None:
        raise NotFound
    return trial


def seen() -> int:
    """The revision of the trial case that the page showed. Raises ``Refusal``."""
    return number_in("seen")


def number_in(name: str) -> int:
    """A number that a form of ours sends along. Raises ``Refusal``."""
    said = request.form.get(name, "")
    if not (said.isascii() and said.isdigit() and len(said) < 9):
        raise Refusal(NOT_UNDERSTOOD)
    return int(said)
