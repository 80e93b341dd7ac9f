"""The address of the plan's pages, shared by the modules of this area: the blueprint, and how a resolution is found."""

from __future__ import annotations

from flask import Blueprint, g

from workflows.resolutions.details import find_resolution
from workflows.resolutions.keeping import may_keep_plan
from workflows.resolutions.models import Resolution

resolutions = Blueprint("resolutions", __name__)


def kept_resolution(public_id: str) -> Resolution:
    """The resolution at this address, for whoever keeps its plan. Raises ``NotFound``, ``Forbidden``."""
    resolution = find_resolution(g.session, public_id)
    if refusal := may_keep_plan(g.session, g.actor, resolution.assigning_unit_id, g.at):
        raise refusal
    return resolution


def is_kept(resolution: Resolution) -> bool:
    """Whether the person on this request keeps the plan of this resolution."""
    return is_kept_by_unit(resolution.assigning_unit_id)


def is_kept_by_unit(assigning_unit_id: int) -> bool:
    """Whether the person on this request keeps what this unit assigns."""
    return may_keep_plan(g.session, g.actor, assigning_unit_id, g.at) is None
