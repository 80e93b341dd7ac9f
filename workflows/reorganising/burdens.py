"""What hangs on a unit or a post: work, tasks, groups and grants. Counted before it is closed or merged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from workflows.instances.models import CaseUnit, ProcessInstance, WorkItem
from workflows.organisation.models import (
    Appointment,
    CalendarDay,
    CandidateGroup,
    Grant,
    OrgUnit,
    Position,
    UnitAncestor,
    in_force,
)
from workflows.resolutions.models import Resolution, ResolutionTask


@dataclass(frozen=True, slots=True)
class Burdens:
    """How much hangs on one unit: open steps that it answers for or that are offered there, running cases by its part in them,
    tasks not yet started, programmes that it assigns, units directly below, held posts, groups, grants and days of its own.
    """

    steps: int
    leading: int
    taking_part: int
    not_started: int
    assigning: int
    below: int
    posts: int
    appointments: int
    groups: int
    grants: int
    days: int

    @property
    def cases(self) -> int:
        """Running cases and tasks to be started."""
        return self.leading + self.taking_part + self.not_started


def burdens_of(session: Session, unit_id: int, on: date) -> Burdens:
    """Count it all; each number is one query by index."""
    running = (
        select(func.count(CaseUnit.instance_id.distinct()))
        .join(ProcessInstance, ProcessInstance.id == CaseUnit.instance_id)
        .where(CaseUnit.unit_id == unit_id, ProcessInstance.ended_at.is_(None))
    )

    def number(query: Any) -> int:
        return int(session.scalar(query) or 0)

    def rows(model: Any, *conditions: ColumnElement[bool]) -> int:
        return number(select(func.count()).select_from(model).where(*conditions))

    leading = number(running.where(CaseUnit.role == "lead"))
    own_posts = select(Position.id).where(Position.unit_id == unit_id)
    return Burdens(
        steps=rows(WorkItem, WorkItem.closed_at.is_(None), _waits_in(session, unit_id)),
        leading=leading,
        taking_part=number(running) - leading,
        not_started=rows(ResolutionTask, ResolutionTask.lead_unit_id == unit_id, ResolutionTask.instance_id.is_(None)),
        assigning=rows(Resolution, Resolution.assigning_unit_id == unit_id),
        below=rows(OrgUnit, OrgUnit.parent_id == unit_id, OrgUnit.valid_until.is_(None)),
        posts=rows(Position, Position.unit_id == unit_id, Position.valid_until.is_(None)),
        appointments=rows(Appointment, Appointment.position_id.in_(own_posts), in_force(Appointment, on)),
        groups=rows(CandidateGroup, CandidateGroup.unit_id == unit_id),
        grants=rows(Grant, Grant.unit_id == unit_id, in_force(Grant, on)),
        days=rows(CalendarDay, CalendarDay.unit_id == unit_id),
    )


def _waits_in(session: Session, unit_id: int) -> ColumnElement[bool]:
    posts = session.scalars(select(Position.id).where(Position.unit_id == unit_id))
    keys = [f"unit:{unit_id}", *(f"position:{number}" for number in posts)]
    return or_(WorkItem.unit_id == unit_id, WorkItem.candidate_key.in_(keys))


def steps_offered(session: Session, keys: Collection[str]) -> int:
    """How many open steps are offered under these keys."""
    query = select(func.count(WorkItem.id)).where(WorkItem.closed_at.is_(None), WorkItem.candidate_key.in_(keys))
    return int(session.scalar(query) or 0)


def lies_below(session: Session, unit_id: int) -> list[int]:
    """The unit and every unit below it."""
    return list(session.scalars(select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == unit_id)))
