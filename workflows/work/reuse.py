"""Evidence that was given already and is used again: chosen from what the person may see, never copied, its origin kept.

A new use is a row of its own in the case that uses it; it names the bytes of the one that it was taken from. Who may see the
new case sees the file; that says nothing about the case it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from workflows.actor import Actor
from workflows.errors import N_, Invalid
from workflows.instances.models import ProcessInstance
from workflows.limits import EVIDENCE_PIECES
from workflows.organisation.folding import fold
from workflows.organisation.searching import MOST_WORDS, words_begin
from workflows.organisation.standing import Standing
from workflows.work.access import visible_case_ids
from workflows.work.attachments import has_a_hand, held_by, keep, ready
from workflows.work.item import Item
from workflows.work.models import Attachment, Submission, SubmittedEvidence

NOTHING = N_("Expected at least one file to use again, but none was chosen.")
GONE = N_("Expected files that you may use here, but one of them is not, or not any more. Please choose again.")


def reuse(
    session: Session, item: Item, *, chosen: Sequence[str], not_classified: bool, actor: Actor, at: datetime
) -> list[str]:
    """Put pieces of evidence that were given before to this result; returns the addresses of the new uses.

    Rights are asked again under the lock: what may not be seen is answered like what does not exist, and then nothing is kept.
    """
    wanted = list(dict.fromkeys(chosen))[: EVIDENCE_PIECES + 1]
    if not wanted:
        raise Invalid(NOTHING)
    held = ready(session, item, not_classified=not_classified, actor=actor, at=at, more=len(wanted))
    offered = _offered(Attachment, session, held.item, held.standing)
    query = select(Attachment).where(Attachment.public_id.in_(wanted), *offered)
    found = {row.public_id: row for row in session.scalars(query)}
    if found.keys() != set(wanted):
        raise Invalid(GONE)
    uses = []
    for origin in {found[one].sha256: found[one] for one in wanted}.values():  # the same bytes twice are once enough
        row = Attachment(
            instance_id=item.instance_id,
            work_item_id=item.id,
            name=origin.name,
            media_type=origin.media_type,
            size=origin.size,
            sha256=origin.sha256,
            stored_as=origin.stored_as,
            url=origin.url,
            shows=origin.shows,
            origin_id=origin.id,
        )
        for author in _authors(session, origin):
            has_a_hand(held, author)
        uses.append(keep(held, row, "attachment.reused", origin=origin.public_id))
    held.turn.finish()
    return uses


def _authors(session: Session, origin: Attachment) -> set[int]:
    """Whoever gave the file, here and wherever it was taken from: they had a hand in this result, too, and do not verify it."""
    found, row = {origin.added_by_id}, origin
    while row.origin_id is not None:
        row = session.get_one(Attachment, row.origin_id)
        found.add(row.added_by_id)
    return found


def find_given(
    session: Session, item: Item, *, standing: Standing, search: str = "", before: int | None = None, limit: int
) -> list[tuple[Attachment, ProcessInstance]]:
    """What was given already and may be used here, with its case, newest first: one more than ``limit`` where there is more.

    A use of something that is in the list itself is left out. ``search`` is for beginnings of words of the file's name and of
    the task's code and titles, without accents.
    """
    first, its_case = aliased(Attachment), aliased(ProcessInstance)
    seen_twice = exists().where(
        first.id == Attachment.origin_id,
        its_case.id == first.instance_id,
        *_offered(first, session, item, standing),
        *_called(first, its_case, search),
    )
    query = (
        select(Attachment, ProcessInstance)
        .join(ProcessInstance, ProcessInstance.id == Attachment.instance_id)
        .where(
            *_offered(Attachment, session, item, standing), *_called(Attachment, ProcessInstance, search), ~seen_twice
        )
    )
    if before is not None:
        query = query.where(Attachment.id < before)
    rows = session.execute(query.order_by(Attachment.id.desc()).limit(limit + 1)).all()
    return [(row[0], row[1]) for row in rows]


def _called(file: type[Attachment], case: type[ProcessInstance], search: str) -> list[ColumnElement[bool]]:
    words = fold(search).split()[:MOST_WORDS]
    return [or_(*words_begin(file.folded, word), *words_begin(case.folded, word)) for word in words]


def _offered(file: type[Attachment], session: Session, item: Item, standing: Standing) -> list[ColumnElement[bool]]:
    """Evidence of this case and of every case that the person may see: held there now, or part of a result that was handed in.

    What is on this result, or this part, already (the same bytes, the same address) is left out.
    """
    here = select(Attachment.sha256).where(*held_by(session, item))
    return [
        _usable(file.instance_id, item, standing),
        or_(file.removed_at.is_(None), _was_submitted(file)),
        file.sha256.not_in(here),
    ]


def _usable(instance_id: Any, item: Item, standing: Standing) -> ColumnElement[bool]:
    return or_(instance_id == item.instance_id, *(instance_id.in_(ids) for ids in visible_case_ids(standing)))


def _was_submitted(file: type[Attachment]) -> ColumnElement[bool]:
    return exists().where(
        Submission.instance_id == file.instance_id,
        SubmittedEvidence.submission_id == Submission.id,
        SubmittedEvidence.attachment_id == file.id,
    )
