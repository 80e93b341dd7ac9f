"""What the resolution orders, for whoever works on its case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from workflows.instances.models import ProcessInstance
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
    return orders_of(session, [instance_id]).get(instance_id)


def orders_of(session: Session, instance_ids: Iterable[int]) -> dict[int, Order]:
    """The same for several cases, by the case; those of another kind are left out."""
    rows = session.execute(
        select(ProcessInstance.id, ResolutionTask, AssigningDocument.words, OrgUnit.code)
        .select_from(ProcessInstance)
        .join(ResolutionTask, true())
        .outerjoin(AssigningDocument, AssigningDocument.id == ResolutionTask.document_id)
        .outerjoin(OrgUnit, OrgUnit.id == ResolutionTask.lead_unit_id)
        .where(ProcessInstance.id.in_(instance_ids), carried_out_by(ProcessInstance.id))
    )
    return {
        case_id: Order(
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
        for case_id, ordered, words, lead_code in rows
    }
