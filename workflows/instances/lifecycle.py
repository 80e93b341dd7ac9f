"""The life of a whole case: started, suspended, resumed, cancelled. What each means is drawn in the process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.db import new_public_id, table_of
from workflows.definitions import deploy
from workflows.errors import N_, Conflict
from workflows.facts import fact
from workflows.instances import actions
from workflows.instances.due import after_standstill
from workflows.instances.incidents import Stuck
from workflows.instances.models import CaseUnit, ProcessInstance, Suspension, WorkItem
from workflows.instances.taking import take_turn
from workflows.instances.turn import Turn
from workflows.organisation.calendars import calendar_for
from workflows.organisation.folding import fold


def start(
    session: Session,
    *,
    key: str,
    business_key: str,
    titles: tuple[str, str],
    due_at: datetime | None,
    variables: dict[str, Any],
    units: Sequence[tuple[int, str]],
    actor: Actor,
    at: datetime,
) -> int:
    """Start a case on the latest version of ``key`` and return its number.

    The row is made first (empty state), then a turn starts the drawing like any other step. Raises ``NotFound`` when
    nothing is deployed under ``key``, ``EngineFault`` when the drawing cannot start.
    """
    version = deploy.for_new_case(session, key)
    public_id = new_public_id()
    instance_id: int | None = session.scalar(
        insert(ProcessInstance).returning(ProcessInstance.id),
        {
            "public_id": public_id,
            "definition_version_id": version.id,
            "business_key": business_key,
            "title_vi": titles[0],
            "title_en": titles[1],
            "folded": fold(f"{business_key} {titles[0]} {titles[1]}"),
            "due_at": due_at,
            "state": b"",
            "variables": json.dumps(variables, ensure_ascii=False),
            "waiting_for": "",
            "version": 0,
            "started_at": at,
        },
    )
    assert instance_id is not None
    if units:
        session.execute(
            insert(table_of(CaseUnit)),
            [{"instance_id": instance_id, "unit_id": unit_id, "role": role} for unit_id, role in dict.fromkeys(units)],
        )
    turn = locked(session, instance_id, actor=actor, at=at)
    turn.note(fact("case.started", key=business_key, definition=key, definition_version=version.number))
    try:
        turn.begin()
    except Stuck as stuck:  # the case goes with the rollback, so the incident cannot name it
        raise Stuck from stuck.__cause__
    turn.finish()
    return instance_id


def locked(session: Session, instance_id: int, *, actor: Actor, at: datetime) -> Turn:
    """``take_turn`` for a caller who waits for the lock."""
    turn = take_turn(session, instance_id, actor=actor, at=at)
    assert turn is not None
    return turn


def suspend(turn: Turn, reason: str) -> None:
    """Let the case stand still. Sends ``suspended``; the drawing's ``suspend_case`` action writes the record."""
    if turn.ended_at or turn.suspended:
        raise Conflict(N_("Expected a running case, but it has ended or is suspended already."))
    turn.deliver("suspended", {"reason": reason})


def resume(turn: Turn, reason: str) -> None:
    """Let a suspended case go on; every open deadline moves by the working days that the case stood still."""
    if not turn.suspended:
        raise Conflict(N_("Expected a suspended case, but it is not suspended."))
    turn.deliver("resumed", {"reason": reason})


def cancel(turn: Turn, reason: str) -> None:
    """End the case without a result; every open item closes."""
    if turn.ended_at:
        raise Conflict(N_("Expected a running case, but it has ended already."))
    turn.deliver("cancelled", {"reason": reason})


@actions.register("suspend_case")
def suspend_case(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Drawn after ``suspended``: keep the record and lay every open item's alarm to sleep."""
    reason = str(parameters.get("reason") or "")
    turn.session.execute(
        insert(table_of(Suspension)),
        {"instance_id": turn.id, "suspended_at": at, "suspended_by_id": actor.person_id, "reason": reason},
    )
    table = table_of(WorkItem)
    turn.session.execute(
        update(table).where(table.c.instance_id == turn.id, table.c.closed_at.is_(None)).values(wake_at=None)
    )
    turn.suspended = True
    turn.note(fact("case.suspended", reason))


@actions.register("resume_case")
def resume_case(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Drawn after ``resumed``: close the record, give every deadline back the time that was left of it, wake the alarms.

    A deadline that was in the future when the case was suspended moves by the working days it stood still, in the calendar
    of the item's unit; one that had passed stays passed.
    """
    session = turn.session
    suspension = session.scalars(
        select(Suspension).where(Suspension.instance_id == turn.id, Suspension.resumed_at.is_(None))
    ).one()
    suspension.resumed_at, suspension.resumed_by_id = at, actor.person_id
    session.flush()
    since = suspension.suspended_at
    table = table_of(WorkItem)
    open_items = session.execute(
        select(table).where(table.c.instance_id == turn.id, table.c.closed_at.is_(None), table.c.due_at.is_not(None))
    )
    for item in open_items.all():
        values: dict[str, Any] = {"wake_at": at}
        if item.due_at > since:
            calendar = calendar_for(session, item.unit_id)
            moved, rule = after_standstill(item.due_at, item.due_rule, since=since, until=at, calendar=calendar)
            values |= {"due_at": moved, "due_version": item.due_version + 1, "due_set_at": at, "due_rule": rule}
            turn.note(
                fact(
                    "work_item.due_changed",
                    item=item.public_id,
                    due_at=moved.isoformat(),
                    before=item.due_at.isoformat(),
                    cause="standstill",
                )
            )
        session.execute(update(table).where(table.c.id == item.id).values(**values))
    if turn.due_at and turn.due_at > since:
        turn.due_at, _ = after_standstill(
            turn.due_at, None, since=since, until=at, calendar=calendar_for(session, None)
        )
        turn.variables.setdefault("task", {})["due_at"] = turn.due_at.isoformat()
    turn.suspended = False
    turn.note(fact("case.resumed", str(parameters.get("reason") or "")))


@actions.register("cancel_case")
def cancel_case(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Drawn after ``cancelled``: the record is the fact itself, with its reason."""
    turn.note(fact("case.cancelled", str(parameters.get("reason") or "")))
