"""Who may keep an indicator, and how one is held while it changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Forbidden, Invalid, NotFound, Refusal
from workflows.indicators.models import Indicator, IndicatorClosing, IndicatorDefinition, IndicatorOpening
from workflows.organisation.standing import standing_of
from workflows.resolutions.keeping import may_keep_plan
from workflows.resolutions.models import Resolution

STREAM = "indicators"


def may_keep_indicator(session: Session, actor: Actor, resolution_id: int | None, at: datetime) -> Refusal | None:
    """The keepers of its resolution's plan may; of one without a resolution, a keeper of any plan; and the operator."""
    if actor.kind == "operator":
        return None
    if resolution_id is not None:
        return may_keep_plan(session, actor, session.get_one(Resolution, resolution_id).assigning_unit_id, at)
    if standing_of(session, actor, at).roles.get("plan_keeper"):
        return None
    return Forbidden(N_("Expected a keeper of the plan, but you were not granted that role here."))


def held(session: Session, public_id: str, actor: Actor, at: datetime) -> Indicator:
    """The indicator, locked until the unit of work ends. Raises ``NotFound``, ``Forbidden``."""
    query = select(Indicator).where(Indicator.public_id == public_id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    if refusal := may_keep_indicator(session, actor, found.resolution_id, at):
        raise refusal
    return found


def newest(session: Session, indicator_id: int) -> IndicatorDefinition | None:
    """The last version of its definition."""
    query = select(IndicatorDefinition).where(IndicatorDefinition.indicator_id == indicator_id)
    return session.scalars(query.order_by(IndicatorDefinition.number.desc()).limit(1)).first()


def state_of(session: Session, indicator_id: int) -> str:
    """``registered``, ``opened`` or ``closed``."""
    if session.get(IndicatorClosing, indicator_id) is not None:
        return "closed"
    return "opened" if session.get(IndicatorOpening, indicator_id) is not None else "registered"


def demand_reason(reason: str) -> str:
    """The reason without what stands around it; raises ``Invalid`` when there is none."""
    if not reason.strip():
        sentence = N_("Expected a reason, but it is empty.")
        raise Invalid(sentence, {"reason": Refusal(sentence)})
    return reason.strip()
