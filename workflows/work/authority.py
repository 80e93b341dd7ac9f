"""Who stands above whom in a case: the authority that assigned it, and those who lead the unit that answers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.instances.models import CaseUnit
from workflows.organisation.models import UnitAncestor
from workflows.organisation.standing import Standing


def has_authority(session: Session, instance_id: int, standing: Standing) -> bool:
    """Whether this person holds the authority of the position that assigned the case, or one above it.

    That is who keeps the plan for the assigning unit, or leads it or a unit above it.
    """
    units = set(standing.led_unit_ids) | set(standing.roles.get("plan_keeper", ()))
    if not units:
        return False
    query = (
        select(CaseUnit.unit_id)
        .join(UnitAncestor, UnitAncestor.unit_id == CaseUnit.unit_id)
        .where(CaseUnit.instance_id == instance_id, CaseUnit.role == "assigning", UnitAncestor.ancestor_id.in_(units))
    )
    return session.execute(query.limit(1)).first() is not None


def leads_unit(session: Session, unit_id: int | None, standing: Standing) -> bool:
    """Whether this person leads the unit or one above it."""
    if unit_id is None or not standing.led_unit_ids:
        return False
    query = select(UnitAncestor.unit_id).where(
        UnitAncestor.unit_id == unit_id, UnitAncestor.ancestor_id.in_(standing.led_unit_ids)
    )
    return session.execute(query.limit(1)).first() is not None


def directs_unit(session: Session, unit_id: int | None, standing: Standing) -> bool:
    """Whether this person leads the unit or one above it, or is a leader by a grant there."""
    units = set(standing.led_unit_ids) | set(standing.roles.get("leader", ()))
    if unit_id is None or not units:
        return False
    query = select(UnitAncestor.unit_id).where(UnitAncestor.unit_id == unit_id, UnitAncestor.ancestor_id.in_(units))
    return session.execute(query.limit(1)).first() is not None
