"""Evidence on an item: files added, and anything removed, while the result is being made. Links, newer versions and what was
given before have modules of their own (``links``, ``versions``, ``reuse``)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.instances.models import ProcessInstance
from workflows.limits import EVIDENCE_PIECES, FILE_NAME_LETTERS, LINK_LETTERS
from workflows.organisation.folding import fold
from workflows.organisation.standing import Standing
from workflows.work.access import visible_cases
from workflows.work.evidence import Stored
from workflows.work.item import Grip, Item, grip
from workflows.work.models import Attachment, SubmittedEvidence
from workflows.work.rules import may_act
from workflows.work.sides import contribute

DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{kind}{number}" for kind in ("COM", "LPT") for number in range(1, 10))}
"""Names under which Windows saves no file."""


def attach_file(
    session: Session, item: Item, *, name: str, stored: Stored, not_classified: bool, actor: Actor, at: datetime
) -> str:
    """Put a stored file to the result's evidence and return its address. Each upload confirms *no classified content* [U]."""
    held = ready(session, item, not_classified=not_classified, actor=actor, at=at)
    row = Attachment(
        instance_id=item.instance_id,
        work_item_id=item.id,
        name=clean_name(name),
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        stored_as=stored.stored_as,
    )
    public_id = keep(held, row)
    held.turn.finish()
    return public_id


def may_add(item: Item, standing: Standing) -> Refusal | None:
    """Whoever makes the result gives the evidence for it."""
    return may_act(item, standing, "submission")


def ready(
    session: Session,
    item: Item,
    *,
    not_classified: bool,
    actor: Actor,
    at: datetime,
    more: int = 1,
    rule: Callable[[Item, Standing], Refusal | None] = may_add,
) -> Grip:
    """The case in hand for ``more`` pieces of evidence: confirmed as not classified, the person's to add, and not too many."""
    if not not_classified:
        raise Invalid(
            N_("Expected your confirmation that the evidence holds no classified content, but the box is empty.")
        )
    held = grip(session, item, actor=actor, at=at)
    if refusal := rule(held.item, held.standing):
        raise refusal
    count = session.scalar(
        select(func.count())
        .select_from(Attachment)
        .where(Attachment.instance_id == item.instance_id, Attachment.removed_at.is_(None))
    )
    if (count or 0) + more > EVIDENCE_PIECES:
        raise Conflict(
            N_("Expected at most %(most)s pieces of evidence for a task, but there are as many already."),
            most=EVIDENCE_PIECES,
        )
    return held


def keep(held: Grip, row: Attachment, kind: str = "attachment.added", /, **more: Any) -> str:
    """Write one piece of evidence down, with the fact that says how it came, and return its address. The caller finishes."""
    row.folded, row.added_by_id, row.added_at = fold(row.name), _who(held), held.turn.at
    held.turn.session.add(row)
    held.turn.session.flush()
    contribute(held.turn, row.added_by_id, "evidence")
    said = {"item": held.item.public_id, "attachment": row.public_id, "sha256": row.sha256, "size": row.size}
    held.turn.note(fact(kind, row.name, **said, **more))
    return row.public_id


def _who(held: Grip) -> int:
    assert held.turn.actor.person_id is not None
    return held.turn.actor.person_id


def remove(session: Session, item: Item, attachment_id: str, *, actor: Actor, at: datetime) -> None:
    """Take evidence away from the result in the making; what was part of a submission stays with that submission.

    Whoever takes evidence away has contributed, as whoever adds it.
    """
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_act(held.item, held.standing, "submission"):
        raise refusal
    row = find_in_case(session, item.instance_id, attachment_id)
    if row.removed_at is not None:
        raise NotFound
    row.removed_at = at
    session.flush()
    assert actor.person_id is not None
    contribute(held.turn, actor.person_id, "evidence")
    held.turn.note(fact("attachment.removed", row.name, item=item.public_id, attachment=row.public_id))
    held.turn.finish()


def find_in_case(session: Session, instance_id: int, public_id: str) -> Attachment:
    """Evidence that was ever given in this case; raises ``NotFound`` when there is none with that address."""
    here = (Attachment.public_id == public_id, Attachment.instance_id == instance_id)
    row = session.scalars(select(Attachment).where(*here)).first()
    if row is None:
        raise NotFound
    return row


def find_attachment(session: Session, public_id: str, *, standing: Standing) -> Attachment:
    """Evidence with this address, if this person may see its case; raises ``NotFound`` otherwise."""
    row = session.scalars(
        select(Attachment)
        .join(ProcessInstance, ProcessInstance.id == Attachment.instance_id)
        .where(Attachment.public_id == public_id, visible_cases(standing))
    ).first()
    if row is None:
        raise NotFound
    return row


def evidence_on(session: Session, instance_id: int) -> list[Attachment]:
    """The evidence that a case holds now, oldest first."""
    return list(
        session.scalars(
            select(Attachment)
            .where(Attachment.instance_id == instance_id, Attachment.removed_at.is_(None))
            .order_by(Attachment.id)
            .limit(EVIDENCE_PIECES)
        )
    )


def evidence_in(session: Session, submission_id: int) -> list[Attachment]:
    """The evidence that was part of a submission, whatever happened to it since."""
    return list(
        session.scalars(
            select(Attachment)
            .join(SubmittedEvidence, SubmittedEvidence.attachment_id == Attachment.id)
            .where(SubmittedEvidence.submission_id == submission_id)
            .order_by(Attachment.id)
        )
    )


def stored_names(session: Session) -> list[str]:
    """Every file name that some row still points at (several may), for the sweep."""
    return list(session.scalars(select(Attachment.stored_as).where(Attachment.stored_as.is_not(None)).distinct()))


def clean_name(name: str) -> str:
    """The file's own name for showing: no path, no control characters, at most 200 characters, its ending kept."""
    last = name[-2 * LINK_LETTERS :].replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C").strip(" .")
    if len(shown) > FILE_NAME_LETTERS:
        stem, dot, ending = shown.rpartition(".")
        cut = FILE_NAME_LETTERS - len(ending) - 1
        shown = stem[:cut] + dot + ending if dot and len(ending) < 10 else shown[:FILE_NAME_LETTERS]
    if shown.partition(".")[0].upper() in DEVICES:
        shown = f"_{shown}"
    return shown or "file"
