"""A task of the register as a row of a plan file: what ``rows.understand`` would read to say the same."""

from __future__ import annotations

import hashlib

from workflows.resolutions.contributions import COLUMN
from workflows.resolutions.models import ResolutionTask

COLUMN_OF = {
    "title_vi": "title_vi",
    "title_en": "title_en",
    "group_vi": "group",
    "group_en": "group",
    "lead_text": "lead_agency",
    "coordinating_text": "coordinating_agencies",
    "deliverable": "deliverable",
    "evidence_required": "evidence_required",
    "due_text": "due_text",
    "source": "source",
    "due_on": "due_date",
    "kind": "kind",
    "priority": "priority",
    COLUMN: COLUMN,
}
"""Which column of a plan file a field of the register comes from."""


def row_of(row: ResolutionTask, resolution: str, contributions: str | None = None) -> dict[str, str]:
    """The task by the columns of a plan file; parts only where they are handed in, secrecy never, because nothing secret is kept."""
    said = {} if contributions is None else {COLUMN: contributions}
    return {
        "code": row.code,
        "title_vi": row.title_vi,
        "title_en": row.title_en,
        "group": row.group_vi if row.group_vi == row.group_en else f"{row.group_vi} / {row.group_en}",
        "lead_agency": row.lead_text,
        "coordinating_agencies": row.coordinating_text,
        "deliverable": row.deliverable,
        "evidence_required": row.evidence_required,
        "due_date": row.due_on.isoformat() if row.due_on else "",
        "due_text": row.due_text,
        "source": row.source,
        "priority": str(row.priority),
        "kind": row.kind.replace("_", "-"),
        "resolution": resolution,
        "province": row.province or "",
        **said,
    }


def fingerprint(row: ResolutionTask, contributions: str) -> str:
    """A short name for everything that the register says of the task: what a page has seen."""
    return hashlib.sha256(repr(sorted(row_of(row, "", contributions).items())).encode()).hexdigest()
