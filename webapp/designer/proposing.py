"""A proposal: what it would change, shown beside what is in service, and the decision of another person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from webapp.access import requires
from webapp.designer import comparison, listing
from webapp.designer.bases import base_of
from webapp.designer.checking import findings, look_at
from webapp.designer.door import TOLD_ON_THE_PAGE, designer
from webapp.designer.files import as_file
from webapp.outline.lines import Line, told_of
from webapp.rates import rated
from webapp.shown import names
from webapp.typed import words_of
from workflows.definitions import deploy, proposals
from workflows.definitions.bundles import Bundle
from workflows.definitions.comparing import compare
from workflows.definitions.faults import Faulty
from workflows.definitions.models import DefinitionProposal, DefinitionVersion
from workflows.errors import N_, Invalid, Refusal
from workflows.instances import actions

APPROVED = N_("Version %(number)s of the process is in service. New cases begin on it; running ones stay on theirs.")
RETURNED = N_("The proposal went back with your reason.")
WITHDRAWN = N_("The proposal is taken back. Go on from it, or leave it.")
EARLIER = 5
NO_REASON = N_("Expected a reason, so that who proposed it knows what to change, but there is none.")


@designer.get("/proposals/<public_id>", endpoint="proposal")
@requires("definitions.read")
def show_proposal(public_id: str) -> Any:
    """The comparison with the version in service, and the forms for the decision."""
    return _page(proposals.find_proposal(g.session, public_id))


@designer.get("/proposals/<public_id>/files/<path:path>", endpoint="proposal_file")
@requires("definitions.read")
def show_proposal_file(public_id: str, path: str) -> Response:
    """One file of a proposal."""
    proposal = proposals.find_proposal(g.session, public_id)
    return as_file(path, deploy.files_by_checksum(g.session, proposal.checksum).get(path))


@designer.post("/proposals/<public_id>/approval", endpoint="approve")
@requires("definitions.approve")
@rated("checks")
def approve(public_id: str) -> Any:
    """Put it into service, after it was looked at behind the fence once more: the rules may have become stricter."""
    try:
        version = _approve(public_id)
    except Refusal as refusal:
        if refusal.status not in TOLD_ON_THE_PAGE:
            raise
        g.session.rollback()
        return _page(proposals.find_proposal(g.session, public_id), "", approving=refusal), refusal.status
    flash(gettext(APPROVED, number=version.number))
    return redirect(url_for("designer.process", key=version.key), 303)


def _approve(public_id: str) -> DefinitionVersion:
    proposal = proposals.find_proposal(g.session, public_id)
    bundle = Bundle(proposal.key, deploy.files_by_checksum(g.session, proposal.checksum))
    g.session.rollback()
    if found := look_at(bundle).all_faults:
        raise Faulty(found)
    return proposals.approve(
        g.session,
        proposals.find_proposal(g.session, public_id),
        seen=request.form.get("seen", ""),
        actor=g.actor,
        at=g.at,
        actions=actions.names(),
    )


@designer.post("/proposals/<public_id>/withdrawal", endpoint="withdraw")
@requires("definitions.propose")
@rated("acts")
def withdraw(public_id: str) -> Any:
    """Take one's own proposal back, and go on from it."""
    proposal = proposals.find_proposal(g.session, public_id)
    try:
        proposals.withdraw(g.session, proposal, actor=g.actor, at=g.at)
    except Refusal as refusal:
        if refusal.status not in TOLD_ON_THE_PAGE:
            raise
        g.session.rollback()
        return _page(proposals.find_proposal(g.session, public_id), "", approving=refusal), refusal.status
    flash(gettext(WITHDRAWN))
    return redirect(url_for("designer.proposal", public_id=public_id), 303)


@designer.post("/proposals/<public_id>/return", endpoint="give_back")
@requires("definitions.approve")
@rated("acts")
def give_back(public_id: str) -> Any:
    """Return it with a reason."""
    try:
        reason = words_of(request.form, ("reason",))["reason"]
        if not reason.strip():
            raise Invalid(NO_REASON, {"reason": Refusal(NO_REASON)})
        proposal = proposals.find_proposal(g.session, public_id)
        proposals.give_back(g.session, proposal, reason=reason, actor=g.actor, at=g.at)
    except Refusal as refusal:
        if refusal.status not in TOLD_ON_THE_PAGE:
            raise
        g.session.rollback()
        proposal = proposals.find_proposal(g.session, public_id)
        return _page(proposal, request.form.get("reason", ""), refusal), refusal.status
    flash(gettext(RETURNED))
    return redirect(url_for("designer.proposal", public_id=public_id), 303)


def _page(
    proposal: DefinitionProposal, reason: str = "", returning: Refusal | None = None, approving: Refusal | None = None
) -> str:
    (process,) = listing.processes_of(g.session, [proposal.key], g.actor.person_id)
    after = deploy.files_by_checksum(g.session, proposal.checksum)
    before, earlier = _before(proposal), _earlier(proposal)
    people = [proposal.proposed_by_id, proposal.decided_by_id, *(one.decided_by_id for one in earlier)]
    differences = compare(deploy.files_of(g.session, before.id) if before else {}, after)
    return render_template(
        "designer/proposal.html",
        proposal=proposal,
        process=process,
        people=names.people(g.session, people),
        earlier=earlier,
        base=base_of(proposal),
        may_withdraw=proposals.may_withdraw(proposal, g.actor) is None,
        before=before,
        before_is_newest=before is not None and process.version is not None and before.id == process.version.id,
        differences=differences,
        told_before=_told(before.checksum, deploy.files_of(g.session, before.id)) if before else {},
        told_after=_told(proposal.checksum, after),
        marks=comparison.marks_of(differences, f"{proposal.key}.bpmn"),
        may_not=proposals.may_decide(proposal, g.actor),
        reason=reason,
        returning=returning,
        faults=getattr(returning, "faults", {}),
        approving=approving,
        found=list(findings(getattr(approving, "found", ()))),
        **comparison.words(),
    )


def _told(checksum: str, files: Mapping[str, bytes]) -> dict[str, tuple[Line, ...]]:
    """Each drawing of a bundle in words, by its path."""
    return {path: told_of(checksum, files, path.removesuffix(".bpmn")) for path in files if path.endswith(".bpmn")}


def _earlier(proposal: DefinitionProposal) -> Sequence[DefinitionProposal]:
    """What came back before this was proposed: who returned it, and why."""
    back = (DefinitionProposal.key == proposal.key, DefinitionProposal.decision == "returned")
    query = select(DefinitionProposal).where(*back, DefinitionProposal.id < proposal.id)
    return g.session.scalars(query.order_by(DefinitionProposal.id.desc()).limit(EARLIER)).all()


def _before(proposal: DefinitionProposal) -> DefinitionVersion | None:
    """What is in service while it waits; once decided, what was in service at that moment."""
    query = select(DefinitionVersion).where(DefinitionVersion.key == proposal.key)
    if proposal.decided_at is not None:
        query = query.where(DefinitionVersion.deployed_at < proposal.decided_at)
    return g.session.scalar(query.order_by(DefinitionVersion.number.desc()).limit(1))
