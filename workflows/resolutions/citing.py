"""Cases by what ordered them: conditions on ``process_instances`` for lists of the rooms below, which know no plan."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from workflows.instances.models import ProcessInstance
from workflows.resolutions.models import AssigningDocument, ResolutionTask


def of_resolution(resolution_id: int) -> ColumnElement[bool]:
    """The case carries out a task of this resolution."""
    cases = select(ResolutionTask.instance_id).where(
        ResolutionTask.resolution_id == resolution_id, ResolutionTask.instance_id == ProcessInstance.id
    )
    return cases.correlate(ProcessInstance).exists()


def ordered_by(word: str, case: ColumnElement[int]) -> ColumnElement[bool]:
    """The number of the document that gave this case's task has this word (in small letters, without accents)."""
    documents = select(AssigningDocument.id).where(func.lower(AssigningDocument.number).contains(word, autoescape=True))
    cases = select(ResolutionTask.instance_id).where(
        ResolutionTask.document_id.in_(documents), ResolutionTask.instance_id == case
    )
    return cases.correlate_except(ResolutionTask).exists()
