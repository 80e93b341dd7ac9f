"""What the page of a step shows: the step and its place, its form, the result that it is about, and what hangs on it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import times
from webapp.inbox import own as own_lists
from webapp.shown import escalations, names, results
from webapp.shown.damage import said_damage, sound
from webapp.shown.incidents import told
from webapp.shown.order import order_of
from webapp.shown.sketch import UNSEEN, sketch_of
from webapp.trail import trail
from webapp.work import filling, own_drafts, sending
from webapp.work.models import OwnDraft
from webapp.work.offers import offers_of
from webapp.work.pile import pile_of
from workflows.deadlines.models import DeadlineStep
from workflows.errors import Refusal
from workflows.instances.models import Incident, ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.organisation.calendars import calendar_for
from workflows.work import attachments, sides
from workflows.work.access import may_see_case
from workflows.work.escalation_choices import item_by_id
from workflows.work.item import Item
from workflows.work.models import Draft, Escalation, Extension

HISTORY = 12


@dataclass(frozen=True, slots=True)
class About:
    """The other step that this one decides about: a late one, or one that needs more time; with its escalations and requests."""

    item: Item
    due: times.Deadline
    holder: str
    raised: list[escalations.Raised]
    asked: list[escalations.Asked]


def item_page(
    item: Item,
    *,
    values: dict[str, Any] | None = None,
    refusal: Refusal | None = None,
    evidence_refusal: Refusal | None = None,
) -> str:
    """The page of a step; after a refusal with what was typed, the faults at their fields, and the state as it is now."""
    session, at = g.session, g.at
    submission = sides.current_submission(session, item.instance_id)
    offers = offers_of(session, item, g.standing, submission, at)
    order = order_of(session, item.instance_id)
    about = _about(session, item)
    draft, own = session.get(Draft, item.id), own_drafts.own_draft(session, item, g.standing.person_id)
    values, restored = _restored(draft, own, values)
    begun = sound(item.instance_id, lambda: filling.begun(session, item, order), {}) if values is None else values
    fields = sound(item.instance_id, lambda: filling.fields_of(session, item), ())
    case = session.get_one(ProcessInstance, item.instance_id)
    handed = results.handed_in(session, item.instance_id)
    return render_template(
        "work/item.html",
        item=item,
        case=case,
        order=order,
        may=offers.may,
        why=offers.why,
        refusal=refusal,
        faults=getattr(refusal, "faults", {}),
        parts=filling.parts(session, fields, begun, about.item.unit_id if about else item.unit_id, at),
        button=sending.BUTTONS.get(item.step, sending.BUTTONS["other"]),
        draft=draft,
        own=own,
        restored=restored,
        shown_result=submission,
        handed=handed,
        pile=pile_of(item),
        reports=results.reports(session, item.instance_id, 3),
        answered=sound(item.instance_id, lambda: _answered(session, item, fields), ()),
        unsent=_unsent(own, fields, offers.may),
        about=about,
        sketch=sound(case.id, lambda: sketch_of(session, case), UNSEEN),
        drawing=url_for("cases.drawing", public_id=item.case_public_id),
        entries=trail(session, f"case:{item.case_public_id}", limit=HISTORY),
        incidents=_incidents(session, case.id),
        damage=said_damage(case.id),
        **evidence_of(item, offers.may, evidence_refusal),
        **_place(session, item),
        **_time(session, item),
        **_own(session, item),
    )


def _incidents(session: Session, case_id: int) -> Any:
    """What holds the case up."""
    still = select(Incident).where(Incident.instance_id == case_id, Incident.closed_at.is_(None))
    return told(session, session.scalars(still))


def _restored(draft: Draft | None, own: OwnDraft | None, values: dict[str, Any] | None) -> tuple[Any, bool]:
    """What was typed, and whether it comes from the person's own draft: not after a refusal, nor where the step's is newer."""
    if own is None or values is not None or (draft is not None and own.saved_at < draft.saved_at):
        return values, False
    return own_drafts.typed_in(own), True


def _own(session: Session, item: Item) -> dict[str, Any]:
    """What the person keeps about this step for themselves."""
    until, follows = own_lists.state_of(session, item, g.standing.person_id, g.at)
    return {"put_off_until": until, "follows": follows}


def evidence_of(item: Item, may: Collection[str], refusal: Refusal | None = None) -> dict[str, Any]:
    """The evidence block's values: what the case holds, and whether the person may change it."""
    return {
        "files": attachments.evidence_on(g.session, item.instance_id),
        "may_change": item.step == "submission" and "act" in may,
        "evidence_refusal": refusal,
    }


def _place(session: Session, item: Item) -> dict[str, Any]:
    """Who the step is meant for, who holds it, who closed it, and which unit answers."""
    row = session.execute(select(WorkItem.closed_by_id).where(WorkItem.id == item.id)).one()
    who = names.people(session, [item.assignee_id, row.closed_by_id])
    return {
        "unit": names.units(session, [item.unit_id]).get(item.unit_id or 0),
        "performer": names.performers(session, [item.candidate_key]).get(item.candidate_key),
        "holder": who.get(item.assignee_id or 0, ""),
        "closed_by": who.get(row.closed_by_id or 0, ""),
    }


def _time(session: Session, item: Item) -> dict[str, Any]:
    """How the due date stands, the first one where it was changed, the warnings given, and to whom it was raised."""
    warnings = DeadlineStep.kind.in_(("warned", "reminded"))
    steps = session.scalars(
        select(DeadlineStep).where(DeadlineStep.work_item_id == item.id, warnings).order_by(DeadlineStep.taken_at)
    )
    calendar = calendar_for(session, item.unit_id)
    return {
        "due": times.deadline(item.due_at, calendar=calendar, closed_at=item.closed_at),
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


def _answered(session: Session, item: Item, fields: tuple[Any, ...]) -> tuple[results.Answer, ...]:
    """What a completed step was completed with."""
    said = session.scalar(select(WorkItem.result).where(WorkItem.id == item.id)) if item.closed_at else None
    readable = tuple(field for field in fields if field.picker != "person_of_unit")
    return results.answers(readable, json.loads(said)) if said else ()


def _unsent(own: OwnDraft | None, fields: tuple[Any, ...], may: Collection[str]) -> tuple[results.Answer, ...]:
    """What the person typed here while they could still send it, and cannot any more."""
    if own is None or "act" in may or "claim" in may:
        return ()
    readable = tuple(field for field in fields if field.picker != "person_of_unit")
    return results.answers(readable, own_drafts.typed_in(own))


def _about(session: Session, item: Item) -> About | None:
    """For a step about a delay or about more time: the step that it is about, if the person may see it."""
    public_id = (item.local.get("message") or {}).get("item")
    found = session.scalar(
        select(WorkItem.id).where(WorkItem.public_id == str(public_id), WorkItem.instance_id == item.instance_id)
    )
    if found is None or not may_see_case(session, item.instance_id, g.standing):
        return None
    other = item_by_id(session, found)
    return About(
        other,
        times.deadline(other.due_at, calendar=calendar_for(session, other.unit_id), closed_at=other.closed_at),
        names.people(session, [other.assignee_id]).get(other.assignee_id or 0, ""),
        escalations.raised(session, Escalation.work_item_id == other.id),
        escalations.asked(session, Extension.work_item_id == other.id),
    )
