"""A step that waits for a person: who may take it, by when, and how urgent it is, fixed at the moment it opens."""

from __future__ import annotations

from typing import Any

from workflows.engine.errors import EngineFault
from workflows.engine.marks import Marks
from workflows.engine.plain import plain_fields
from workflows.engine.step import Opened
from workflows.engine.transition import Transition, element_of, transition_of
from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.expressions.performers import due_value

HIGHEST_PRIORITY = 100


def open_item(task: Any) -> None:
    """Note that a person has something to do.

    Raises EngineFault when an expression of the step has no value of the right kind.
    """
    transition = transition_of(task)
    marks: Marks = task.task_spec.marks
    ref = task.internal_data["ref"] = transition.new_ref()
    transition.opened.append(
        Opened(
            ref=ref,
            element=marks.element,
            name=marks.name,
            name_en=marks.name_en,
            step=marks.step,
            form=marks.form,
            candidates=_people(transition, task, marks.candidates),
            assignee=_people(transition, task, marks.assignee),
            due=_due(transition, task, marks.due),
            priority=_priority(transition, task, marks.priority),
            ladder=marks.ladder,
            local=plain_fields(task.data),
        )
    )


def _people(transition: Transition, task: Any, source: str | None) -> dict[str, Any] | None:
    value = None if source is None else transition.value(task, source)
    if value is not None and (type(value) is not dict or len(value) != 1):
        raise EngineFault(
            N_("Expected %(element)s to name people by head_of(), group() or the like."), element=element_of(task)
        )
    return value


def _due(transition: Transition, task: Any, source: str | None) -> Any:
    try:
        return due_value(None if source is None else transition.value(task, source))
    except (ExpressionError, ValueError):
        raise EngineFault(N_("Expected %(element)s to have a date when it is due."), element=element_of(task)) from None


def _priority(transition: Transition, task: Any, source: str | None) -> int | None:
    value = None if source is None else transition.value(task, source)
    if value is None or (type(value) is int and 0 <= value <= HIGHEST_PRIORITY):
        return value
    raise EngineFault(N_("Expected %(element)s to have a priority from 0 to 100."), element=element_of(task))
