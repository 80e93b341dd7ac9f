"""What a notice is about: a case, or a proposal of a process. Who may see it, what it is called, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from notifications.models import Notification
from notifications.recipients import DECIDING
from workflows.definitions.models import DefinitionProposal
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.organisation.standing import Standing
from workflows.work.access import visible_cases

PROPOSALS: Mapping[str, str] = {  # which moment of the proposal is that of the fact
    "definition.proposed": "proposed_at",
    "definition.returned": "decided_at",
    "definition.deployed": "decided_at",
    "definition.withdrawn": "decided_at",
}


def proposal_of(session: Session, entry: LedgerEntry) -> DefinitionProposal | None:
    """The proposal that a fact speaks of; none where a version came into service without one."""
    key = entry.stream.partition(":")[2]
    moment = getattr(DefinitionProposal, PROPOSALS[entry.kind])
    found = select(DefinitionProposal).where(DefinitionProposal.key == key, moment == entry.happened_at)
    return session.scalars(found.order_by(DefinitionProposal.id.desc()).limit(1)).first()


def may_see_proposals(standing: Standing) -> bool:
    """Whether a person decides on proposals, and makes them."""
    return DECIDING in standing.roles


def visible(standing: Standing) -> ColumnElement[bool]:
    """Which notices a person may still see; for queries with ``with_what_it_is_about``."""
    of_proposal = Notification.proposal_id.is_not(None) if may_see_proposals(standing) else false()
    return or_(and_(Notification.instance_id.is_not(None), visible_cases(standing)), of_proposal)


def with_what_it_is_about(query: Any) -> Any:
    """The query with the case and the proposal of each notice, one of which is empty."""
    query = query.outerjoin(ProcessInstance, ProcessInstance.id == Notification.instance_id)
    return query.outerjoin(DefinitionProposal, DefinitionProposal.id == Notification.proposal_id)


def named(case: ProcessInstance | None, proposal: DefinitionProposal | None) -> tuple[str, tuple[str, str]]:
    """Its code and its titles; a process has only its key."""
    if case is not None:
        return case.business_key, (case.title_vi, case.title_en)
    return ("" if proposal is None else proposal.key), ("", "")


def place_of(
    case: ProcessInstance | None, item: WorkItem | None, proposal: DefinitionProposal | None = None
) -> tuple[str, str]:
    """Where a notice leads: to its step while that is open, else to its case; or to the proposal."""
    if case is None:
        return ("proposal", "" if proposal is None else proposal.public_id)
    return ("item", item.public_id) if item is not None and item.closed_at is None else ("case", case.public_id)
