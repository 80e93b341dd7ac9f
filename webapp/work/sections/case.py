"""The case around the step: where it stands, what holds it up, what happened lately, and what the person keeps about it."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import select

from webapp.inbox import own as own_lists
from webapp.shown.damage import sound
from webapp.shown.incidents import told
from webapp.shown.sketch import UNSEEN, sketch_of
from webapp.shown.task_cases import Shown, shown_cases
from webapp.trail import trail
from webapp.work.sections.seen import Seen
from workflows.instances.models import Incident, ProcessInstance

HISTORY = 12


def values(seen: Seen) -> dict[str, Any]:
    """The case, its drawing, its latest facts and open incidents."""
    session, item = seen.session, seen.item
    case = session.get_one(ProcessInstance, item.instance_id)
    still = select(Incident).where(Incident.instance_id == case.id, Incident.closed_at.is_(None))
    return {
        "case": case,
        "sketch": sound(case.id, lambda: sketch_of(session, case), UNSEEN),
        "drawing": url_for("cases.drawing", public_id=item.case_public_id),
        "entries": trail(session, f"case:{item.case_public_id}", limit=HISTORY),
        "incidents": told(session, session.scalars(still)),
        "reopened": _reopened(seen),
    }


def _reopened(seen: Seen) -> Shown | None:
    """Who reopened the task with which this case goes on, and why; ``None`` for a task's first case."""
    found = shown_cases(seen.session, seen.order.id if seen.order else None, seen.standing, seen.at)
    return next((one for one in found if one.reopening and one.row.id == seen.item.instance_id), None)


def for_oneself(seen: Seen) -> dict[str, Any]:
    """What the person keeps about this step for themselves."""
    until, follows = own_lists.state_of(seen.session, seen.item, seen.standing.person_id, seen.at)
    return {"put_off_until": until, "follows": follows}
