"""Taking a case in hand: its lock and what is read behind it, in one trip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import NotFound
from workflows.instances.incidents import Stuck
from workflows.instances.spoilt import Spoilt
from workflows.instances.statements import HEAD, SKIP_LOCKED, WAIT_FOR_LOCK
from workflows.instances.turn import Turn
from workflows.trips import Said, go


def take_turn(
    session: Session,
    instance_id: int,
    *,
    actor: Actor,
    at: datetime,
    skip_locked: bool = False,
    job: str = "request",
    job_item: int | None = None,
    reading: Said | None = None,
    asking: Sequence[Said] = (),
) -> Turn | None:
    """Lock the case and hand it to one command; ``None`` only with ``skip_locked``, when somebody else has it.

    ``reading`` is a question whose first row tells ``HEAD_OF_CASE`` and ``EDITION`` among other things (``Turn.read``), ``asking`` what the
    command wants to know besides (``Turn.answers``); both are asked behind the lock in the same trip.
    Raises ``NotFound`` when there is no such case, ``Stuck`` when its variables cannot be read.
    """
    lock = SKIP_LOCKED if skip_locked else WAIT_FOR_LOCK
    found = go(session, [lock(instance_id=instance_id), reading or HEAD(in_case=instance_id), *asking])
    turn = turn_from(session, instance_id, found, actor=actor, at=at, job=job, job_item=job_item)
    if turn is None and not skip_locked:
        raise NotFound
    return turn


def turn_from(
    session: Session,
    instance_id: int,
    found: Sequence[Any],
    *,
    actor: Actor,
    at: datetime,
    job: str = "request",
    job_item: int | None = None,
) -> Turn | None:
    """The turn that the answers tell of: to a lock, to ``HEAD`` and to what the command asked besides, for who asks for several
    cases in one trip; ``None`` when the lock was not got. Raises ``Stuck`` when the case's variables cannot be read.
    """
    if not found[0]:
        return None
    try:
        return Turn(session, found, actor=actor, at=at, job=job, job_item=job_item)
    except Spoilt as spoilt:
        raise Stuck(instance_id=instance_id) from spoilt
