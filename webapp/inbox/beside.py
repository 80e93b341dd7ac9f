"""The inbox with a step beside the list: what one needs to know before one opens it. To read only; working on it is its own page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from webapp import times
from webapp.shown import names, results
from webapp.shown.late_steps import dues_of
from webapp.shown.order import Order, order_of
from webapp.trail import Entry, trail
from webapp.work.door import asked_item
from workflows.errors import Refusal
from workflows.organisation.models import OrgUnit
from workflows.work.item import Item
from workflows.work.panel import may_take

HISTORY = 6


@dataclass(frozen=True, slots=True)
class Beside:
    """A step to read: who has it, what is ordered, the result and the report made last, and what happened lately."""

    item: Item
    unit: OrgUnit | None
    holder: str
    due: times.Deadline
    free: bool
    order: Order | None
    result: results.HandedIn | None
    report: results.Reported | None
    entries: list[Entry]


def beside_of(public_id: str) -> Beside | Refusal:
    """The step with this address, or the sentence that says why it cannot be shown (any more)."""
    try:
        item = asked_item(public_id)
    except Refusal as refusal:
        return refusal
    handed = results.handed_in(g.session, item.instance_id)[:1]
    reports = results.reports(g.session, item.instance_id, 1)
    return Beside(
        item,
        names.units(g.session, [item.unit_id]).get(item.unit_id or 0),
        names.people(g.session, [item.assignee_id]).get(item.assignee_id or 0, ""),
        dues_of(g.session, [item])[item.id],
        may_take(g.session, item, g.standing) is None,
        order_of(g.session, item.instance_id),
        handed[0] if handed else None,
        reports[0] if reports else None,
        trail(g.session, f"case:{item.case_public_id}", limit=HISTORY),
    )
