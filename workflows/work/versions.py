"""A piece of evidence in versions: a newer file takes the place of the one before, which stays with what it was submitted with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Refusal
from workflows.limits import EVIDENCE_VERSIONS
from workflows.organisation.standing import Standing
from workflows.work.attachments import file_of, find_in_case, keep, ready
from workflows.work.evidence import Stored
from workflows.work.item import Item
from workflows.work.models import Attachment
from workflows.work.rules import may_act

HANDED_IN = N_(
    "Expected a result that is still being made, but it was handed in; what was submitted stays as it was. Take it back first, "
    "or wait until it is returned."
)
A_LINK = N_("Expected a file to be replaced, but this is a link; remove it and add the other link.")
OVERTAKEN = N_(
    "Expected the version that is there now, but it was replaced or removed in the meantime; please look again."
)
SAME = N_("Expected a newer version, but this is the same file, byte for byte.")
MANY = N_("Expected at most %(most)s versions of one piece of evidence, but there are as many already.")


def may_replace(item: Item, standing: Standing) -> Refusal | None:
    """Whoever makes the result may replace its files; what was handed in is nobody's to change."""
    if item.step != "submission" or (item.closed_at is not None and item.closed_how == "completed"):
        return Conflict(HANDED_IN)
    return may_act(item, standing, "submission")


def replace_file(
    session: Session,
    item: Item,
    attachment_id: str,
    *,
    name: str,
    stored: Stored,
    not_classified: bool,
    actor: Actor,
    at: datetime,
) -> str:
    """Put a newer version in the place of a file and return its address; the older one is kept, numbered, with every submission
    that it was part of.
    """
    held = ready(session, item, not_classified=not_classified, actor=actor, at=at, more=0, rule=may_replace)
    before = find_in_case(session, item.instance_id, attachment_id)
    if refusal := _is_newer(before, stored):
        raise refusal
    before.removed_at = at
    row = file_of(item, name, stored)
    row.version, row.first_id = before.version + 1, before.piece
    public_id = keep(held, row, "attachment.replaced", replaces=before.public_id, version=row.version)
    held.turn.finish()
    return public_id


def _is_newer(before: Attachment, stored: Stored) -> Refusal | None:
    if before.removed_at is not None:
        return Conflict(OVERTAKEN)
    if before.url is not None:
        return Conflict(A_LINK)
    if before.sha256 == stored.sha256:
        return Conflict(SAME)
    if before.version >= EVIDENCE_VERSIONS:
        return Conflict(MANY, most=EVIDENCE_VERSIONS)
    return None


def older_versions(session: Session, files: Iterable[Attachment]) -> dict[int, list[Attachment]]:
    """What stood in the place of each of these files before, newest first; one query whatever their number."""
    later = [file for file in files if file.version > 1]
    firsts = {file.piece for file in later}
    if not firsts:
        return {}
    same = or_(Attachment.id.in_(firsts), Attachment.first_id.in_(firsts))
    rows = session.scalars(select(Attachment).where(same).order_by(Attachment.version.desc())).all()
    return {file.id: [row for row in rows if row.piece == file.piece and row.version < file.version] for file in later}
