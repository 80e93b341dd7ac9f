"""The tasks that belong to a task: those above and below it in the resolutions, taken out of it, merged into it, and the other way."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g

from workflows.errors import N_
from workflows.resolutions.linking import Linked, find_linked
from workflows.resolutions.register import Moment

WAYS = (
    ("implements", False, N_("Carries out part of")),
    ("implements", True, N_("Carried out by tasks of plans below")),
    ("split_from", False, N_("Taken out of")),
    ("split_from", True, N_("Tasks that were taken out of it")),
    ("merged_into", False, N_("Merged into")),
    ("merged_into", True, N_("Was ordered also as")),
)


def kin_of(task_id: int, moment: Moment) -> list[tuple[str, bool, Sequence[Linked]]]:
    """For each way in which others belong to it: its words, whether it can be ended here, and those that may be seen."""
    found = [
        (
            words,
            kind == "implements" and not backward,
            find_linked(g.session, task_id, kind, g.standing, moment, backward=backward),
        )
        for kind, backward, words in WAYS
    ]
    return [one for one in found if one[2]]
