"""A work item as a command sees it: found for an actor, then read again under the case's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.db import table_of
from workflows.errors import NotFound
from workflows.instances.models import ProcessInstance, Suspension, WorkItem
from workflows.instances.spoilt import Spoilt, fields_of
from workflows.instances.statements import HEAD_OF_CASE
from workflows.instances.taking import take_turn
from workflows.instances.turn import Turn
from workflows.organisation.edition import EDITION, key_of, newest_answers
from workflows.organisation.standing import STANDING_TO_ACT, Standing, standing_from
from workflows.trips import Fixed, Said, go
from workflows.work.access import visible_cases
from workflows.work.models import Escalation

_W, _P = table_of(WorkItem).c, table_of(ProcessInstance).c
ITEM = (
    _W.id,
    _W.public_id,
    _W.instance_id,
    _W.ref,
    _W.element,
    _W.step,
    _W.form,
    _W.name_vi,
    _W.name_en,
    _W.candidate_key,
    _W.assignee_id,
    _W.unit_id,
    _W.priority,
    _W.ladder,
    _W.due_at,
    _W.due_version,
    _W.opened_at,
    _W.closed_at,
    _W.closed_how,
    _W.local,
)
CASE = (
    _P.public_id.label("case_public_id"),
    _P.business_key,
    _P.title_vi,
    _P.title_en,
    _P.due_at.label("case_due_at"),
    _P.ended_at.label("case_ended_at"),
    _P.definition_version_id,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One step in somebody's inbox with what its rules ask about its case. ``local`` is what the drawing handed to it alone,
    empty when what is stored cannot be read (``spoilt``). Only under the lock is it known that nothing in its case is raised.
    """

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
    spoilt: bool = False
    case_raised: bool = True


def item_query() -> Any:
    """The columns of ``Item`` over items and their cases; callers add their own conditions and order."""
    escalated = exists().where(Escalation.work_item_id == _W.id, Escalation.settled_at.is_(None))
    suspended = exists().where(Suspension.instance_id == _W.instance_id, Suspension.resumed_at.is_(None))
    return select(*ITEM, *CASE, suspended.label("suspended"), escalated.label("escalated")).join_from(
        table_of(WorkItem), table_of(ProcessInstance), _P.id == _W.instance_id
    )


BY_ID = Fixed(item_query().where(_W.id == bindparam("item_id")))
_RAISED = exists().where(Escalation.instance_id == _W.instance_id, Escalation.settled_at.is_(None)).label("case_raised")
WITH_HEAD = Fixed(item_query().add_columns(_RAISED, HEAD_OF_CASE, EDITION).where(_W.id == bindparam("item_id")))


def from_row(row: Any) -> Item:
    """An ``Item`` from a row of ``item_query``."""
    values = row._asdict()
    for beside in ("head", "edition", "total"):
        values.pop(beside, None)
    try:
        return Item(**{**values, "local": fields_of(values["local"])})
    except Spoilt:
        return Item(**{**values, "local": {}}, spoilt=True)


def find_work_item(session: Session, public_id: str, *, standing: Standing) -> Item:
    """The item with this address, if this person may see its case; raises ``NotFound`` otherwise."""
    row = session.execute(item_query().where(WorkItem.public_id == public_id, visible_cases(standing))).first()
    if row is None:
        raise NotFound
    return from_row(row)


@dataclass(frozen=True, slots=True)
class Grip:
    """What a command holds: the locked case, the item and the actor's standing, both read under the lock.

    ``answers`` are the rows of what the command asked besides.
    """

    turn: Turn
    item: Item
    standing: Standing
    answers: list[Any]


def grip(session: Session, item: Item, *, actor: Actor, at: datetime, asking: Sequence[Said] = ()) -> Grip:
    """Lock the item's case and read item and standing again, before any rule is asked; all of it in one trip.

    Where the actor stood before is asked anew only when the organisation has changed since, which is read under the lock.
    """
    where = STANDING_TO_ACT(who=actor.person_id, day=local_date(at))
    before = newest_answers(session)
    standing = before.get(key_of(where))
    asked = [*asking] if standing is not None else [where, *asking]
    turn = take_turn(session, item.instance_id, actor=actor, at=at, reading=WITH_HEAD(item_id=item.id), asking=asked)
    assert turn is not None
    answers = turn.answers
    if standing is None:
        standing, *answers = answers
        turn.keep(where, standing)
    elif turn.lasting is not before:
        (standing,) = turn.ask(where)
    fresh = from_row(turn.read[0])
    turn.suspended = fresh.suspended
    turn.knows(fresh)
    return Grip(turn, fresh, standing_from(actor, standing), answers)


def item_by_id(session: Session, item_id: int) -> Item:
    """An item without asking who looks; only under the case's lock, for commands, actions and the clock."""
    ((found,),) = go(session, [BY_ID(item_id=item_id)])
    return from_row(found)
