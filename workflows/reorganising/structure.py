"""The first step of a merger: the unit hangs below the new one and is closed; its posts with their holders, its groups and the
units below it go over. What is left in it, for the moment or for ever, climbs through the new tree and is seen by the new heads.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.calendar import A_DAY, local_date
from workflows.facts import Fact, fact
from workflows.ledger.record import record
from workflows.organisation import hierarchy
from workflows.organisation.calendars import mark_changed
from workflows.organisation.models import CandidateGroup, Grant, OrgUnit, Position, in_force
from workflows.organisation.rights import STREAM, lock_organisation
from workflows.organisation.units import hang_under
from workflows.reorganising.closing import end_grants
from workflows.reorganising.models import UnitMerger
from workflows.resolutions.models import Resolution, ResolutionTask, TaskUnit

LONGEST_CODE = 40


def carry_over(session: Session, merger: UnitMerger, at: datetime) -> None:
    """Everything but the running cases, in one unit of work, on the record."""
    lock_organisation(session)
    unit, into = session.get_one(OrgUnit, merger.unit_id), session.get_one(OrgUnit, merger.into_id)
    session.refresh(unit)
    merger.head_post_id = session.scalar(
        select(Position.id).where(Position.unit_id == unit.id, Position.rank == "head")
    )
    told = list(_posts(session, unit, into, at))
    told += _units_below(session, unit, into, at)
    before = hang_under(session, unit, into, at)
    told.append(fact("unit.moved", unit=unit.id, parent=into.id, before=before))
    told += _groups(session, unit, into)
    told += _grants(session, merger)
    _plan(session, unit.id, into.id)
    unit.valid_until = merger.from_on - A_DAY
    merger.begun_at = at
    session.flush()
    mark_changed(session, into.id, at)  # other days for what came over
    told.append(fact("unit.merged", merger.reason, unit=unit.id, into=into.id, from_on=merger.from_on.isoformat()))
    record(session, STREAM, told, actor=CLOCK, at=at)


def _posts(session: Session, unit: OrgUnit, into: OrgUnit, at: datetime) -> Iterator[Fact]:
    """Every post with its holder; a head becomes a deputy of the new unit's head, with the same title."""
    taken = set(session.scalars(select(Position.code).where(Position.unit_id == into.id)))
    for post in session.scalars(select(Position).where(Position.unit_id == unit.id).order_by(Position.id)).all():
        code = post.code if post.code not in taken else f"{post.code}-{unit.code}"[:LONGEST_CODE]
        while code in taken:
            code = f"{post.id}-{code}"[:LONGEST_CODE]
        taken.add(code)
        post.unit_id, post.code = into.id, code
        if post.rank == "head":
            post.rank = "deputy"
        yield fact("position.moved", position=post.id, unit=into.id, before=unit.id)
    session.flush()
    head = session.scalars(select(Position).where(Position.unit_id == into.id, Position.rank == "head")).one()
    if hierarchy.comes_back(session, head, local_date(at)):  # it reported to somebody who stands below it now
        yield fact("position.superior_set", position=head.id, superior=None, before=head.reports_to_id)
        head.reports_to_id = None
        session.flush()


def _units_below(session: Session, unit: OrgUnit, into: OrgUnit, at: datetime) -> Iterator[Fact]:
    """Those that exist; closed ones stay where they were closed, and go along as the unit's history."""
    below = select(OrgUnit).where(OrgUnit.parent_id == unit.id, OrgUnit.valid_until.is_(None)).order_by(OrgUnit.id)
    for one in session.scalars(below).all():
        hang_under(session, one, into, at)
        yield fact("unit.moved", unit=one.id, parent=into.id, before=unit.id)


def _groups(session: Session, unit: OrgUnit, into: OrgUnit) -> Iterator[Fact]:
    for group in session.scalars(select(CandidateGroup).where(CandidateGroup.unit_id == unit.id)).all():
        group.unit_id = into.id
        yield fact("group.moved", group=group.id, unit=into.id, before=unit.id)


def _grants(session: Session, merger: UnitMerger) -> list[Fact]:
    """Roles on the unit end on the eve; where it was decided so, they hold on the new unit, but for the decider's own."""
    held = session.scalars(select(Grant).where(Grant.unit_id == merger.unit_id, in_force(Grant, merger.from_on))).all()
    lasting = [(grant.person_id, grant.role, grant.until_on) for grant in held]
    told = end_grants(session, merger.unit_id, merger.from_on - A_DAY)
    for person_id, role, until_on in lasting if merger.keeps_grants else ():
        same = (Grant.person_id == person_id, Grant.role == role, Grant.unit_id == merger.into_id)
        known = session.scalars(select(Grant.id).where(*same, in_force(Grant, merger.from_on)).limit(1)).first()
        if person_id == merger.decided_by_id or known is not None:
            continue
        session.add(
            Grant(
                person_id=person_id,
                role=role,
                unit_id=merger.into_id,
                from_on=merger.from_on,
                until_on=until_on,
                given_by_id=merger.decided_by_id,
                reason=merger.reason,
            )
        )
        told.append(fact("grant.given", merger.reason, person=person_id, role=role, unit=merger.into_id))
    return told


def _plan(session: Session, unit_id: int, into_id: int) -> None:
    """Tasks that have no case yet, what the unit assigns, and its part in others' tasks."""
    session.execute(
        update(ResolutionTask)
        .where(ResolutionTask.lead_unit_id == unit_id, ResolutionTask.instance_id.is_(None))
        .values(lead_unit_id=into_id)
    )
    session.execute(update(Resolution).where(Resolution.assigning_unit_id == unit_id).values(assigning_unit_id=into_id))
    waiting = (ResolutionTask.assigning_unit_id == unit_id, ResolutionTask.instance_id.is_(None))
    session.execute(update(ResolutionTask).where(*waiting).values(assigning_unit_id=into_id))
    for part in session.scalars(select(TaskUnit).where(TaskUnit.unit_id == unit_id)).all():
        other = session.get(TaskUnit, (part.task_id, into_id))
        if other is None:
            session.add(TaskUnit(task_id=part.task_id, unit_id=into_id, product=part.product, due_on=part.due_on))
        else:
            other.product = "; ".join(words for words in (other.product, part.product) if words)
            other.due_on = min((day for day in (other.due_on, part.due_on) if day), default=None)
        session.delete(part)
