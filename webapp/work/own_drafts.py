"""What somebody typed into a step's form, saved while they type and restored when they come back: after a crash, a lost
connection, on another device. Nobody else reads it; keeping it for the step itself is ``workflows.work.forms.save_draft``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from webapp.work.models import OwnDraft
from workflows.definitions import forms
from workflows.errors import N_, Conflict
from workflows.instances.models import WorkItem
from workflows.work.forms import schema_of
from workflows.work.item import Item

KEPT = timedelta(days=90)
KEPT_CLOSED = timedelta(days=30)
ELSEWHERE = N_(
    "Expected to be the only window with this form, but it was saved elsewhere at %(time)s, in another window or on another device."
)


def own_draft(session: Session, item: Item, person_id: int) -> OwnDraft | None:
    """What this person typed here and did not send."""
    return session.get(OwnDraft, (person_id, item.id))


def typed_in(draft: OwnDraft) -> dict[str, Any]:
    """The values of its fields."""
    values: dict[str, Any] = json.loads(draft.form)
    return values


def save(
    session: Session, item: Item, values: Mapping[str, Any], *, seen: int | None, person_id: int, at: datetime
) -> int:
    """Save what was typed over the edition that the window has ``seen`` (0: none; ``None``: whatever is there), and return
    the new edition. Raises ``Conflict`` when another window saved since, ``Invalid`` when a field holds more than it may.
    """
    text = json.dumps(forms.draft(schema_of(session, item), values), ensure_ascii=False)
    there = session.execute(
        select(OwnDraft.edition, OwnDraft.saved_at)
        .where(OwnDraft.person_id == person_id, OwnDraft.work_item_id == item.id)
        .with_for_update()
    ).first()
    row: dict[str, Any] = {"form": text, "due_version": item.due_version, "saved_at": at}
    if there is None:
        session.execute(insert(OwnDraft), {**row, "person_id": person_id, "work_item_id": item.id, "edition": 1})
        return 1
    if seen is not None and seen != there.edition:
        raise Conflict(ELSEWHERE, time=there.saved_at)
    mine = (OwnDraft.person_id == person_id, OwnDraft.work_item_id == item.id)
    session.execute(update(OwnDraft).where(*mine).values(**row, edition=there.edition + 1))
    return int(there.edition) + 1


def discard(session: Session, item: Item, person_id: int | None) -> None:
    """Forget what this person typed: it was sent, kept with the step, or thrown away."""
    session.execute(delete(OwnDraft).where(OwnDraft.person_id == person_id, OwnDraft.work_item_id == item.id))


def sweep(session: Session, *, at: datetime) -> int:
    """Forget what nobody came back for within three months, or a month after its step was closed; returns how many."""
    closed = select(WorkItem.id).where(WorkItem.id == OwnDraft.work_item_id, WorkItem.closed_at.is_not(None))
    old = (OwnDraft.saved_at < at - KEPT) | ((OwnDraft.saved_at < at - KEPT_CLOSED) & closed.exists())
    return int(session.execute(delete(OwnDraft).where(old)).rowcount)
