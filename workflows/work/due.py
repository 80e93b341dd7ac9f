"""Changing a due date: the one place where an item's deadline moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from workflows.db import table_of
from workflows.facts import fact
from workflows.instances.models import WorkItem
from workflows.instances.turn import Turn
from workflows.work.escalation import settle
from workflows.work.item import Item


def change_due(turn: Turn, item: Item, due_at: datetime, reason: str | None = None) -> None:
    """Somebody gives the item a new due date, a fixed one from now on: a new version of it, alarms awake, escalations settled.

    When the item is the work on the result itself, the case's own due date moves with it, so that *on time* is judged by
    the date then valid.
    """
    _move(turn, item, due_at, reason, due_rule=None)
    if item.step == "submission":
        turn.due_at = due_at
        turn.variables.setdefault("task", {})["due_at"] = due_at.isoformat()
    settle(turn, item, "new_due_date")


def recompute_due(turn: Turn, item: Item, due_at: datetime) -> None:
    """The calendar moves a due date that was given as a duration: as above, but its rule stays, and so does the case's own date."""
    _move(turn, item, due_at, cause="calendar")
    settle(turn, item, "new_due_date")


def _move(
    turn: Turn, item: Item, due_at: datetime, reason: str | None = None, cause: str | None = None, **values: Any
) -> None:
    table = table_of(WorkItem)
    turn.session.execute(
        update(table)
        .where(table.c.id == item.id)
        .values(
            due_at=due_at,
            due_version=item.due_version + 1,
            due_set_at=turn.at,
            wake_at=None if turn.suspended else turn.at,
            **values,
        )
    )
    before = item.due_at.isoformat() if item.due_at else None
    turn.note(
        fact(
            "work_item.due_changed",
            reason,
            item=item.public_id,
            due_at=due_at.isoformat(),
            before=before,
            cause=cause,
        )
    )
