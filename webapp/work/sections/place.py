"""Who the step is meant for and who holds it, and how its due date stands."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.shown import escalations, names
from webapp.shown.late_steps import dues_of
from webapp.work.sections.seen import Seen
from workflows.deadlines.models import DeadlineStep
from workflows.instances.models import WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.work.claim import back_of, delegation_of
from workflows.work.item import Item
from workflows.work.models import Escalation, Extension


def who(seen: Seen) -> dict[str, Any]:
    """Who the step is meant for, who holds it, who closed it, and which unit answers."""
    session, item = seen.session, seen.item
    row = session.execute(select(WorkItem.closed_by_id).where(WorkItem.id == item.id)).one()
    delegation = delegation_of(session, item.id) if item.assignee_id is not None else None
    back = back_of(session, item.id) if item.assignee_id is not None else None
    named = [item.assignee_id, row.closed_by_id, delegation.by_id if delegation else None, back.to_id if back else None]
    people = names.people(session, named)
    return {
        "unit": names.units(session, [item.unit_id]).get(item.unit_id or 0),
        "performer": names.performers(session, [item.candidate_key]).get(item.candidate_key),
        "holder": people.get(item.assignee_id or 0, ""),
        "owner": people.get(delegation.by_id or 0, "") if delegation else "",
        "back_at": back.at if back else None,
        "back_to": people.get(back.to_id, "") if back else "",
        "closed_by": people.get(row.closed_by_id or 0, ""),
    }


def when(seen: Seen) -> dict[str, Any]:
    """How the due date stands, the first one where it was changed, the warnings given, and to whom it was raised."""
    session, item = seen.session, seen.item
    warnings = DeadlineStep.kind.in_(("warned", "reminded"))
    steps = session.scalars(
        select(DeadlineStep).where(DeadlineStep.work_item_id == item.id, warnings).order_by(DeadlineStep.taken_at)
    )
    return {
        "due": dues_of(session, [item])[item.id],
        "first_due_at": first_due(session, item),
        "steps": list(steps),
        "raised": escalations.raised(session, Escalation.work_item_id == item.id),
        "asked": escalations.asked(session, Extension.work_item_id == item.id),
    }


def first_due(session: Session, item: Item) -> datetime | None:
    """The due date that the step was opened with, when it has another one now; read from the ledger."""
    if item.due_version == 1:
        return None
    changes = session.scalars(
        select(LedgerEntry.data)
        .where(LedgerEntry.stream == f"case:{item.case_public_id}", LedgerEntry.kind == "work_item.due_changed")
        .order_by(LedgerEntry.seq)
    )
    before = next((data["before"] for data in map(json.loads, changes) if data["item"] == item.public_id), None)
    return datetime.fromisoformat(before) if before else None
