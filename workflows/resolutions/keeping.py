"""Keeping the plan: who may, and entering a resolution."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Forbidden, Invalid, Refusal
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.organisation import groups, hierarchy
from workflows.organisation.models import UnitAncestor
from workflows.organisation.standing import standing_of
from workflows.resolutions.models import Resolution

LONGEST_CODE = 60


def may_keep_plan(session: Session, actor: Actor, assigning_unit_id: int, at: datetime) -> Refusal | None:
    """A keeper of the plan may, for the units of the grant and those below; so may the operator at the command line."""
    if actor.kind == "operator":
        return None
    granted = standing_of(session, actor, at).roles.get("plan_keeper", frozenset())
    query = select(UnitAncestor.unit_id).where(
        UnitAncestor.unit_id == assigning_unit_id, UnitAncestor.ancestor_id.in_(granted)
    )
    if granted and session.execute(query.limit(1)).first() is not None:
        return None
    return Forbidden(N_("Expected a keeper of the plan, but you were not granted that role here."))


def register_resolution(
    session: Session,
    *,
    code: str,
    title_vi: str,
    title_en: str,
    assigning_unit: str,
    issued_on: date | None = None,
    parent: Resolution | None = None,
    assigning_group: str = "support_team",
    verifying_group: str = "verifiers",
    source: str = "",
    actor: Actor,
    at: datetime,
) -> Resolution:
    """Enter a resolution (or a plan under one) whose tasks ``assigning_unit`` assigns.

    Raises ``Invalid`` for an empty or overlong code or title, ``Conflict`` when the code is taken, ``NotFound`` for an
    unknown unit or group, ``Forbidden`` for whoever does not keep the plan there.
    """
    if not code.strip() or len(code) > LONGEST_CODE or not title_vi.strip():
        raise Invalid(
            N_("Expected a code of at most 60 characters and a title, but one of them is missing or too long.")
        )
    unit = hierarchy.find_unit(session, assigning_unit)
    if refusal := may_keep_plan(session, actor, unit.id, at):
        raise refusal
    for group in (assigning_group, verifying_group):
        groups.group_by_code(session, group)
    if session.scalar(select(Resolution.id).where(Resolution.code == code)) is not None:
        raise Conflict(N_("Expected a code of its own, but “%(code)s” names another resolution."), code=code)
    resolution = Resolution(
        code=code,
        title_vi=title_vi,
        title_en=title_en or title_vi,
        issued_on=issued_on,
        parent_id=parent.id if parent else None,
        assigning_unit_id=unit.id,
        assigning_group=assigning_group,
        verifying_group=verifying_group,
        source=source,
    )
    session.add(resolution)
    session.flush()
    record(session, f"plan:{code}", [fact("resolution.registered", code=code)], actor=actor, at=at)
    return resolution


def demand_keeper(session: Session, actor: Actor, resolutions: list[Resolution], at: datetime) -> None:
    """Raise the refusal of ``may_keep_plan`` for any of the resolutions."""
    for resolution in resolutions:
        if refusal := may_keep_plan(session, actor, resolution.assigning_unit_id, at):
            raise refusal
