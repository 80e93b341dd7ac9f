"""What is asked about a process, and which of its cases the reader may see: the same conditions for every figure and list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, true, union

from workflows.definitions.models import DefinitionVersion
from workflows.instances.models import ProcessInstance
from workflows.organisation.standing import Standing
from workflows.work.access import visible_case_ids


@dataclass(frozen=True, slots=True)
class Asked:
    """A process (or one version of it) within a period, narrowed down to the work of a unit with those below it, and to a kind of task."""

    key: str
    since: datetime
    until: datetime
    version: int | None = None
    unit_id: int | None = None
    kind: str = ""


def cases_of(key: str, version: int | None, standing: Standing) -> list[ColumnElement[bool]]:
    """The conditions on ``process_instances``: of this process (and version), and open to this person."""
    versions = select(DefinitionVersion.id).where(DefinitionVersion.key == key)
    if version is not None:
        versions = versions.where(DefinitionVersion.number == version)
    return [ProcessInstance.definition_version_id.in_(versions), seen_cases(standing)]


def seen_cases(standing: Standing) -> ColumnElement[bool]:
    """The cases that this person may see, for lists: found by index, not all cases asked."""
    return true() if standing.sees_all else ProcessInstance.id.in_(union(*visible_case_ids(standing)))
