"""Everything that a document says about a case, gathered with the queries of the pages and for what one person may see.

Nothing here draws. What is gathered is rows and words; ``Dossier.content_hash`` is one hash over what was ordered, handed in
and decided, so that two copies of a record can be compared whatever they look like.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.language import own_name
from webapp.shown import classes, names, results
from webapp.shown.order import order_of
from webapp.shown.parts import Shown as ShownPart
from webapp.shown.parts import parts_of
from webapp.shown.results import Checked, HandedIn
from webapp.shown.task_cases import Shown, shown_cases
from workflows.instances.models import ProcessInstance
from workflows.ledger.models import LedgerEntry
from workflows.organisation.models import Appointment, OrgUnit, Position
from workflows.organisation.standing import Standing
from workflows.resolutions.details import TaskDetails, find_resolution_task
from workflows.work.directing import find_case
from workflows.work.evidence import EvidenceStore
from workflows.work.models import Attachment
from workflows.written import canonical

CHUNK = 1024 * 1024
SOUND, CHANGED, MISSING = "sound", "changed", "missing"


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case on paper. ``versions`` is oldest first, ``parts`` what co-operating units contribute; ``posts`` says in which post an
    appointment acted; ``files`` how each piece of evidence is found in the store today; ``signed`` is the version that was signed
    off, with the check that did it.
    """

    case: ProcessInstance
    details: TaskDetails | None
    units: dict[str, list[OrgUnit]]
    versions: tuple[HandedIn, ...]
    parts: tuple[ShownPart, ...]
    posts: dict[int, str]
    files: dict[int, str]
    signed: tuple[HandedIn, Checked] | None
    entry: LedgerEntry | None
    cases: Sequence[Shown]

    def post(self, appointment_id: int | None) -> str:
        """The post and unit in which somebody acted; empty when none was noted."""
        return self.posts.get(appointment_id or 0, "")

    def unit_names(self, role: str) -> list[str]:
        """The units of one role, in the reader's language."""
        return [own_name(unit) for unit in self.units.get(role, ())]

    def content_hash(self) -> str:
        """SHA-256 over what was ordered, handed in, checked and signed: people, moments, decisions and the files' own hashes."""
        ordered = self.details.task_row if self.details else None
        said: dict[str, Any] = {
            "code": self.case.business_key,
            "title": self.case.title_vi,
            "product": ordered.deliverable if ordered else "",
            "due_on": ordered.due_on.isoformat() if ordered and ordered.due_on else None,
            "clears": ordered.clears if ordered else "",
            "versions": [_spelled(one) for one in self.versions],
            "ledger": self.entry.hash if self.entry else None,
        }
        if self.parts:  # a task without any keeps the hash that it always had
            said["parts"] = [_spelled_part(one) for one in self.parts]
        return hashlib.sha256(canonical(said).encode()).hexdigest()


def gather(session: Session, public_id: str, *, standing: Standing, at: datetime, store: EvidenceStore) -> Dossier:
    """All of it for a case that this person may see; raises ``NotFound`` otherwise. Reads the bytes of every file."""
    case = find_case(session, public_id, standing=standing)
    order = order_of(session, case.id)
    versions = tuple(reversed(results.handed_in(session, case.id)))
    parts = tuple(parts_of(session, case.id))
    enclosed = [file for one in (*versions, *parts) for file in _enclosed(one)]
    signed = signed_off(versions)
    return Dossier(
        case=case,
        details=find_resolution_task(session, order.public_id, standing, classes.moment_of(at)) if order else None,
        units=names.units_of_case(session, case.id),
        versions=versions,
        parts=parts,
        posts=_posts(session, versions),
        files={file.id: _found(store, file) for file in enclosed},
        signed=signed,
        entry=_entry(session, case) if signed else None,
        cases=shown_cases(session, order.id if order else None, standing, at),
    )


def signed_off(versions: Iterable[HandedIn]) -> tuple[HandedIn, Checked] | None:
    """The version that was signed off last, with its check; ``None`` while none is."""
    for one in reversed(tuple(versions)):
        for check in reversed(one.checks):
            if check.review.decision == "sign_off":
                return one, check
    return None


def _spelled(one: HandedIn) -> dict[str, Any]:
    row = one.row
    return {
        "number": row.number,
        "sha256": row.sha256,
        "by": one.who,
        "at": row.submitted_at.isoformat(),
        "due_at": row.due_at.isoformat() if row.due_at else None,
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        "evidence": [[file.name, file.sha256] for file in one.evidence],
        "checks": [
            [
                check.review.stage,
                check.review.decision,
                check.review.reason,
                check.who,
                check.review.decided_at.isoformat(),
            ]
            for check in one.checks
        ],
    }


def _enclosed(one: HandedIn | ShownPart) -> tuple[Attachment, ...]:
    return one.evidence if isinstance(one, HandedIn) else one.files


def _spelled_part(one: ShownPart) -> dict[str, Any]:
    return {
        "unit": one.unit.code,
        "product": one.row.product,
        "due_at": one.row.due_at.isoformat() if one.row.due_at else None,
        "deliveries": [
            [made.row.note, made.who, made.row.delivered_at.isoformat(), made.row.decision, made.row.reason]
            for made in one.delivered
        ],
        "evidence": [[file.name, file.sha256] for file in one.files],
    }


def _found(store: EvidenceStore, file: Attachment) -> str:
    """Whether the bytes are those that were handed in: a file that was replaced or lost since is said to be so."""
    if file.stored_as is None:
        return SOUND  # a link is its words
    path = store.path_of(file.stored_as)
    return MISSING if not path.is_file() else SOUND if _hash_of(path) == file.sha256 else CHANGED


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _posts(session: Session, versions: tuple[HandedIn, ...]) -> dict[int, str]:
    wanted = {one.row.appointment_id for one in versions} | {
        check.review.appointment_id for one in versions for check in one.checks
    }
    rows = session.execute(
        select(Appointment.id, Position, OrgUnit)
        .join(Position, Position.id == Appointment.position_id)
        .join(OrgUnit, OrgUnit.id == Position.unit_id)
        .where(Appointment.id.in_({one for one in wanted if one}))
    )
    return {number: f"{own_name(post, 'title')}, {own_name(unit)}" for number, post, unit in rows}


def _entry(session: Session, case: ProcessInstance) -> LedgerEntry | None:
    """The fact of the last sign-off in the case's chain."""
    return session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.stream == f"case:{case.public_id}", LedgerEntry.kind == "submission.signed_off")
        .order_by(LedgerEntry.seq.desc())
        .limit(1)
    ).first()
