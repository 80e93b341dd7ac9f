"""A changed process is proposed by one person and put into service by another."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.definitions import deploy
from workflows.definitions.bundles import Bundle
from workflows.definitions.models import DefinitionProposal, DefinitionVersion
from workflows.errors import N_, Conflict, Forbidden, NotFound, Refusal
from workflows.facts import fact
from workflows.ledger.record import record

ALREADY_DECIDED = N_("Expected an open proposal, but it has been decided already.")


def find_proposal(session: Session, public_id: str) -> DefinitionProposal:
    """The proposal behind an address; raises NotFound."""
    proposal = session.scalar(select(DefinitionProposal).where(DefinitionProposal.public_id == public_id))
    if proposal is None:
        raise NotFound
    return proposal


def find_open(session: Session, key: str) -> DefinitionProposal:
    """The proposal for a process that waits for a decision; raises NotFound."""
    proposal = session.scalar(select(DefinitionProposal).where(_open(key)))
    if proposal is None:
        raise NotFound(N_("Expected an open proposal for this process, but there is none."))
    return proposal


def open_proposals(session: Session) -> list[DefinitionProposal]:
    """What waits for a decision, oldest first."""
    waiting = select(DefinitionProposal).where(DefinitionProposal.decided_at.is_(None)).order_by(DefinitionProposal.id)
    return list(session.scalars(waiting))


def may_decide(proposal: DefinitionProposal, actor: Actor) -> Refusal | None:
    """Whether ``actor`` may approve or return: a person, another one than who proposed, while it is open."""
    if proposal.decided_at is not None:
        return Conflict(ALREADY_DECIDED)
    if actor.kind != "person":
        return Forbidden(N_("Expected a person to decide on a proposal."))
    if actor.person_id == proposal.proposed_by_id:
        return Forbidden(N_("Expected another person to decide, but this is your own proposal."))
    return None


def may_withdraw(proposal: DefinitionProposal, actor: Actor) -> Refusal | None:
    """Whether ``actor`` may take it back: who proposed it, while it is open."""
    if proposal.decided_at is not None:
        return Conflict(ALREADY_DECIDED)
    if actor.kind != "person" or actor.person_id != proposal.proposed_by_id:
        return Forbidden(N_("Expected who proposed it to take the proposal back, but this is another person's."))
    return None


def propose(
    session: Session,
    bundle: Bundle,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    based_on: DefinitionVersion | None = None,
    actions: Set[str] | None = None,
) -> DefinitionProposal:
    """Lay a bundle before another person; ``based_on`` is the version that was changed, where it is known.

    Raises Forbidden for anybody but a person, Conflict while another proposal for the same process is open, Refusal when
    nothing has changed, and ``deploy.Faulty`` with every fault of the drawings.
    """
    if actor.kind != "person" or actor.person_id is None:
        raise Forbidden(N_("Expected a person to propose a process."))
    deploy.check(bundle, actions)
    deploy.hold_definitions(session)
    if session.scalar(select(DefinitionProposal.id).where(_open(bundle.key))) is not None:
        raise Conflict(N_("Expected no open proposal for %(key)s, but one is waiting for a decision."), key=bundle.key)
    newest = deploy.newest(session, bundle.key)
    if newest is not None and newest.checksum == bundle.checksum and deploy.takes_cases(session, newest):
        raise Refusal(
            N_("Expected a change, but this is what runs already (version %(number)s)."), number=newest.number
        )
    deploy.keep_files(session, bundle)
    proposal = DefinitionProposal(
        key=bundle.key,
        checksum=bundle.checksum,
        based_on_id=based_on.id if based_on else None,
        reason=reason,
        proposed_by_id=actor.person_id,
        proposed_at=at,
    )
    session.add(proposal)
    session.flush()
    number = based_on.number if based_on else None
    proposed = fact("definition.proposed", reason, key=bundle.key, sha256=bundle.checksum, number=number)
    record(session, deploy.stream(bundle.key), [proposed], actor=actor, at=at)
    return proposal


def approve(
    session: Session,
    proposal: DefinitionProposal,
    *,
    seen: str,
    actor: Actor,
    at: datetime,
    actions: Set[str] | None = None,
) -> DefinitionVersion:
    """Put a proposal into service for new cases; ``seen`` is the checksum that was on the approver's page.

    Raises what ``may_decide`` says, Conflict when something else was seen, and ``deploy.Faulty`` when the rules for
    drawings have become stricter since it was proposed.
    """
    _lock(session, proposal)
    if (refusal := may_decide(proposal, actor)) is not None:
        raise refusal
    if seen != proposal.checksum:
        raise Conflict(
            N_("Expected you to have seen what you approve, but the page showed something else. Look again.")
        )
    bundle = Bundle(proposal.key, deploy.files_by_checksum(session, proposal.checksum))
    deploy.check(bundle, actions)
    _decide(proposal, "approved", None, actor, at)
    return deploy.put_into_service(session, bundle, proposed_by_id=proposal.proposed_by_id, actor=actor, at=at)


def give_back(session: Session, proposal: DefinitionProposal, *, reason: str, actor: Actor, at: datetime) -> None:
    """Return a proposal with a reason; raises what ``may_decide`` says."""
    _lock(session, proposal)
    if (refusal := may_decide(proposal, actor)) is not None:
        raise refusal
    _decide(proposal, "returned", reason, actor, at)
    returned = fact("definition.returned", reason, key=proposal.key, sha256=proposal.checksum)
    record(session, deploy.stream(proposal.key), [returned], actor=actor, at=at)


def withdraw(session: Session, proposal: DefinitionProposal, *, actor: Actor, at: datetime) -> None:
    """Take one's own proposal back before anybody decides; raises what ``may_withdraw`` says."""
    _lock(session, proposal)
    if (refusal := may_withdraw(proposal, actor)) is not None:
        raise refusal
    proposal.decision, proposal.decided_at = "withdrawn", at  # nobody decided: who took it back stands in the ledger
    withdrawn = fact("definition.withdrawn", key=proposal.key, sha256=proposal.checksum)
    record(session, deploy.stream(proposal.key), [withdrawn], actor=actor, at=at)


def _open(key: str) -> ColumnElement[bool]:
    return (DefinitionProposal.key == key) & DefinitionProposal.decided_at.is_(None)


def _lock(session: Session, proposal: DefinitionProposal) -> None:
    deploy.hold_definitions(session)
    session.refresh(proposal, with_for_update=True)


def _decide(proposal: DefinitionProposal, decision: str, reason: str | None, actor: Actor, at: datetime) -> None:
    proposal.decision = decision
    proposal.decision_reason = reason
    proposal.decided_by_id = actor.person_id
    proposal.decided_at = at
