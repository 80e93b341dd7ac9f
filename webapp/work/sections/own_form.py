"""The step's own form: what it begins with, what was kept of it, and what became of it once the step is closed."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.shown import results
from webapp.shown.damage import sound
from webapp.shown.granting import granting_unit
from webapp.work import filling, own_drafts, sending
from webapp.work.models import OwnDraft
from webapp.work.sections.about import about_of
from webapp.work.sections.seen import Seen
from workflows.instances.models import WorkItem
from workflows.work.item import Item
from workflows.work.models import Draft


def values(seen: Seen) -> dict[str, Any]:
    """The form in parts, its button, the drafts behind it, and the answers of a step that is closed."""
    session, item = seen.session, seen.item
    draft, own = session.get(Draft, item.id), own_drafts.own_draft(session, item, seen.standing.person_id)
    typed, restored = _restored(draft, own, seen.values)
    begun = sound(item.instance_id, lambda: filling.begun(session, item, seen.order), {}) if typed is None else typed
    meant = filling.meant_leads(session, item, seen.order) if "act" in seen.offers.may else None
    if meant and seen.values is None and request.args.get("leads") == "meant":
        begun = {**begun, "lead_units": list(meant.codes)}
    fields = sound(item.instance_id, lambda: filling.fields_of(session, item), ())
    about = about_of(seen)
    return {
        "refusal": seen.refusal,
        "faults": getattr(seen.refusal, "faults", {}),
        "parts": filling.parts(session, fields, begun, about.item.unit_id if about else item.unit_id, seen.at),
        "button": sending.button_of(item),
        "draft": draft,
        "own": own,
        "restored": restored,
        "about": about,
        "meant_leads": meant,
        "grants": granting_unit(session, item.instance_id, seen.standing) if item.step == "escalation" else None,
        "answered": sound(item.instance_id, lambda: _answered(session, item, fields), ()),
        "unsent": _unsent(own, fields, seen.offers.may),
    }


def _restored(draft: Draft | None, own: OwnDraft | None, typed: dict[str, Any] | None) -> tuple[Any, bool]:
    """What was typed, and whether it comes from the person's own draft: not after a refusal, nor where the step's is newer."""
    if own is None or typed is not None or (draft is not None and own.saved_at < draft.saved_at):
        return typed, False
    return own_drafts.typed_in(own), True


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
