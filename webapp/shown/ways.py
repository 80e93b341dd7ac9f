"""Where a unit goes or went that merges into another one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflows.organisation import hierarchy
from workflows.organisation.models import OrgUnit
from workflows.reorganising import following, merging
from workflows.reorganising.models import UnitMerger


@dataclass(frozen=True, slots=True)
class Way:
    """The decision, the new unit, and how many cases are still to follow once it has begun."""

    merger: UnitMerger
    into: OrgUnit
    left: int


def way_of(session: Session, unit: OrgUnit) -> Way | None:
    """The way from a unit that merges or has merged; most do neither."""
    merger = merging.merger_of(session, unit.id)
    if merger is None:
        return None
    is_going_on = merger.begun_at is not None and merger.done_at is None
    left = following.cases_left(session, merger) if is_going_on else 0
    return Way(merger, hierarchy.unit_by_id(session, merger.into_id), left)
