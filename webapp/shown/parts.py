"""What co-operating units contribute to a case: each part with its product and date, what was delivered and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import times
from webapp.shown import names
from workflows.errors import N_
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.organisation.calendars import calendars_for
from workflows.organisation.models import OrgUnit
from workflows.work import parts
from workflows.work.attachments import evidence_of_parts
from workflows.work.item import Item, from_row, item_query
from workflows.work.models import Attachment
from workflows.work.part_models import Part, PartDelivery

DROPPED, ACCEPTED, DELIVERED, RETURNED, WANTED, NAMED, OVER = (
    "dropped",
    "accepted",
    "delivered",
    "returned",
    "wanted",
    "named",
    "over",
)
WORDS = {
    DROPPED: ("neutral", N_("not needed any more")),
    ACCEPTED: ("done", N_("accepted by the lead unit")),
    DELIVERED: ("on_time", N_("delivered, the lead unit has not looked at it yet")),
    RETURNED: ("soon", N_("sent back by the lead unit")),
    WANTED: ("neutral", N_("not delivered yet")),
    NAMED: ("neutral", N_("asked for when the lead unit takes the task")),
    OVER: ("neutral", N_("the case ended without it")),
}
"""How a part stands: tone and words."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A part as it was delivered once, with the names of who delivered it and who decided about it."""

    row: PartDelivery
    who: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One part. ``step`` is the open step about it, ``due`` how its date stands while it is wanted."""

    row: Part
    unit: OrgUnit
    state: str
    step: Item | None
    due: times.Deadline | None
    delivered: tuple[Delivered, ...]
    files: tuple[Attachment, ...]

    @property
    def tone(self) -> str:
        """Its colour and shape."""
        return WORDS[self.state][0]

    @property
    def words(self) -> str:
        """How it stands, a sentence of the catalogue."""
        return WORDS[self.state][1]

    @property
    def is_missing(self) -> bool:
        """Whether a result would go without it."""
        return self.state in (WANTED, RETURNED)


def parts_of(session: Session, instance_id: int) -> list[Shown]:
    """The parts of a case; a handful of queries whatever their number, one where there are none."""
    rows = parts.find_parts(session, instance_id)
    if not rows:
        return []
    ended = session.scalar(select(ProcessInstance.ended_at).where(ProcessInstance.id == instance_id)) is not None
    made = parts.find_deliveries(session, [row.id for row in rows])
    units = names.units(session, [row.unit_id for row in rows])
    steps = _open_steps(session, instance_id)
    calendars = calendars_for(session, [step.unit_id for step in steps.values()])
    every = [one for deliveries in made.values() for one in deliveries]
    who = names.people(session, [n for one in every for n in (one.delivered_by_id, one.decided_by_id)])
    files: dict[int | None, list[Attachment]] = {}
    for file in evidence_of_parts(session, [row.id for row in rows]):
        files.setdefault(file.part_id, []).append(file)
    found = []
    for row in rows:
        step, deliveries = steps.get(row.public_id), made.get(row.id, [])
        due = times.deadline(step.due_at, calendar=calendars[step.unit_id]) if step and step.due_at else None
        told = tuple(
            Delivered(one, who.get(one.delivered_by_id, ""), who.get(one.decided_by_id or 0, "")) for one in deliveries
        )
        state = _state(row, deliveries, ended=ended)
        found.append(Shown(row, units[row.unit_id], state, step, due, told, tuple(files.get(row.id, ()))))
    return found


def _state(row: Part, deliveries: list[PartDelivery], *, ended: bool) -> str:
    last = deliveries[-1] if deliveries else None
    if last is not None and last.decision == "accepted":
        return ACCEPTED
    if row.dropped_at:
        return DROPPED
    if last is not None and last.decision is None:
        return DELIVERED
    if ended:
        return OVER
    if last is not None:
        return RETURNED
    return WANTED if row.asked_at else NAMED


def _open_steps(session: Session, instance_id: int) -> dict[str, Item]:
    """The open steps about parts, by the part."""
    query = item_query().where(
        WorkItem.instance_id == instance_id,
        WorkItem.closed_at.is_(None),
        WorkItem.element.in_((parts.DELIVER, parts.CHECK)),
    )
    return {parts.about(item): item for item in map(from_row, session.execute(query))}
