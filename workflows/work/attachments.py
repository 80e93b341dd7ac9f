"""Evidence on an item: files added, and anything removed, while the result, or a co-operating unit's part of it, is being made.

Links, newer versions and what was given before have modules of their own (``links``, ``versions``, ``reuse``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.instances.models import ProcessInstance
from workflows.limits import EVIDENCE_PIECES, FILE_NAME_LETTERS, LINK_LETTERS
from workflows.organisation.folding import fold
from workflows.organisation.standing import Standing
from workflows.work.access import visible_cases
from workflows.work.delivering import have_a_hand, may_enclose, part_about
from workflows.work.evidence import Stored
from workflows.work.item import Grip, Item, grip
from workflows.work.models import Attachment, SubmittedEvidence
from workflows.work.parts import delivers
from workflows.work.rules import may_act
from workflows.work.sides import contribute

DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{kind}{number}" for kind in ("COM", "LPT") for number in range(1, 10))}
"""Names under which Windows saves no file."""


def attach_file(
    session: Session, item: Item, *, name: str, stored: Stored, not_classified: bool, actor: Actor, at: datetime
) -> str:
    """Put a stored file to the result's evidence and return its address. Each upload confirms *no classified content* [U]."""
    held = ready(session, item, not_classified=not_classified, actor=actor, at=at)
    public_id = keep(held, file_of(item, name, stored))
    held.turn.finish()
    return public_id


def file_of(item: Item, name: str, stored: Stored) -> Attachment:
    """A row that names stored bytes, to be kept with what the step is about."""
    return Attachment(
        instance_id=item.instance_id,
        work_item_id=item.id,
        name=clean_name(name),
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        stored_as=stored.stored_as,
    )


def may_add(item: Item, standing: Standing) -> Refusal | None:
    """Whoever makes the result, or a part of it, gives the evidence for it."""
    return may_act(item, standing, None if delivers(item) else "submission")


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
    if delivers(held.item):
        if refusal := may_enclose(session, held.item, held.standing, more=more):
            raise refusal
        return held
    count = session.scalar(select(func.count()).select_from(Attachment).where(*_of_result(item.instance_id)))
    if (count or 0) + more > EVIDENCE_PIECES:
        raise Conflict(
            N_("Expected at most %(most)s pieces of evidence for a task, but there are as many already."),
            most=EVIDENCE_PIECES,
        )
    return held


def keep(held: Grip, row: Attachment, kind: str = "attachment.added", /, **more: Any) -> str:
    """Write one piece of evidence down, with the fact that says how it came, and return its address. The caller finishes."""
    row.folded, row.added_by_id, row.added_at = fold(row.name), _who(held), held.turn.at
    if delivers(held.item):
        row.part_id = part_about(held.turn.session, held.item).id
    held.turn.session.add(row)
    held.turn.session.flush()
    has_a_hand(held, row.added_by_id)
    said = {"item": held.item.public_id, "attachment": row.public_id, "sha256": row.sha256, "size": row.size}
    held.turn.note(fact(kind, row.name, **said, **more))
    return row.public_id


def _who(held: Grip) -> int:
    assert held.turn.actor.person_id is not None
    return held.turn.actor.person_id


def remove(session: Session, item: Item, attachment_id: str, *, actor: Actor, at: datetime) -> None:
    """Take evidence away from the result in the making; what was part of a submission stays with that submission. From a part goes
    only what was added since it was sent back.

    Whoever takes evidence away has contributed, as whoever adds it.
    """
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_add(held.item, held.standing):
        raise refusal
    theirs = [Attachment.work_item_id == held.item.id, Attachment.removed_at.is_(None)]
    which = theirs if delivers(held.item) else _of_result(item.instance_id)
    row = session.scalars(select(Attachment).where(Attachment.public_id == attachment_id, *which)).first()
    if row is None:
        raise NotFound
    row.removed_at = at
    session.flush()
    assert actor.person_id is not None
    has_a_hand(held, actor.person_id)
    held.turn.note(fact("attachment.removed", row.name, item=item.public_id, attachment=row.public_id))
    held.turn.finish()


def find_in_case(session: Session, instance_id: int, public_id: str) -> Attachment:
    """Evidence that was ever given for this case's result; raises ``NotFound`` when there is none with that address."""
    here = (Attachment.public_id == public_id, Attachment.instance_id == instance_id, Attachment.part_id.is_(None))
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
    """The evidence of a case's result as it is now, oldest first; what belongs to a part is not among it."""
    query = select(Attachment).where(*_of_result(instance_id)).order_by(Attachment.id)
    return list(session.scalars(query.limit(EVIDENCE_PIECES)))


def evidence_of_parts(session: Session, part_ids: Iterable[int]) -> list[Attachment]:
    """What co-operating units put to these parts, oldest first."""
    of_parts = (Attachment.part_id.in_(set(part_ids)), Attachment.removed_at.is_(None))
    return list(session.scalars(select(Attachment).where(*of_parts).order_by(Attachment.id)))


def held_by(session: Session, item: Item) -> list[ColumnElement[bool]]:
    """Conditions on evidence: what the result that a step is about, or the part that is made there, holds now."""
    if not delivers(item):
        return _of_result(item.instance_id)
    part = part_about(session, item)
    return [Attachment.instance_id == item.instance_id, Attachment.removed_at.is_(None), Attachment.part_id == part.id]


def _of_result(instance_id: int) -> list[ColumnElement[bool]]:
    return [Attachment.instance_id == instance_id, Attachment.removed_at.is_(None), Attachment.part_id.is_(None)]


def has_a_hand(held: Grip, person_id: int) -> None:
    """Whoever adds or takes away evidence has contributed; to a part also while the result is being checked."""
    if delivers(held.item):
        have_a_hand(held.turn, person_id, "part")
    else:
        contribute(held.turn, person_id, "evidence")


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
