"""A merger carried out, one thing at a time: first the structure, then each case of the unit. Call it until it answers ``False``.

A case is locked and read again, as for every command; one on which somebody works is passed over and comes back shortly. Killed
anywhere, it goes on where it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, exists, func, select, union, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.db import table_of
from workflows.facts import fact
from workflows.instances.incidents import handling
from workflows.instances.models import CaseUnit, Incident, WorkItem
from workflows.instances.taking import take_turn
from workflows.instances.things import Thing, wakes
from workflows.instances.turn import Turn
from workflows.organisation.models import OrgUnit, Position
from workflows.reorganising.models import UnitMerger
from workflows.reorganising.structure import carry_over
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.variables import task_variables
from workflows.work import parts
from workflows.work.part_models import Part

JOB = "mergers"
SHORTLY, LATER = timedelta(seconds=5), timedelta(minutes=10)
NAMED = ("lead_unit", "assigning_unit", "lead_units")  # values of a case that hold codes of units
_ITEM, _ORDERED, _CASE_UNIT = table_of(WorkItem), table_of(ResolutionTask), table_of(CaseUnit)


def follow_next(session: Session, at: datetime) -> bool:
    """One step of the merger that has waited longest; ``False`` when none waits. Raises ``Stuck``."""
    due = select(UnitMerger).where(UnitMerger.wake_at <= at).order_by(UnitMerger.wake_at, UnitMerger.id).limit(1)
    merger = session.scalars(due.with_for_update(skip_locked=True)).first()
    if merger is None:
        return False
    if merger.begun_at is None:
        with handling(session, Thing(JOB, f"merger:{merger.id}")):
            carry_over(session, merger, at)
        return True
    number = _next(session, merger)
    if number is None:
        _end_of(session, merger, at)
        return True
    merger.through_case_id = number
    session.flush()
    with handling(session, Thing(JOB, f"case:{number}", number)):
        turn = take_turn(session, number, actor=CLOCK, at=at, skip_locked=True, job=JOB)
        if turn is None:
            merger.wake_at, merger.through_case_id = at + SHORTLY, number - 1
        else:
            _follow(turn, session.get_one(OrgUnit, merger.unit_id), session.get_one(OrgUnit, merger.into_id), merger)
    return True


@wakes(JOB)
def wake_case(session: Session, thing: Thing, until: datetime | None) -> bool:
    """Pass over a case that could not follow; the next round comes back to it, unless it is parked. A merger that could not
    begin waits until that moment.
    """
    if thing.key.startswith("merger:"):
        waiting = (UnitMerger.id == thing.number, UnitMerger.done_at.is_(None), UnitMerger.withdrawn_at.is_(None))
        woken = update(UnitMerger).where(*waiting).values(wake_at=until)
        return session.execute(woken.returning(UnitMerger.id)).first() is not None
    going_on = (UnitMerger.begun_at.is_not(None), UnitMerger.done_at.is_(None))
    passed = update(UnitMerger).where(*going_on, UnitMerger.through_case_id < thing.number)
    session.execute(passed.values(through_case_id=thing.number))
    return session.scalars(select(UnitMerger.id).where(*going_on).limit(1)).first() is not None


def _cases(merger: UnitMerger) -> Any:
    """The numbers of the cases in which the unit still has a part, or in which an open step still names it or its head."""
    open_steps = select(_ITEM.c.instance_id).where(_ITEM.c.closed_at.is_(None))
    keys = [f"unit:{merger.unit_id}", f"position:{merger.head_post_id}"]
    return union(
        select(_CASE_UNIT.c.instance_id).where(_CASE_UNIT.c.unit_id == merger.unit_id),
        open_steps.where(_ITEM.c.unit_id == merger.unit_id),
        open_steps.where(_ITEM.c.candidate_key.in_(keys)),
    ).subquery()


def _next(session: Session, merger: UnitMerger) -> int | None:
    """The next case after the last one; parked ones wait until somebody says so."""
    cases = _cases(merger)
    parked = exists().where(
        Incident.instance_id == cases.c.instance_id,
        Incident.job == JOB,
        Incident.closed_at.is_(None),
        Incident.parked_at.is_not(None),
    )
    after = select(func.min(cases.c.instance_id)).where(cases.c.instance_id > merger.through_case_id, ~parked)
    return session.scalar(after)


def _end_of(session: Session, merger: UnitMerger, at: datetime) -> None:
    """Every case was looked at. Done when none is left; otherwise another round, later."""
    if not cases_left(session, merger):
        merger.done_at, merger.wake_at = at, None
    else:
        merger.through_case_id, merger.wake_at = 0, at + LATER
    session.flush()


def _follow(turn: Turn, unit: OrgUnit, into: OrgUnit, merger: UnitMerger) -> None:
    """Case, task and open steps belong to the new unit; what was offered to the old unit or its head is offered to the new ones."""
    session, case = turn.session, (_CASE_UNIT.c.instance_id == turn.id)
    theirs = {row.role for row in session.execute(select(CaseUnit.role).where(case, CaseUnit.unit_id == into.id))}
    session.execute(delete(_CASE_UNIT).where(case, _CASE_UNIT.c.unit_id == unit.id, _CASE_UNIT.c.role.in_(theirs)))
    session.execute(update(_CASE_UNIT).where(case, _CASE_UNIT.c.unit_id == unit.id).values(unit_id=into.id))
    for column in (_ORDERED.c.lead_unit_id, _ORDERED.c.assigning_unit_id):
        session.execute(
            update(_ORDERED).where(_ORDERED.c.instance_id == turn.id, column == unit.id).values({column.name: into.id})
        )
    _parts(turn, unit.id, into.id)
    if turn.ended_at is None:
        _open_steps(turn, unit.id, into.id, merger)
        _variables(turn, unit.code, into.code)
    turn.note(fact("case.unit_followed", unit=unit.id, into=into.id))
    turn.finish()


def _parts(turn: Turn, unit_id: int, into_id: int) -> None:
    """A part wanted of the old unit is the new unit's; where that has one of its own, the old one stays as it is."""
    session, mine = turn.session, (Part.instance_id == turn.id, Part.dropped_at.is_(None))
    theirs = session.scalar(select(Part.id).where(*mine, Part.unit_id == into_id))
    if theirs is None:
        session.execute(update(Part).where(*mine, Part.unit_id == unit_id).values(unit_id=into_id))
    if parts.has_parts(turn) and turn.ended_at is None:
        parts.tell(turn)


def _open_steps(turn: Turn, unit_id: int, into_id: int, merger: UnitMerger) -> None:
    """Steps keep whoever has them in hand and their dates; their alarms are looked at anew."""
    session = turn.session
    mine = and_(_ITEM.c.instance_id == turn.id, _ITEM.c.closed_at.is_(None))
    session.execute(update(_ITEM).where(mine, _ITEM.c.unit_id == unit_id).values(unit_id=into_id))
    head = session.scalar(select(Position.id).where(Position.unit_id == into_id, Position.rank == "head"))
    keys = {f"unit:{unit_id}": f"unit:{into_id}", f"position:{merger.head_post_id}": f"position:{head}"}
    for before, after in keys.items():
        session.execute(update(_ITEM).where(mine, _ITEM.c.candidate_key == before).values(candidate_key=after))
    session.execute(update(_ITEM).where(mine, _ITEM.c.wake_at > turn.at).values(wake_at=turn.at))


def _variables(turn: Turn, before: str, after: str) -> None:
    """What the drawing reads names the new unit; the task's part is read afresh."""
    number = turn.session.scalar(select(ResolutionTask.id).where(ResolutionTask.instance_id == turn.id))
    for name in NAMED:
        said = turn.variables.get(name)
        if said == before:
            turn.variables[name] = after
        elif isinstance(said, list):
            turn.variables[name] = list(dict.fromkeys(after if one == before else one for one in said))
    if number is not None and isinstance(turn.variables.get("task"), dict):
        fresh = task_variables(turn.session, number)
        turn.variables["task"] |= {name: fresh[name] for name in ("lead_unit", "assigning_unit")}


def cases_left(session: Session, merger: UnitMerger) -> int:
    """How many cases are still to follow."""
    return int(session.scalar(select(func.count()).select_from(_cases(merger))) or 0)
