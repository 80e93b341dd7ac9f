"""A plan carried out by the clock, one case in one unit of work: first each is tried on a copy, after the decision each goes over.

What is left to do is read from the rows, so it goes on wherever a clock was killed, and any number of clocks share it: a case is
locked and read again before it moves. A case that cannot go over is written down with a sentence and left where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Select, exists, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from workflows.db import table_of
from workflows.instances.incidents import PARKED, handling, said_of
from workflows.instances.models import ProcessInstance
from workflows.instances.things import Thing, wakes
from workflows.migration import plans
from workflows.migration import remarks as say
from workflows.migration.effect import Effect
from workflows.migration.going_over import foretold, go_over
from workflows.migration.models import MigrationCase, MigrationPause, MigrationPlan
from workflows.migration.progress import still_there, to_be_tried, to_go_over
from workflows.migration.remarks import Remark, remark
from workflows.migration.standing import JOB, stand_of
from workflows.trips import go, once

MOST = 200  # in one beat
_FORESEEN = once(table_of(MigrationCase))


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do: try a case, let it go over, or end the plan (then without a case)."""

    what: Literal["try", "go", "end"]
    plan_id: int
    instance_id: int = 0


def due_cases(session: Session, at: datetime, most: int) -> list[Due]:
    """What is to be done now, some of it: the older plan first."""
    found: list[Due] = []
    for plan in session.scalars(_open_plans().order_by(MigrationPlan.id)):
        left = most - len(found)
        if left <= 0:
            break
        untried = [Due("try", plan.id, number) for number in session.scalars(to_be_tried(plan, left))]
        found += untried
        if plan.decided_at is not None and not untried:
            going = [Due("go", plan.id, number) for number in session.scalars(to_go_over(plan, at, left))]
            found += going or ([] if _anything_left(session, plan) else [Due("end", plan.id)])
    return found


def act_on(session: Session, due: Due, at: datetime) -> bool:
    """Do one thing; ``False`` when it was done, or may not be done, meanwhile. Raises ``Stuck``."""
    known = _open_plans().where(MigrationPlan.id == due.plan_id)
    # Held for its cases: what a mapping foretold must not be kept beside another that came meanwhile.
    plan = session.scalar(known if due.what == "end" else known.with_for_update(read=True))
    if plan is None:
        return False
    if due.what == "end":
        return not _anything_left(session, plan) and plans.end(session, plan, at=at)
    with handling(session, Thing(JOB, f"case:{due.instance_id}", due.instance_id)):
        if due.what == "try":
            return _try(session, plan, due.instance_id, at)
        return plan.decided_at is not None and _go(session, plan, due.instance_id, at)


def act_next(session: Session, at: datetime) -> bool:
    """The first thing that is due; ``False`` when nothing is."""
    return any(act_on(session, due, at) for due in due_cases(session, at, 1))


@wakes(JOB)
def wake_case(session: Session, thing: Thing, until: datetime | None) -> bool:
    """A case whose move failed by a fault of ours goes over at that moment, or when somebody says so; till then it is blocked."""
    query = select(MigrationPlan).join(ProcessInstance, ProcessInstance.definition_version_id == MigrationPlan.from_id)
    running = (MigrationPlan.ended_at.is_(None), ProcessInstance.ended_at.is_(None))
    plan = session.scalar(query.where(*running, ProcessInstance.id == thing.number))
    if plan is None:
        return False
    row = session.get(MigrationCase, (plan.id, thing.number), with_for_update=True)
    if row is None:
        if until is None and (stand := stand_of(session, thing.number)) is not None:
            parked = Effect("blocked", "", (remark(PARKED, crashes=3),), None)
            _keep(session, plan, stand.id, parked, at=plan.made_at)
        return True
    row.try_at, row.outcome = until, "blocked" if until is None else None
    session.flush()
    return True


def _open_plans() -> Select[MigrationPlan]:
    """The plans that the clock works on."""
    stands_still = exists().where(MigrationPause.plan_id == MigrationPlan.id, MigrationPause.resumed_at.is_(None))
    return select(MigrationPlan).where(MigrationPlan.ended_at.is_(None), ~stands_still)


def _anything_left(session: Session, plan: MigrationPlan) -> bool:
    return session.scalar(select(ProcessInstance.id).where(still_there(plan)).limit(1)) is not None


def _try(session: Session, plan: MigrationPlan, instance_id: int, at: datetime) -> bool:
    """Foretell what becomes of a case, from its state and values as they are; nothing of the case is written."""
    stand = stand_of(session, instance_id)
    if stand is None or stand.ended or stand.version_id != plan.from_id:
        return False
    _keep(session, plan, instance_id, foretold(session, plan, stand, at=at), at=at)
    return True


def _keep(session: Session, plan: MigrationPlan, instance_id: int, effect: Effect, *, at: datetime) -> None:
    go(
        session,
        [
            _FORESEEN(
                plan_id=plan.id,
                instance_id=instance_id,
                stands=effect.stands[:250],
                foreseen=effect.verdict,
                foreseen_at=at,
                remarks=say.written(effect.remarks),
            )
        ],
    )


def _go(session: Session, plan: MigrationPlan, instance_id: int, at: datetime) -> bool:
    """Let a case go over. What the rooms refuse, or a fault of ours, blocks this case; what the database says is for the door."""
    row = _to_be_done(session, plan, instance_id, lock=False)
    if row is None:
        return False
    try:
        with session.begin_nested():
            effect = go_over(session, plan, instance_id, at=at)
    except DBAPIError:
        raise
    except Exception as fault:
        said = said_of(fault)
        effect = Effect("blocked", row.stands, (Remark(said.text, dict(said.params)),), None)
    if effect is None or (row := _to_be_done(session, plan, instance_id, lock=True)) is None:
        return False
    row.outcome, row.acted_at, row.try_at = "blocked" if effect.placed is None else "moved", at, None
    row.remarks = say.written(effect.remarks)
    session.flush()
    return True


def _to_be_done(session: Session, plan: MigrationPlan, instance_id: int, *, lock: bool) -> MigrationCase | None:
    """The row of a case that has no outcome yet, read anew; ``None`` once it has one."""
    row = session.get(MigrationCase, (plan.id, instance_id), with_for_update=lock, populate_existing=True)
    return row if row is not None and row.outcome is None else None
