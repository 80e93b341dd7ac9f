"""A restored copy waits: its clock would act on last week's deadlines, and its outbox would tell people twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.keeping.models import Restoration
from workflows.actor import OPERATOR
from workflows.db import table_of
from workflows.errors import N_, Conflict, Invalid
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.trips import Fixed, go

STREAM = "installation"
_R = table_of(Restoration).c
WAITING = Fixed(select(_R.restored_at).where(_R.confirmed_at.is_(None)).order_by(_R.id.desc()).limit(1))


def paused_since(session: Session) -> datetime | None:
    """Since when this copy has been waiting for an operator; ``None`` when nothing waits.

    Asked by the clock at each beat and by whatever sends the outbox out.
    """
    return since_from(*go(session, [WAITING()]))


def since_from(found: Sequence[Any]) -> datetime | None:
    """The same from the answer to ``WAITING``."""
    return found[0].restored_at if found else None


def begin_pause(session: Session, *, archive: str, saved_at: datetime, at: datetime) -> None:
    """Note, in the transaction that restores, where this copy comes from; from its commit on the copy waits."""
    session.add(Restoration(archive=archive, saved_at=saved_at, restored_at=at))
    restored = fact("installation.restored", sha256=archive, saved_at=saved_at.isoformat())
    record(session, STREAM, [restored], actor=OPERATOR, at=at)


def confirm_restoration(session: Session, *, reason: str, at: datetime) -> None:
    """The operator has looked and lets clock and outbox go on.

    Raises ``Invalid`` without a reason, ``Conflict`` when nothing waits.
    """
    if not reason.strip():
        raise Invalid(N_("Expected a reason, but it is empty."))
    waiting = list(session.scalars(select(Restoration).where(_R.confirmed_at.is_(None)).with_for_update()))
    if not waiting:
        raise Conflict(N_("Expected a restored copy that waits, but this one does not: its clock may act."))
    for row in waiting:
        row.confirmed_at, row.reason = at, reason.strip()
    record(session, STREAM, [fact("installation.confirmed", reason.strip())], actor=OPERATOR, at=at)
    session.flush()
