"""How a verification by several stands: how many approved, how many returned it, and how many approvals the drawing asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.instances.models import ProcessInstance, WorkItem
from workflows.instances.spoilt import readable
from workflows.work.models import Submission
from workflows.work.panel import STEP

NEEDED = "approvals_needed"
"""The variable in which a drawing of a panel keeps how many must approve (``bpmn/verification_panel``)."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One round of verification by several; ``needed`` is said while it goes on."""

    verifiers: int
    approved: int
    returned: int
    needed: int | None

    @property
    def words(self) -> str:
        """The same in words, for a page and for paper."""
        said = [
            gettext(
                "%(approved)s of %(verifiers)s verifiers approved", approved=self.approved, verifiers=self.verifiers
            )
        ]
        if self.returned:
            said.append(gettext("%(returned)s returned it", returned=self.returned))
        if self.needed is not None:
            said.append(gettext("at least %(needed)s must approve", needed=self.needed))
        return " · ".join(said)


def panels_of(session: Session, instance_id: int, rows: Sequence[Submission]) -> Mapping[int, Panel]:
    """The panels of a case by the number of the result that they verified; most cases have none."""
    seats = session.execute(
        select(WorkItem.element, WorkItem.opened_at, WorkItem.closed_at, WorkItem.closed_how, WorkItem.result)
        .where(WorkItem.instance_id == instance_id, WorkItem.step == STEP, WorkItem.local != "{}")
        .order_by(WorkItem.id)
    ).all()
    rounds = defaultdict(list)
    for seat in seats:
        rounds[seat.element, seat.opened_at].append(seat)
    found = {}
    for (_element, opened_at), places in rounds.items():
        about = max((row for row in rows if row.submitted_at <= opened_at), key=lambda row: row.number, default=None)
        if about is None or len(places) == 1:
            continue
        said = [
            readable(seat.result).get("decision") for seat in places if seat.closed_how == "completed" and seat.result
        ]
        goes_on = any(seat.closed_at is None for seat in places)
        needed = _needed(session, instance_id) if goes_on else None
        found[about.id] = Panel(len(places), said.count("approve"), said.count("return"), needed)
    return found


def _needed(session: Session, instance_id: int) -> int | None:
    stored = session.scalar(select(ProcessInstance.variables).where(ProcessInstance.id == instance_id))
    number = readable(stored or "{}").get(NEEDED)
    return number if type(number) is int else None
