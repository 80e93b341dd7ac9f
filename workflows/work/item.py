"""A work item as a command sees it: found for an actor, then read again under the case's lock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import NotFound
from workflows.instances.models import ProcessInstance, Suspension, WorkItem
from workflows.instances.turn import Turn, take_turn
from workflows.organisation.standing import Standing, standing_of
from workflows.work.access import visible_cases
from workflows.work.models import Escalation

ITEM = (WorkItem.id, WorkItem.public_id, WorkItem.instance_id, WorkItem.ref, WorkItem.element, WorkItem.step, WorkItem.form,
        WorkItem.name_vi, WorkItem.name_en, WorkItem.candidate_key, WorkItem.assignee_id, WorkItem.unit_id, WorkItem.priority,
        WorkItem.ladder, WorkItem.due_at, WorkItem.due_version, WorkItem.opened_at, WorkItem.closed_at, WorkItem.closed_how)


@dataclass(frozen=True, slots=True)
class Item:
    """One step in somebody's inbox with what its rules ask about its case. ``local`` is what the drawing handed to it alone."""

    id: int
    public_id: str
    instance_id: int
    ref: str
    element: str
    step: str
    form: str | None
    name_vi: str
    name_en: str
    candidate_key: str
    assignee_id: int | None
    unit_id: int | None
    priority: int
    ladder: str
    due_at: datetime | None
    due_version: int
    opened_at: datetime
    closed_at: datetime | None
    closed_how: str | None
    local: dict[str, Any]
    case_public_id: str
    business_key: str
    title_vi: str
    title_en: str
    case_due_at: datetime | None
    case_ended_at: datetime | None
    definition_version_id: int
    suspended: bool
    escalated: bool


def item_query() -> Any:
    """The columns of ``Item`` over items and their cases; callers add their own conditions and order."""
    escalated = exists().where(Escalation.work_item_id == WorkItem.id, Escalation.settled_at.is_(None))
    suspended = exists().where(Suspension.instance_id == WorkItem.instance_id, Suspension.resumed_at.is_(None))
    return select(*ITEM, WorkItem.local, ProcessInstance.public_id.label("case_public_id"), ProcessInstance.business_key,
                  ProcessInstance.title_vi, ProcessInstance.title_en, ProcessInstance.due_at.label("case_due_at"),
                  ProcessInstance.ended_at.label("case_ended_at"), ProcessInstance.definition_version_id,
                  suspended.label("suspended"), escalated.label("escalated")).join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)


def from_row(row: Row[Any]) -> Item:
    """An ``Item`` from a row of ``item_query``."""
    values = row._asdict()
    values["local"] = json.loads(values["local"])
    return Item(**values)


def find_work_item(session: Session, public_id: str, *, standing: Standing) -> Item:
    """The item with this address, if this person may see its case; raises ``NotFound`` otherwise."""
    row = session.execute(item_query().where(WorkItem.public_id == public_id, visible_cases(standing))).first()
    if row is None:
        raise NotFound()
    return from_row(row)


@dataclass(frozen=True, slots=True)
class Grip:
    """What a command holds: the locked case, the item read again under the lock, and the actor's standing read fresh."""

    turn: Turn
    item: Item
    standing: Standing


def grip(session: Session, item: Item, *, actor: Actor, at: datetime) -> Grip:
    """Lock the item's case and read item and standing again, before any rule is asked."""
    turn = take_turn(session, item.instance_id, actor=actor, at=at)
    assert turn is not None
    fresh = from_row(session.execute(item_query().where(WorkItem.id == item.id)).one())
    return Grip(turn, fresh, standing_of(session, actor, at))
