"""The other step that a step decides about: a late one, or one that needs more time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from webapp import times
from webapp.shown import escalations, names
from webapp.work.sections.seen import Seen
from workflows.instances.models import WorkItem
from workflows.organisation.calendars import calendar_for
from workflows.work.access import may_see_case
from workflows.work.escalation_choices import item_by_id
from workflows.work.item import Item
from workflows.work.models import Escalation, Extension


@dataclass(frozen=True, slots=True)
class About:
    """The other step with its escalations and requests."""

    item: Item
    due: times.Deadline
    holder: str
    raised: list[escalations.Raised]
    asked: list[escalations.Asked]


def about_of(seen: Seen) -> About | None:
    """For a step about a delay or about more time: the step that it is about, if the person may see it."""
    session, item = seen.session, seen.item
    public_id = (item.local.get("message") or {}).get("item")
    found = session.scalar(
        select(WorkItem.id).where(WorkItem.public_id == str(public_id), WorkItem.instance_id == item.instance_id)
    )
    if found is None or not may_see_case(session, item.instance_id, seen.standing):
        return None
    other = item_by_id(session, found)
    return About(
        other,
        times.deadline(other.due_at, calendar=calendar_for(session, other.unit_id), closed_at=other.closed_at),
        names.people(session, [other.assignee_id]).get(other.assignee_id or 0, ""),
        escalations.raised(session, Escalation.work_item_id == other.id),
        escalations.asked(session, Extension.work_item_id == other.id),
    )
