"""An item's form: its schema in the case's own version, what was typed (draft), and what may be sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.definitions import deploy, forms
from workflows.facts import fact
from workflows.work.item import Grip, Item, grip
from workflows.work.models import Draft
from workflows.work.rules import may_act
from workflows.work.sides import contribute


def schema_of(session: Session, item: Item) -> dict[str, Any]:
    """The form-js schema of the item's form in the version its case runs on; an empty one when the step has no form."""
    if item.form is None:
        return {"components": []}
    return deploy.form_of(session, item.definition_version_id, item.form)


def cleaned(held: Grip, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the form of the held item allows them; raises ``Invalid`` with a sentence per field."""
    if held.item.form is None:
        return {}
    return forms.accepted(held.turn.form_fields(held.item.form), values)


def draft_of(session: Session, item: Item) -> dict[str, Any]:
    """What was typed and not yet sent."""
    text = session.scalar(select(Draft.form).where(Draft.work_item_id == item.id))
    return json.loads(text) if text else {}


def save_draft(session: Session, item: Item, *, form: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Keep what was typed, unfinished as it is. Whoever edits a result's draft has contributed to it."""
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_act(held.item, held.standing):
        raise refusal
    assert actor.person_id is not None
    kept = forms.draft(schema_of(session, item), form)
    session.merge(
        Draft(work_item_id=item.id, form=json.dumps(kept, ensure_ascii=False), saved_by_id=actor.person_id, saved_at=at)
    )
    if item.step == "submission":
        contribute(held.turn, actor.person_id, "draft")
    held.turn.note(fact("draft.saved", item=item.public_id))
    held.turn.finish()
