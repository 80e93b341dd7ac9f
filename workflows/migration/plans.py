"""A plan from its making to its end: tried on copies, proposed with a reason, decided on by another person, carried out by the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK, Actor
from workflows.definitions import deploy
from workflows.definitions.models import DefinitionVersion
from workflows.errors import N_, Conflict, Forbidden, Invalid, NotFound, Refusal
from workflows.facts import Fact, fact
from workflows.instances.models import ProcessInstance
from workflows.ledger.record import record
from workflows.migration import mapping
from workflows.migration.mapping import Mapped
from workflows.migration.models import MigrationCase, MigrationPause, MigrationPlan
from workflows.migration.progress import counts_of, pause_of, state_of
from workflows.migration.sides import side_of

NO_REASON = N_("Expected a reason, but it is empty.")


def find_plan(session: Session, key: str, public_id: str) -> MigrationPlan:
    """The plan behind an address; raises ``NotFound``."""
    one = (MigrationPlan.key == key, MigrationPlan.public_id == public_id)
    plan = session.scalar(select(MigrationPlan).where(*one))
    if plan is None:
        raise NotFound
    return plan


def may_change(plan: MigrationPlan, actor: Actor) -> Refusal | None:
    """Whoever made a plan changes, proposes or withdraws it, until it is decided on."""
    if plan.ended_at is not None or plan.decided_at is not None:
        return Conflict(N_("Expected a plan that is not decided on yet, but it is."))
    if actor.person_id is None or actor.person_id != plan.made_by_id:
        return Forbidden(N_("Expected whoever made the plan, but that is somebody else."))
    return None


def may_propose(plan: MigrationPlan, actor: Actor) -> Refusal | None:
    """The same, once."""
    if refusal := may_change(plan, actor):
        return refusal
    return Conflict(N_("Expected a plan that is not proposed yet, but it is.")) if plan.proposed_at else None


def may_decide(plan: MigrationPlan, actor: Actor) -> Refusal | None:
    """Another person than who made it, while it is proposed and not decided on."""
    if plan.ended_at is not None or plan.decided_at is not None or plan.proposed_at is None:
        return Conflict(N_("Expected a plan that waits for a decision, but it does not."))
    if actor.kind != "person":
        return Forbidden(N_("Expected a person to decide on a plan."))
    if actor.person_id == plan.made_by_id:
        return Forbidden(N_("Expected another person to decide, but this is your own plan."))
    return None


def may_steer(plan: MigrationPlan, actor: Actor) -> Refusal | None:
    """Any designer may stop and go on with a plan that is being carried out."""
    if plan.ended_at is not None or plan.decided_at is None:
        return Conflict(N_("Expected a plan that is being carried out, but it is not."))
    return None if actor.kind == "person" else Forbidden(N_("Expected a person to steer a plan."))


def begin(
    session: Session, *, before: DefinitionVersion, after: DefinitionVersion, chosen: Mapped, actor: Actor, at: datetime
) -> MigrationPlan:
    """Make a plan; from now on the clock tries it on copies. What nobody chose is as proposed.

    Raises ``Conflict`` while another plan for the same version is open, ``Invalid`` for a mapping that cannot be.
    """
    if actor.kind != "person" or actor.person_id is None:
        raise Forbidden(N_("Expected a person to make a plan."))
    if before.key != after.key or before.id == after.id:
        raise Refusal(N_("Expected two versions of one process."))
    deploy.hold_definitions(session)
    still = (MigrationPlan.from_id == before.id, MigrationPlan.ended_at.is_(None))
    if session.scalar(select(MigrationPlan.id).where(*still)) is not None:
        raise Conflict(N_("Expected no open plan for version %(number)s, but there is one."), number=before.number)
    running = (ProcessInstance.definition_version_id == before.id, ProcessInstance.ended_at.is_(None))
    if session.scalar(select(ProcessInstance.id).where(*running).limit(1)) is None:
        raise Refusal(N_("Expected running cases on version %(number)s, but there are none."), number=before.number)
    plan = MigrationPlan(
        key=before.key,
        from_id=before.id,
        to_id=after.id,
        mapping=_mapped(session, before.id, after.id, chosen),
        made_by_id=actor.person_id,
        made_at=at,
    )
    session.add(plan)
    session.flush()
    begun = fact("migration.begun", plan=plan.public_id, key=plan.key, before=before.number, number=after.number)
    _tell(session, plan, begun, actor, at)
    return plan


def map_anew(session: Session, plan: MigrationPlan, *, chosen: Mapped, actor: Actor, at: datetime) -> None:
    """Change where steps go; everything is tried again, and what was proposed has to be proposed anew."""
    _hold(session, plan)
    _demand(may_change(plan, actor))
    plan.mapping = _mapped(session, plan.from_id, plan.to_id, chosen)
    plan.proposed_at, plan.reason = None, None
    session.execute(delete(MigrationCase).where(MigrationCase.plan_id == plan.id))
    session.flush()
    _tell(session, plan, fact("migration.mapped", plan=plan.public_id, key=plan.key), actor, at)


def propose(session: Session, plan: MigrationPlan, *, reason: str, actor: Actor, at: datetime) -> None:
    """Lay a plan before another person, once every case has been tried. Raises ``Invalid`` without a reason."""
    _hold(session, plan)
    _demand(may_propose(plan, actor))
    _tried(session, plan)
    plan.reason, plan.proposed_at = _said(reason), at
    session.flush()
    _tell(session, plan, fact("migration.proposed", reason, plan=plan.public_id, key=plan.key), actor, at)


def withdraw(session: Session, plan: MigrationPlan, *, actor: Actor, at: datetime) -> None:
    """Throw one's own plan away before it is decided on."""
    _hold(session, plan)
    _demand(may_change(plan, actor))
    _end(session, plan, "withdrawn", actor, at)
    _tell(session, plan, fact("migration.withdrawn", plan=plan.public_id, key=plan.key), actor, at)


def approve(session: Session, plan: MigrationPlan, *, actor: Actor, at: datetime) -> None:
    """Let the clock begin. Raises what ``may_decide`` says, ``Conflict`` while cases are still to be tried."""
    _hold(session, plan)
    _demand(may_decide(plan, actor))
    _tried(session, plan)
    plan.decided_by_id, plan.decided_at = actor.person_id, at
    session.flush()
    _tell(session, plan, fact("migration.approved", plan=plan.public_id, key=plan.key), actor, at)


def give_back(session: Session, plan: MigrationPlan, *, reason: str, actor: Actor, at: datetime) -> None:
    """Return it with a reason; no case moves."""
    _hold(session, plan)
    _demand(may_decide(plan, actor))
    plan.decision_reason = _said(reason)
    plan.decided_by_id, plan.decided_at = actor.person_id, at
    _end(session, plan, "returned", actor, at)
    _tell(session, plan, fact("migration.returned", reason, plan=plan.public_id, key=plan.key), actor, at)


def pause(session: Session, plan: MigrationPlan, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let no further case go over for now."""
    _hold(session, plan)
    _demand(may_steer(plan, actor))
    if pause_of(session, plan) is not None:
        raise Conflict(N_("Expected a plan that goes on, but it stands still already."))
    session.add(MigrationPause(plan_id=plan.id, reason=_said(reason), paused_by_id=actor.person_id, paused_at=at))
    session.flush()
    _tell(session, plan, fact("migration.paused", reason, plan=plan.public_id, key=plan.key), actor, at)


def resume(session: Session, plan: MigrationPlan, *, actor: Actor, at: datetime) -> None:
    """Let it go on."""
    _hold(session, plan)
    _demand(may_steer(plan, actor))
    found = pause_of(session, plan)
    if found is None:
        raise Conflict(N_("Expected a plan that stands still, but it goes on already."))
    found.resumed_by_id, found.resumed_at = actor.person_id, at
    session.flush()
    _tell(session, plan, fact("migration.resumed", plan=plan.public_id, key=plan.key), actor, at)


def try_again(session: Session, plan: MigrationPlan, *, actor: Actor, at: datetime) -> int:
    """Let those that were blocked be tried once more, after what held them up was put right; answers how many."""
    _hold(session, plan)
    _demand(may_steer(plan, actor))
    blocked = (MigrationCase.plan_id == plan.id, MigrationCase.outcome == "blocked")
    count = session.scalar(select(func.count()).where(*blocked)) or 0
    session.execute(update(MigrationCase).where(*blocked).values(outcome=None, acted_at=None, try_at=None))
    _tell(session, plan, fact("migration.tried_again", plan=plan.public_id, key=plan.key, cases=count), actor, at)
    return count


def stop(session: Session, plan: MigrationPlan, *, reason: str, actor: Actor, at: datetime) -> None:
    """End it for good: what has gone over stays there, the rest stays on the old version."""
    _hold(session, plan)
    _demand(may_steer(plan, actor))
    words = _said(reason)
    _end(session, plan, "stopped", actor, at)
    _tell(session, plan, fact("migration.stopped", words, plan=plan.public_id, key=plan.key), actor, at)


def end(session: Session, plan: MigrationPlan, *, at: datetime) -> bool:
    """No case is left on the old version; what the clock does last. ``False`` when somebody has ended it meanwhile."""
    _hold(session, plan)
    if state_of(plan, pause_of(session, plan)) != "running":
        return False
    _end(session, plan, "done", CLOCK, at)
    moved = counts_of(session, plan).moved
    _tell(session, plan, fact("migration.done", plan=plan.public_id, key=plan.key, cases=moved), CLOCK, at)
    return True


def _mapped(session: Session, before_id: int, after_id: int, chosen: Mapped) -> str:
    before, after = side_of(session, before_id).places, side_of(session, after_id).places
    known = {key: to for key, to in chosen.items() if key in before.by_key}
    mapped: dict[str, Any] = {**mapping.propose(before, after, known), **known}
    mapping.check(before, after, mapped)
    return mapping.written(mapped)


def _hold(session: Session, plan: MigrationPlan) -> None:
    deploy.hold_definitions(session)
    session.refresh(plan, with_for_update=True)


def _demand(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal


def _said(reason: str) -> str:
    if not reason.strip():
        raise Invalid(NO_REASON, {"reason": Refusal(NO_REASON)})
    return reason.strip()


def _tried(session: Session, plan: MigrationPlan) -> None:
    untried = counts_of(session, plan).untried
    if untried:
        raise Conflict(
            N_("Expected every case to be tried on a copy first, but %(count)s still wait for it; look again shortly."),
            count=untried,
        )


def _end(session: Session, plan: MigrationPlan, how: str, actor: Actor, at: datetime) -> None:
    plan.ended_how, plan.ended_by_id, plan.ended_at = how, actor.person_id, at
    session.flush()


def _tell(session: Session, plan: MigrationPlan, told: Fact, actor: Actor, at: datetime) -> None:
    record(session, deploy.stream(plan.key), [told], actor=actor, at=at)
