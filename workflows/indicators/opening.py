"""Opening an indicator, from when on it is reported, and closing it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict
from workflows.facts import fact
from workflows.indicators.defining import demand_complete
from workflows.indicators.definition import said_in
from workflows.indicators.keeping import STREAM, demand_reason, held, newest, state_of
from workflows.indicators.models import IndicatorClosing, IndicatorOpening
from workflows.indicators.understanding import Faults, understand
from workflows.ledger.record import record


def open_indicator(session: Session, public_id: str, *, actor: Actor, at: datetime) -> None:
    """Let it be reported on. Raises ``NotFound``, ``Forbidden``, ``Conflict`` when it was opened or closed already, and ``Invalid``
    when nobody owns it or nobody says where the data comes from."""
    indicator = held(session, public_id, actor, at)
    if state_of(session, indicator.id) != "registered":
        raise Conflict(N_("Expected an indicator that was not opened yet, but this one was."))
    version = newest(session, indicator.id)
    definition = understand(said_in(version.content), Faults()) if version else None
    assert definition is not None
    demand_complete(definition)
    session.add(IndicatorOpening(indicator_id=indicator.id, opened_by=actor.key, opened_at=at))
    session.flush()
    record(session, STREAM, [fact("indicator.opened", code=indicator.code)], actor=actor, at=at)


def close_indicator(session: Session, public_id: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let it be reported on no more; what was reported stays. Raises as ``open_indicator`` does."""
    indicator = held(session, public_id, actor, at)
    if state_of(session, indicator.id) != "opened":
        raise Conflict(N_("Expected an indicator that is open, but this one is not."))
    why = demand_reason(reason)
    session.add(IndicatorClosing(indicator_id=indicator.id, reason=why, closed_by=actor.key, closed_at=at))
    session.flush()
    record(session, STREAM, [fact("indicator.closed", why, code=indicator.code)], actor=actor, at=at)
