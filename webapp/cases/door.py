"""The address of one case, shared by the modules of this area: the blueprint, and how a case is found."""

from __future__ import annotations

from flask import Blueprint, g

from workflows.instances.models import ProcessInstance
from workflows.work.directing import find_case

cases = Blueprint("cases", __name__, url_prefix="/cases")


def asked_case(public_id: str) -> ProcessInstance:
    """The case at this address. Raises ``NotFound`` when it does not exist or is not open to the person."""
    return find_case(g.session, public_id, standing=g.standing)
