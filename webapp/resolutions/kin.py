"""The tasks that belong to a task: those above and below it in the resolutions, taken out of it, merged into it, and the other way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g

from webapp.shown.classes import COMPLETED
from workflows.errors import N_
from workflows.resolutions.linking import Linked, find_linked
from workflows.resolutions.wanted import Moment

WAYS = (
    ("implements", False, N_("Carries out part of")),
    ("implements", True, N_("Carried out by tasks of plans below")),
    ("split_from", False, N_("Taken out of")),
    ("split_from", True, N_("Tasks that were taken out of it")),
    ("merged_into", False, N_("Merged into")),
    ("merged_into", True, N_("Was ordered also as")),
)


@dataclass(frozen=True, slots=True)
class Kin:
    """Those that belong to a task in one way: the way in words, whether it can be ended here, and, for tasks that carry it out,
    how many of them are completed."""

    words: str
    ends: bool
    linked: Sequence[Linked]
    completed: int | None


def kin_of(task_id: int, moment: Moment) -> list[Kin]:
    """For each way in which others belong to the task: those that may be seen."""
    found = []
    for kind, backward, words in WAYS:
        linked = find_linked(g.session, task_id, kind, g.standing, moment, backward=backward)
        completed = (
            sum(one.row.class_name in COMPLETED for one in linked) if kind == "implements" and backward else None
        )
        if linked:
            found.append(Kin(words, kind == "implements" and not backward, linked, completed))
    return found
