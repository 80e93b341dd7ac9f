"""The cases of a task in words: the first, and each that goes on after a sign-off was reopened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.shown import names
from webapp.shown.classes import BY_NAME, ClassWords
from workflows.instances.models import ProcessInstance
from workflows.organisation.standing import Standing
from workflows.resolutions.cases import find_cases
from workflows.resolutions.reopening_models import CaseReopening


@dataclass(frozen=True, slots=True)
class Shown:
    """One case: where it stands, and who let it go on (empty for the first)."""

    row: ProcessInstance
    standing_class: ClassWords
    reopening: CaseReopening | None
    who: str


def shown_cases(session: Session, task_id: int | None, standing: Standing, at: datetime) -> Sequence[Shown]:
    """Those that the person may see, oldest first; nothing for a case that carries out no task."""
    if task_id is None:
        return ()
    found = find_cases(session, task_id, standing, at)
    people = names.people(session, [one.reopening.reopened_by_id for one in found if one.reopening])
    return [
        Shown(
            one.row,
            BY_NAME[one.class_name],
            one.reopening,
            people.get(one.reopening.reopened_by_id, "") if one.reopening else "",
        )
        for one in found
    ]
