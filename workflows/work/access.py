"""Which cases and items an actor may see. Everything that lists or fetches goes through here; hidden is answered as missing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session

from workflows.instances.models import CaseUnit, ProcessInstance, WorkItem
from workflows.organisation.models import UnitAncestor
from workflows.organisation.standing import Standing, scope_unit_ids


def visible_cases(standing: Standing) -> ColumnElement[bool]:
    """A condition on ``process_instances``: the cases that this person may see. Asked of one case at a time; lists begin
    with ``visible_case_ids``.

    A case is seen by its lead, co-operating, assigning and verifying units (their own people), by the leaders of those
    units' superiors and whoever holds a grant over them (the whole subtree), and by whoever holds or may take one of its
    open items. Nobody else.
    """
    if standing.sees_all:
        return true()
    belongs = exists().where(CaseUnit.instance_id == ProcessInstance.id, seen_unit(CaseUnit.unit_id, standing))
    mine = exists().where(
        WorkItem.instance_id == ProcessInstance.id, WorkItem.closed_at.is_(None), mine_or_offered(standing)
    )
    return or_(belongs.correlate(ProcessInstance), mine.correlate(ProcessInstance))


def visible_case_ids(standing: Standing) -> list[Select[Any]]:
    """The same as queries for the cases' numbers, for lists: a person's few cases are found by index, not all cases asked."""
    return [
        select(CaseUnit.instance_id).where(seen_unit(CaseUnit.unit_id, standing)),
        select(WorkItem.instance_id).where(WorkItem.closed_at.is_(None), mine_or_offered(standing)),
    ]


def seen_unit(unit_id: Any, standing: Standing) -> ColumnElement[bool]:
    """A condition on a unit's number: one of the person's own units, or in a subtree that the person may see."""
    subtree = scope_unit_ids(standing)
    if not subtree:
        found: ColumnElement[bool] = unit_id.in_(standing.own_unit_ids) if standing.own_unit_ids else false()
        return found
    # One list of units, not two conditions: so the units come first, and their cases by index.
    itself = and_(UnitAncestor.distance == 0, UnitAncestor.unit_id.in_(standing.own_unit_ids))
    below: ColumnElement[bool] = unit_id.in_(
        select(UnitAncestor.unit_id).where(or_(UnitAncestor.ancestor_id.in_(subtree), itself))
    )
    return below


def mine_or_offered(standing: Standing) -> ColumnElement[bool]:
    """A condition on ``work_items``: held by this person, or free and offered to a post, unit or group of theirs."""
    offered = and_(WorkItem.assignee_id.is_(None), WorkItem.candidate_key.in_(standing.candidate_keys))
    return or_(WorkItem.assignee_id == standing.person_id, offered) if standing.person_id is not None else false()


def may_see_case(session: Session, instance_id: int, standing: Standing) -> bool:
    """Whether this person may see this case."""
    query = select(ProcessInstance.id).where(ProcessInstance.id == instance_id, visible_cases(standing))
    return session.execute(query).first() is not None
