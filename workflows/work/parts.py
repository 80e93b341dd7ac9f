"""Parts of co-operating units: what a case wants of each, asked for when its lead takes the task, changed or dropped while it runs.

The work for a part is drawn: the message ``part_wanted`` opens a step for the unit, ``part_dropped`` closes it. The drawing reads
unit and date of every part from ``task.parts``, which is kept fresh here, so a later date or a merged unit is followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from workflows.facts import fact
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.instances.turn import Turn
from workflows.organisation.models import OrgUnit
from workflows.work.due import change_due
from workflows.work.escalation import settle
from workflows.work.item import Item, from_row, item_query
from workflows.work.part_models import Part, PartDelivery

WANTED, DROPPED, MORE_TIME = "part_wanted", "part_dropped", "part_extension_requested"
"""The messages that a drawing catches: about one part each."""
DELIVER, CHECK = "deliver_part", "check_part"
"""The steps that it opens: the unit delivers, the lead looks at it."""
PARTS = "parts"
KEPT = (PARTS, "parts_returned")
"""What ``task`` holds of them in a case that has any."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a unit shall contribute, and until when."""

    product: str
    due_at: datetime | None


def about(item: Item) -> str:
    """The address of the part that a step is about; nothing for a step of another kind."""
    if item.element not in (DELIVER, CHECK):
        return ""
    return str((item.local.get("message") or {}).get("part") or "")


def wants_time(item: Item) -> str:
    """The address of the part for which a step decides about more time; nothing for a step of another kind."""
    return str((item.local.get("message") or {}).get("part") or "") if item.step == "extension" else ""


def delivers(item: Item) -> bool:
    """Whether the step is a co-operating unit's own: there its part is made."""
    return item.element == DELIVER


def find_parts(session: Session, instance_id: int, *, dropped: bool = True) -> Sequence[Part]:
    """The parts of a case, in the order in which they were named."""
    query = select(Part).where(Part.instance_id == instance_id).order_by(Part.id)
    return session.scalars(query if dropped else query.where(Part.dropped_at.is_(None))).all()


def find_deliveries(session: Session, part_ids: Iterable[int]) -> Mapping[int, list[PartDelivery]]:
    """What was delivered of these parts, oldest first, by part."""
    query = select(PartDelivery).where(PartDelivery.part_id.in_(set(part_ids))).order_by(PartDelivery.id)
    found: dict[int, list[PartDelivery]] = {}
    for row in session.scalars(query):
        found.setdefault(row.part_id, []).append(row)
    return found


def missing(session: Session, instance_id: int) -> list[Part]:
    """The parts that were asked for and are not there: never delivered, or sent back and not delivered again."""
    rows = [one for one in find_parts(session, instance_id, dropped=False) if one.asked_at]
    made = find_deliveries(session, [one.id for one in rows]) if rows else {}
    return [one for one in rows if not made.get(one.id) or made[one.id][-1].decision == "returned"]


def has_parts(turn: Turn) -> bool:
    """Whether the case wants any; told by what its drawing reads, so that a task without parts is asked nothing."""
    return bool(turn.variables.get("task", {}).get(PARTS))


def ask(turn: Turn) -> None:
    """Ask every unit for its part, once; called when the lead has taken the task, or later for what was added."""
    tell(turn)  # the task's date may have moved since the parts were named
    for part in find_parts(turn.session, turn.id, dropped=False):
        if part.asked_at is None:
            part.asked_at = turn.at
            turn.session.flush()
            turn.note(fact("part.asked", part=part.public_id, unit=part.unit_id))
            turn.deliver(WANTED, {"part": part.public_id}, kept=False)


def arrange(turn: Turn, wanted: Mapping[int, Wanted], *, reason: str = "") -> None:
    """Let the case want these parts, by unit, and no others: new ones are asked for once work has begun, a changed date moves the
    unit's open step, what is wanted no longer is closed. Nothing happens in a case whose drawing knows no parts.
    """
    session = turn.session
    if WANTED not in _waits(session, turn.id):
        return
    present = {one.unit_id: one for one in find_parts(session, turn.id, dropped=False)}
    for unit_id, part in present.items():
        if unit_id not in wanted:
            _drop(turn, part, reason)
        elif (part.product, part.due_at) != (wanted[unit_id].product, wanted[unit_id].due_at):
            _change(turn, part, wanted[unit_id], reason)
    new = [unit_id for unit_id in wanted if unit_id not in present]
    for unit_id in new:
        said = wanted[unit_id]
        part = Part(instance_id=turn.id, unit_id=unit_id, product=said.product, due_at=said.due_at)
        session.add(part)
        session.flush()
        turn.note(fact("part.named", part.product, part=part.public_id, unit=unit_id))
    tell(turn)
    if new and _has_begun(session, turn.id):
        ask(turn)


def tell(turn: Turn) -> None:
    """Give the drawing the parts as they are now; their date is the task's where they have none of their own."""
    rows = find_parts(turn.session, turn.id, dropped=False)
    named = select(OrgUnit.id, OrgUnit.code).where(OrgUnit.id.in_([one.unit_id for one in rows]))
    codes = {row.id: row.code for row in turn.session.execute(named)}
    readable = turn.variables.setdefault("task", {})
    if rows or PARTS in readable:
        readable[PARTS] = {
            one.public_id: {"unit": codes[one.unit_id], "due_at": _written(_due(turn, one))} for one in rows
        }


def follow(turn: Turn) -> None:
    """The task has another date: what is due with it is due then, but no step that is open already becomes due earlier."""
    if not has_parts(turn):
        return
    tell(turn)
    for part in find_parts(turn.session, turn.id, dropped=False):
        step = step_of(turn.session, turn.id, part.public_id) if part.asked_at and part.due_at is None else None
        if step is None or step.element != DELIVER or turn.due_at is None:
            continue
        if step.due_at is None or step.due_at < turn.due_at:
            change_due(turn, step, turn.due_at)


def extend(turn: Turn, item: Item, due_at: datetime) -> None:
    """The unit was granted more time for its part, until it is named another day; the plan's own day stays beside it."""
    which = (Part.public_id == about(item), Part.instance_id == turn.id)
    turn.session.scalars(select(Part).where(*which)).one().more_time_until = due_at
    turn.session.flush()
    tell(turn)


def hears_of_time(session: Session, instance_id: int) -> bool:
    """Whether the case waits for a request for more time for a part: one on an older drawing does not."""
    return MORE_TIME in _waits(session, instance_id)


def kept_of(readable: Mapping[str, Any]) -> dict[str, Any]:
    """What a drawing reads of parts, out of what it reads of the task."""
    return {name: readable[name] for name in KEPT if name in readable}


def step_of(session: Session, instance_id: int, part: str) -> Item | None:
    """The open step about a part, if there is one."""
    query = item_query().where(
        WorkItem.instance_id == instance_id, WorkItem.closed_at.is_(None), WorkItem.element.in_((DELIVER, CHECK))
    )
    return next((item for item in map(from_row, session.execute(query)) if about(item) == part), None)


def _drop(turn: Turn, part: Part, reason: str) -> None:
    """What is not needed any more: its open step is closed, what was delivered stays on the record."""
    part.dropped_at, part.dropped_reason = turn.at, reason or None
    turn.session.flush()
    turn.note(fact("part.dropped", reason, part=part.public_id, unit=part.unit_id))
    step = step_of(turn.session, turn.id, part.public_id) if part.asked_at else None
    if step is not None:
        turn.deliver(DROPPED, {"part": part.public_id}, part.public_id, kept=False)
        settle(turn, step, "closed")


def _change(turn: Turn, part: Part, said: Wanted, reason: str) -> None:
    moved = part.due_at != said.due_at
    part.product, part.due_at = said.product, said.due_at
    if moved:
        part.more_time_until = None
    turn.session.flush()
    turn.note(fact("part.changed", said.product, part=part.public_id, unit=part.unit_id))
    step = step_of(turn.session, turn.id, part.public_id) if moved and part.asked_at else None
    due_at = _due(turn, part)
    if step is not None and step.element == DELIVER and due_at is not None and due_at != step.due_at:
        change_due(turn, step, due_at, reason or None)


def _due(turn: Turn, part: Part) -> datetime | None:
    days = [moment for moment in (part.due_at or turn.due_at, part.more_time_until) if moment]
    return max(days, default=None)


def _waits(session: Session, instance_id: int) -> Sequence[str]:
    """The messages for which the case waits."""
    waits = select(ProcessInstance.waiting_for).where(ProcessInstance.id == instance_id)
    return (session.scalar(waits) or "").split(",")


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _has_begun(session: Session, instance_id: int) -> bool:
    """Whether the lead has taken the task: the work on its result was opened."""
    work = exists().where(WorkItem.instance_id == instance_id, WorkItem.step == "submission")
    return bool(session.scalar(select(work)))
