"""How far a plan has come, derived from rows: what was foreseen, what was done, what is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from workflows.instances.models import ProcessInstance
from workflows.migration.models import MigrationCase, MigrationPause, MigrationPlan


@dataclass(frozen=True, slots=True)
class Counts:
    """Cases by what was foreseen (``same``, ``changed``, ``blocked``) and by outcome (``moved``, ``stuck``); ``left`` are those
    still on the old version, ``untried`` those of them that no trial has looked at.
    """

    same: int
    changed: int
    blocked: int
    moved: int
    stuck: int
    left: int
    untried: int

    @property
    def tried(self) -> int:
        """How many the trial has looked at."""
        return self.same + self.changed + self.blocked

    @property
    def waiting(self) -> int:
        """How many are still to go over."""
        return max(0, self.left - self.stuck)

    @property
    def percent(self) -> int:
        """How much of the work is done, of 100."""
        done, total = self.moved + self.stuck, self.moved + max(self.left, self.stuck)
        return 100 if not total else done * 100 // total


def state_of(plan: MigrationPlan, pause: MigrationPause | None, *, held: bool = False) -> str:
    """One word for where a plan stands; never stored. ``held`` says that only cases are left that cannot go over."""
    if plan.ended_at is not None:
        return plan.ended_how or "stopped"
    if plan.decided_at is not None:
        return "paused" if pause is not None else "held" if held else "running"
    return "proposed" if plan.proposed_at is not None else "tried"


def held_of(session: Session, plans: Iterable[MigrationPlan]) -> set[int]:
    """The numbers of those plans that are being carried out and have only blocked cases left, in one query."""
    running = [plan for plan in plans if plan.decided_at is not None and plan.ended_at is None]
    if not running:
        return set()
    held = [
        and_(
            exists(_next(plan, 1).where(MigrationCase.outcome == "blocked")),
            ~exists(_next(plan, 1).where(MigrationCase.outcome.is_(None))),
        )
        for plan in running
    ]
    return {plan.id for plan, is_held in zip(running, session.execute(select(*held)).one(), strict=True) if is_held}


def pause_of(session: Session, plan: MigrationPlan) -> MigrationPause | None:
    """Why a plan stands still, while it does."""
    return session.scalar(
        select(MigrationPause).where(MigrationPause.plan_id == plan.id, MigrationPause.resumed_at.is_(None))
    )


def counts_of(session: Session, plan: MigrationPlan) -> Counts:
    """The counts, in two queries."""
    rows = session.execute(
        select(MigrationCase.foreseen, MigrationCase.outcome, func.count())
        .where(MigrationCase.plan_id == plan.id)
        .group_by(MigrationCase.foreseen, MigrationCase.outcome)
    ).all()
    known = MigrationCase.plan_id == plan.id, MigrationCase.instance_id == ProcessInstance.id
    left, tried, stuck = session.execute(
        select(
            func.count(),
            func.count(MigrationCase.instance_id),
            func.count().filter(MigrationCase.outcome == "blocked"),
        )
        .select_from(ProcessInstance)
        .outerjoin(MigrationCase, (known[0]) & (known[1]))
        .where(still_there(plan))
    ).one()

    def of(foreseen: str) -> int:
        return sum(count for one, _, count in rows if one == foreseen)

    return Counts(
        of("same"),
        of("changed"),
        of("blocked"),
        sum(count for _, outcome, count in rows if outcome == "moved"),
        stuck,
        left,
        left - tried,
    )


def still_there(plan: MigrationPlan) -> ColumnElement[bool]:
    """A condition on ``process_instances``: the running cases of the version that is left; once decided, those that ran then and
    have not gone over (another plan may have brought some back).
    """
    there = (ProcessInstance.definition_version_id == plan.from_id) & ProcessInstance.ended_at.is_(None)
    if plan.decided_at is None:
        return there
    moved = aliased(MigrationCase)
    gone = exists().where(moved.plan_id == plan.id, moved.instance_id == ProcessInstance.id, moved.outcome == "moved")
    return there & (ProcessInstance.started_at <= plan.decided_at) & ~gone


def by_step(session: Session, plan: MigrationPlan) -> list[tuple[str, dict[str, int]]]:
    """For each place where cases were found: how many go over as they are, with a change, or not."""
    found: dict[str, dict[str, int]] = {}
    for stands, foreseen, count in session.execute(
        select(MigrationCase.stands, MigrationCase.foreseen, func.count())
        .where(MigrationCase.plan_id == plan.id)
        .group_by(MigrationCase.stands, MigrationCase.foreseen)
        .order_by(MigrationCase.stands)
    ):
        found.setdefault(stands, {})[foreseen] = count
    return list(found.items())


def to_be_tried(plan: MigrationPlan, most: int) -> Select[Any]:
    """The numbers of the next cases that the trial has not looked at."""
    return _next(plan, most).where(MigrationCase.instance_id.is_(None))


def to_go_over(plan: MigrationPlan, at: datetime, most: int) -> Select[Any]:
    """The numbers of the next cases that are still to go over, without those that are laid aside."""
    due = MigrationCase.try_at.is_(None) | (MigrationCase.try_at <= at)
    return _next(plan, most).where(MigrationCase.outcome.is_(None), due)


def _next(plan: MigrationPlan, most: int) -> Select[Any]:
    known = (MigrationCase.plan_id == plan.id) & (MigrationCase.instance_id == ProcessInstance.id)
    return (
        select(ProcessInstance.id)
        .outerjoin(MigrationCase, known)
        .where(still_there(plan))
        .order_by(ProcessInstance.id)
        .limit(most)
    )
