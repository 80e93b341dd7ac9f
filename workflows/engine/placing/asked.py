"""What a drawing asks for: the fields of a form that it reads between a step's end and the next places where the case waits, the
steps of people, the variables that it writes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from workflows.engine.codec import unpack
from workflows.engine.definitions import Timed
from workflows.engine.drawing import Drawing
from workflows.engine.elements import CatchEvent, Inner, ReceiveTask, UserTask
from workflows.engine.marks import Marks
from workflows.engine.placing.waiting import Scope, Waiting, read, tokens_of
from workflows.engine.repeated import Repeated
from workflows.expressions.errors import ExpressionError
from workflows.expressions.syntax import tree_of

_EXPRESSIONS = ("candidates", "assignee", "due", "priority", "correlation")


def fields_read(drawing: Drawing, state: bytes, key: str) -> frozenset[str]:
    """The names of the fields that are read when the place with this key is left; none for a place that is none."""
    found: set[str] = set()
    for token in tokens_of(read(drawing, unpack(drawing, state))):
        if token.key == key:
            for source in _sources_after(drawing, token):
                found |= fields_in(source)
    return frozenset(found)


def peoples_steps(drawing: Drawing) -> Mapping[str, Marks]:
    """The marks of every step that waits for a person, by its element, of the drawing and of all that it contains and calls."""
    specs = (drawing.spec, *drawing.inner.values())
    found = (one.marks for spec in specs for one in spec.task_specs.values() if isinstance(one, UserTask))
    return {marks.element: marks for marks in found}


def written_names(drawing: Drawing) -> frozenset[str]:
    """The names of the variables that the drawing writes, by assignments and by decisions."""
    found: set[str] = set()
    for spec in (drawing.spec, *drawing.inner.values()):
        for one in spec.task_specs.values():
            marks: Marks | None = getattr(one, "marks", None)
            if marks is not None:
                found |= {target.split(".")[0] for target, _ in marks.assignments}
                found |= {marks.result or marks.decision or ""}
    return frozenset(found - {""})


def _sources_after(drawing: Drawing, token: Waiting) -> Iterator[str]:
    """Every expression on the way: of the step itself, and of all that may follow until it waits."""
    yield from _on_leaving(token.spec)
    if token.is_instance and token.group is not None:
        yield from filter(None, token.group.spec.sources)
    left = token.group.spec if token.is_instance and token.group is not None else token.spec
    seen: set[tuple[str, str]] = set()
    ahead: list[tuple[Scope, Any]] = [(token.scope, one) for one in left.outputs]
    while ahead:
        scope, spec = ahead.pop()
        if (scope.spec.name, spec.name) in seen:
            continue
        seen.add((scope.spec.name, spec.name))
        yield from _on_arriving(spec)
        if spec is scope.spec.end:
            ahead += [] if scope.host is None else [(scope.host.scope, one) for one in scope.host.spec.outputs]
        elif isinstance(spec, Inner):
            inside = drawing.inner[spec.spec]
            ahead.append((Scope(inside, Waiting("", spec, 0, {}, {}, scope, None)), inside.start))
        elif not isinstance(spec, UserTask | CatchEvent | ReceiveTask | Repeated):
            yield from _on_leaving(spec)
            ahead += [(scope, one) for one in spec.outputs]


def _on_arriving(spec: Any) -> Iterator[str]:
    marks = getattr(spec, "marks", None)
    yield from (source for name in _EXPRESSIONS if (source := getattr(marks, name, None)))
    if isinstance(spec, Repeated):
        yield from filter(None, spec.sources)
    definition = getattr(spec, "event_definition", None)
    if isinstance(definition, Timed):
        yield definition.source


def _on_leaving(spec: Any) -> Iterator[str]:
    marks = getattr(spec, "marks", None)
    for name in ("assignments", "parameters"):
        yield from (source for _, source in getattr(marks, name, ()))
    yield from (condition.source for condition, _ in getattr(spec, "cond_task_specs", ()) if condition is not None)


def fields_in(source: str) -> set[str]:
    """The names of the fields of a form that an expression reads."""
    try:
        tree = tree_of(source)
    except ExpressionError:  # a moment or a duration as it is written
        return set()
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "form"
    }
