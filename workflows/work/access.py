"""Which cases and items an actor may see. Everything that lists or fetches goes through here; hidden is answered as missing."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from workflows.instances.models import CaseUnit, ProcessInstance, WorkItem
from workflows.organisation.models import UnitAncestor
from workflows.organisation.standing import Standing, scope_unit_ids


def visible_cases(standing: Standing) -> ColumnElement[bool]:
    """A condition on ``process_instances``: the cases that this person may see.

    A case is seen by its lead, co-operating, assigning and verifying units (their own people), by the leaders of those
    units' superiors and whoever holds a grant over them (the whole subtree), and by whoever holds or may take one of its
    open items. Nobody else.
    """
    subtree = scope_unit_ids(standing)
    units = [CaseUnit.unit_id.in_(standing.own_unit_ids)] if standing.own_unit_ids else []
    if subtree:
        units.append(CaseUnit.unit_id.in_(select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id.in_(subtree))))
    belongs = ProcessInstance.id.in_(select(CaseUnit.instance_id).where(or_(*units))) if units else false()
    mine = ProcessInstance.id.in_(
        select(WorkItem.instance_id).where(WorkItem.closed_at.is_(None), mine_or_offered(standing))
    )
    return or_(belongs, mine)


def mine_or_offered(standing: Standing) -> ColumnElement[bool]:
    """A condition on ``work_items``: held by this person, or free and offered to a post, unit or group of theirs."""
    offered = and_(WorkItem.assignee_id.is_(None), WorkItem.candidate_key.in_(standing.candidate_keys))
    return or_(WorkItem.assignee_id == standing.person_id, offered) if standing.person_id is not None else false()


def may_see_case(session: Session, instance_id: int, standing: Standing) -> bool:
    """Whether this person may see this case."""
    query = select(ProcessInstance.id).where(ProcessInstance.id == instance_id, visible_cases(standing))
    return session.execute(query).first() is not None
