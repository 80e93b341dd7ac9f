"""From the engine's ``Opened`` to the row of a work item: who may take it, which unit answers, when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from workflows.calendar import local_date
from workflows.db import new_public_id
from workflows.engine.step import Opened
from workflows.instances import due, performers
from workflows.written import written

if TYPE_CHECKING:
    from workflows.instances.turn import Turn

USUAL_PRIORITY = 50
UNWATCHED = "none"


def rows(turn: Turn, opened: Sequence[Opened]) -> dict[str, dict[str, Any]]:
    """The values of new work items by their ``ref``; who may take them is asked for all of them in one trip.

    Raises ``Refusal`` when the drawing names nobody or no date that can be understood.
    """
    on = local_date(turn.at)
    asked = [performers.asking(one.candidates, on=on) for one in opened]
    answers = iter(turn.ask(*(question for questions in asked for question in questions)))
    return {
        one.ref: _row(
            turn, one, performers.answered(turn.session, one.candidates, list(islice(answers, len(own))), on=on)
        )
        for one, own in zip(opened, asked, strict=True)
    }


def _row(turn: Turn, opened: Opened, performer: performers.Performer) -> dict[str, Any]:
    """The values of one new work item. It is born awake (``wake_at`` now), so that the clock looks at it once."""
    due_at = due.resolve(opened.due, opened_at=turn.at, calendar=performer.calendar)
    watched = due_at is not None and opened.ladder != UNWATCHED and not turn.suspended
    assignee = (opened.assignee or {}).get("person")
    return {
        "public_id": new_public_id(),
        "instance_id": turn.id,
        "ref": opened.ref,
        "element": opened.element,
        "name_vi": opened.name,
        "name_en": opened.name_en or opened.name,
        "step": opened.step,
        "form": opened.form,
        "candidate_key": performer.candidate_key,
        "assignee_id": assignee,
        "unit_id": performer.unit_id,
        "priority": opened.priority if opened.priority is not None else USUAL_PRIORITY,
        "ladder": opened.ladder,
        "due_at": due_at,
        "due_version": 1,
        "due_rule": due.rule_of(opened.due, opened_at=turn.at, calendar=performer.calendar),
        "opened_at": turn.at,
        "wake_at": turn.at if watched else None,
        "local": written(opened.local),
    }
