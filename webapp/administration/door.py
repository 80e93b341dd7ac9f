"""The address of the administrators' pages, and how the things that they change are found."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import Blueprint, g
from sqlalchemy import select

from workflows.db import Base
from workflows.errors import NotFound
from workflows.organisation.rights import demand_administrator, may_administer

administration = Blueprint("administration", __name__, url_prefix="/administration")
T = TypeVar("T", bound=Base)


def find(model: type[T], public_id: str) -> T:
    """The row at this address. Raises ``NotFound``."""
    rows: Any = model
    found: T | None = g.session.scalar(select(model).where(rows.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def demand(unit_id: int) -> None:
    """Raise ``Forbidden`` for whoever does not administer the unit."""
    demand_administrator(g.session, g.actor, unit_id, g.at)


def is_mine(unit_id: int) -> bool:
    """Whether the person on this request administers the unit."""
    return may_administer(g.session, g.actor, unit_id, g.at) is None
