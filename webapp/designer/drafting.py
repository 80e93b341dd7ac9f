"""Drafts by form: begun from a version or a returned proposal, proposed, thrown away."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.designer import listing
from webapp.designer.checking import look_at
from webapp.designer.door import TOLD_ON_THE_PAGE, asked_draft, designer, editor_of
from webapp.designer.process import Told, page_of
from webapp.rates import rated
from webapp.typed import words_of
from workflows.definitions import beginnings, deploy, drafts, proposals
from workflows.definitions.faults import Faulty
from workflows.definitions.models import DefinitionProposal, DefinitionVersion
from workflows.errors import N_, Invalid, Refusal
from workflows.instances import actions

DISCARDED = N_("The draft is thrown away.")
KNOWN = N_("Expected a name that no process has yet, but there is one of this name. Choose another.")
LAID_OVER = N_("Your changes lie over the version in service now.")
ON_BOTH_SIDES = N_(
    "Your changes lie over the version in service now. Both sides changed these files, and yours stayed: %(files)s. See what differs."
)
PROPOSED = N_("The draft is proposed. Another designer looks at it and decides.")


@designer.post("/<key>/drafts", endpoint="begin")
@requires("definitions.propose")
@rated("acts")
def begin_draft(key: str) -> Any:
    """A draft from the newest version, from an older one (``version``), or from a proposal that came back (``proposal``)."""
    if given := request.form.get("proposal"):
        draft = drafts.begin_again(g.session, proposals.find_proposal(g.session, given), actor=g.actor, at=g.at)
    else:
        draft = drafts.begin(g.session, _version(key), actor=g.actor, at=g.at)
    return redirect(editor_of(draft), 303)


@designer.post("/new", endpoint="begin_new")
@requires("definitions.propose")
@rated("acts")
def begin_new() -> Any:
    """A draft of a process that is not there yet, from a small one that may be proposed as it is."""
    key = words_of(request.form, ("key",))["key"].strip()
    try:
        if listing.known_keys(g.session, key):
            raise Invalid(KNOWN, {"key": Refusal(KNOWN)})
        bundle = beginnings.new_process(key)
    except Refusal as refusal:
        g.session.rollback()
        shown = refusal if isinstance(refusal, Invalid) else Invalid(refusal.text, {"key": refusal}, **refusal.params)
        return listing.page_of(key=key, refusal=shown), 422
    draft = drafts.begin_with(g.session, key, bundle.files, None, actor=g.actor, at=g.at)
    return redirect(editor_of(draft), 303)


@designer.post("/drafts/<public_id>/base", endpoint="begin_anew")
@requires("definitions.propose")
@rated("acts")
def begin_anew(public_id: str) -> Any:
    """Lay the draft's changes over the version that came into service since."""
    draft = asked_draft(public_id)
    try:
        both = drafts.begin_anew(g.session, draft, seen=draft.revision, actor=g.actor, at=g.at)
    except Refusal as refusal:
        if refusal.status not in TOLD_ON_THE_PAGE:
            raise
        g.session.rollback()
        return page_of(asked_draft(public_id).key, told=Told("base", "", refusal)), refusal.status
    flash(gettext(ON_BOTH_SIDES, files=", ".join(both)) if both else gettext(LAID_OVER))
    return redirect(url_for("designer.draft_comparison", public_id=public_id), 303)


@designer.post("/drafts/<public_id>/propose", endpoint="propose")
@requires("definitions.propose")
@rated("checks")
def propose_draft(public_id: str) -> Any:
    """Lay the draft before another designer, after it was looked at behind the fence (nothing is locked meanwhile).

    Refused, the process's page comes back with what was typed and with each fault.
    """
    try:
        proposal = _propose(public_id)
    except Refusal as refusal:
        if refusal.status not in TOLD_ON_THE_PAGE:
            raise
        g.session.rollback()
        told = Told("propose", request.form.get("reason", ""), refusal)
        return page_of(asked_draft(public_id).key, told=told), refusal.status
    flash(gettext(PROPOSED))
    return redirect(url_for("designer.proposal", public_id=proposal.public_id), 303)


def _propose(public_id: str) -> DefinitionProposal:
    reason = words_of(request.form, ("reason",))["reason"]
    drafts.demand_reason(reason)
    looked_at = drafts.bundle_of(g.session, asked_draft(public_id))
    g.session.rollback()
    if found := look_at(looked_at).all_faults:
        raise Faulty(found)
    return drafts.propose_draft(
        g.session,
        asked_draft(public_id),
        seen=looked_at.checksum,
        reason=reason,
        actor=g.actor,
        at=g.at,
        actions=actions.names(),
    )


@designer.post("/drafts/<public_id>/discard", endpoint="discard")
@requires("definitions.propose")
@rated("acts")
def discard_draft(public_id: str) -> Any:
    """Throw the draft away."""
    drafts.discard(g.session, asked_draft(public_id), actor=g.actor, at=g.at)
    flash(gettext(DISCARDED))
    return redirect(url_for("designer.list"), 303)


def _version(key: str) -> DefinitionVersion:
    number = request.form.get("version", "")
    if number.isascii() and number.isdigit() and len(number) < 9:
        return deploy.numbered(g.session, key, int(number))
    return deploy.latest(g.session, key)
