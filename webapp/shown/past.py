"""Where evidence comes from: the versions that stood in its place before, and what it was given for the first time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.shown import names
from workflows.instances.models import ProcessInstance
from workflows.organisation.standing import Standing
from workflows.work.access import visible_cases
from workflows.work.models import Attachment
from workflows.work.versions import older_versions


@dataclass(frozen=True, slots=True)
class Older:
    """An older version and who gave it."""

    file: Attachment
    who: str


@dataclass(frozen=True, slots=True)
class Origin:
    """When a piece was given before, and with which task; the task is named to those alone who may see it."""

    code: str
    case_public_id: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """What a piece of evidence was before: ``who`` gave this version, what it replaced, where it was taken from."""

    who: str
    older: tuple[Older, ...]
    origin: Origin | None


def past_of(session: Session, files: Collection[Attachment], standing: Standing) -> dict[int, Past]:
    """The past of those files that have one; at most three queries whatever their number, none where no file has any."""
    older = older_versions(session, files)
    origins = _origins(session, {file.origin_id for file in files if file.origin_id}, standing)
    told = [file for file in files if file.id in older or file.origin_id]
    if not told:
        return {}
    who = names.people(session, [row.added_by_id for file in told for row in (file, *older.get(file.id, ()))])
    return {
        file.id: Past(
            who.get(file.added_by_id, ""),
            tuple(Older(row, who.get(row.added_by_id, "")) for row in older.get(file.id, ())),
            origins.get(file.origin_id or 0),
        )
        for file in told
    }


def _origins(session: Session, ids: set[int], standing: Standing) -> dict[int, Origin]:
    if not ids:
        return {}
    rows = session.execute(
        select(
            Attachment.id,
            Attachment.added_at,
            ProcessInstance.business_key,
            ProcessInstance.public_id,
            visible_cases(standing).label("seen"),
        )
        .join(ProcessInstance, ProcessInstance.id == Attachment.instance_id)
        .where(Attachment.id.in_(ids))
    )
    return {
        row.id: Origin(row.business_key if row.seen else "", row.public_id if row.seen else "", row.added_at)
        for row in rows
    }
