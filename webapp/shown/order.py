"""What the resolution orders, for whoever works on its case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.organisation.models import OrgUnit
from workflows.resolutions.cases import carried_out_by
from workflows.resolutions.models import AssigningDocument, ResolutionTask


@dataclass(frozen=True, slots=True)
class Order:
    """A task as its document gives it: the product, the evidence, the day, and the words of both document and deadline."""

    id: int
    public_id: str
    code: str
    title_vi: str
    title_en: str
    deliverable: str
    evidence_required: str
    due_on: date | None
    original_due_on: date | None
    due_text: str
    document: str
    lead_code: str | None


def order_of(session: Session, instance_id: int) -> Order | None:
    """The task that a case carries out, or did before it was reopened; ``None`` for a case of another kind."""
    row = session.execute(
        select(ResolutionTask, AssigningDocument.words, OrgUnit.code)
        .outerjoin(AssigningDocument, AssigningDocument.id == ResolutionTask.document_id)
        .outerjoin(OrgUnit, OrgUnit.id == ResolutionTask.lead_unit_id)
        .where(carried_out_by(instance_id))
    ).first()
    if row is None:
        return None
    ordered, words, lead_code = row
    return Order(
        ordered.id,
        ordered.public_id,
        ordered.code,
        ordered.title_vi,
        ordered.title_en,
        ordered.deliverable,
        ordered.evidence_required,
        ordered.due_on,
        ordered.original_due_on,
        ordered.due_text,
        words or "",
        lead_code,
    )
