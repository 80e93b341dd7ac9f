"""The address of the desks, shared by the modules of this area: the blueprint, and which units' desks a person may open."""

from __future__ import annotations

from flask import Blueprint, g
from sqlalchemy import select

from workflows.errors import N_, Forbidden, NotFound
from workflows.organisation.models import OrgUnit, UnitAncestor
from workflows.work.authority import leads_unit

desk = Blueprint("desk", __name__, url_prefix="/desk")
NO_LONGER = N_("Expected a unit that you lead, or one below it, but it is none, or not any more.")


def led_units() -> list[OrgUnit]:
    """The units that the person leads, those nearest to the top first."""
    depth = (
        select(UnitAncestor.distance)
        .where(UnitAncestor.unit_id == OrgUnit.id)
        .order_by(UnitAncestor.distance.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(OrgUnit).where(OrgUnit.id.in_(g.standing.led_unit_ids))
    return list(g.session.scalars(query.order_by(depth, OrgUnit.id)))


def asked_unit(public_id: str) -> OrgUnit:
    """The unit with this address. Raises ``NotFound`` when there is none, ``Forbidden`` when the person does not lead it."""
    unit = g.session.scalar(select(OrgUnit).where(OrgUnit.public_id == public_id))
    if unit is None:
        raise NotFound
    if not leads_unit(g.session, unit.id, g.standing):
        raise Forbidden(NO_LONGER)
    return unit
