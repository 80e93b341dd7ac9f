"""What must hold for the ladder: whatever is due and watched rings again, or has come to the top."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from workflows.deadlines.enforce import rung_of
from workflows.definitions.decisions import UNWATCHED
from workflows.instances.models import Incident, ProcessInstance, Suspension, WorkItem
from workflows.work.escalation import chain_of
from workflows.work.item import from_row, item_query
from workflows.work.models import Escalation

BATCH = 500
ASLEEP = (
    item_query()
    .where(
        WorkItem.id > bindparam("after"),
        WorkItem.closed_at.is_(None),
        WorkItem.due_at.is_not(None),
        WorkItem.wake_at.is_(None),
        WorkItem.ladder != UNWATCHED,
        ProcessInstance.ended_at.is_(None),
        ~exists().where(
            Incident.work_item_id == WorkItem.id, Incident.closed_at.is_(None), Incident.parked_at.is_not(None)
        ),
        ~exists().where(Suspension.instance_id == WorkItem.instance_id, Suspension.resumed_at.is_(None)),
    )
    .order_by(WorkItem.id)
    .limit(BATCH)
)


def violations(session: Session, at: datetime) -> Iterator[str]:
    """One sentence per violation: an open step with a due date, watched by its ladder, that no alarm will ring for again.

    What is parked waits for a person. Only what sleeps for good is looked at more closely; ladders and chains of command are
    asked once for each kind and unit.
    """
    after = 0
    watched: dict[tuple[int, str, int], bool] = {}
    tops: dict[int | None, int] = {}
    while rows := session.execute(ASLEEP, {"after": after}).all():
        after = rows[-1].id
        raised = _raised(session, [row.id for row in rows])
        for row in rows:
            item = from_row(row)
            kind = (item.definition_version_id, item.ladder, item.priority)
            if kind not in watched:
                watched[kind] = rung_of(session, item) is not None
            if not watched[kind]:
                continue
            levels = raised.get((item.id, item.due_version), {})
            if any(group_id is not None for group_id in levels.values()):
                continue  # past the last superior, whoever that is by now
            if item.unit_id not in tops or item.unit_id is None:  # without a unit, the case's lead is asked
                tops[item.unit_id] = 1 + len(chain_of(session, item, at))
            if max(levels, default=0) < tops[item.unit_id]:
                yield f"work item {item.public_id}: it is due and watched, but no alarm will ring for it."


def _raised(session: Session, ids: list[int]) -> dict[tuple[int, int], dict[int, Any]]:
    """The levels raised for these items by version of their due date, each with the group it went to past the top."""
    levels: dict[tuple[int, int], dict[int, Any]] = defaultdict(dict)
    for row in session.execute(
        select(Escalation.work_item_id, Escalation.due_version, Escalation.level, Escalation.group_id).where(
            Escalation.work_item_id.in_(ids)
        )
    ):
        levels[row.work_item_id, row.due_version][row.level] = row.group_id
    return levels
