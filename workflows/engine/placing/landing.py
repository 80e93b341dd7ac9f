"""Where a token may begin, and in which scope: the nearest one around it that has the element, then what can be entered from there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from workflows.engine.drawing import Drawing
from workflows.engine.elements import BoundaryEvent, Drawn, Inner
from workflows.engine.errors import Misplaced
from workflows.engine.handlers import Handler, StartEvent
from workflows.engine.joins import InclusiveGateway, ParallelGateway
from workflows.engine.placing.waiting import Scope, Waiting
from workflows.engine.repeated import Repeated
from workflows.errors import N_

if TYPE_CHECKING:
    from workflows.engine.placing.planting import Planting


def may_begin(spec: Any) -> bool:
    """Whether a token may be put before an element: not on a border, not on the start, not where branches meet."""
    if isinstance(spec, ParallelGateway | InclusiveGateway):
        return len(spec.inputs) < 2
    return isinstance(spec, Drawn | Repeated) and not isinstance(spec, BoundaryEvent | StartEvent | Handler)


def begins(drawing: Drawing) -> tuple[str, ...]:
    """The ids of the elements before which a token may be put, of the drawing and of all that it contains and calls."""
    found = dict.fromkeys(
        name
        for spec in (drawing.spec, *drawing.inner.values())
        for name, one in spec.task_specs.items()
        if one.bpmn_id == name and may_begin(one)
    )
    return tuple(found)


def find_landing(planting: Planting, token: Waiting, element: str) -> tuple[Scope, tuple[str, ...]]:
    """The scope in which a moved token begins, and the activities that have to be begun there on the way, outer first.

    Raises Misplaced when no token may begin there, or when it is not clear in which of several scopes.
    """
    around: list[Scope] = []
    scope: Scope | None = token.scope
    while scope is not None:
        if id(scope) in planting.specs:
            around.append(scope)
        scope = None if scope.host is None else scope.host.scope
    for scope in around:
        if element in planting.specs[id(scope)].task_specs:
            return _checked(planting, scope, (), element)
    for scope in around:
        ways = list(_ways(planting.drawing, planting.specs[id(scope)], element))
        if len(ways) > 1:
            raise Misplaced(
                N_("Expected one way into the activity with %(element)s, but there are several."), element=element
            )
        if ways:
            return _descended(planting, scope, ways[0], element)
    raise Misplaced(N_("Expected an element of the drawing, but it has no %(element)s."), element=element)


def _descended(planting: Planting, scope: Scope, way: tuple[str, ...], element: str) -> tuple[Scope, tuple[str, ...]]:
    """Go into what is running already as far as it is, so that nothing is begun a second time beside it."""
    while way and (running := planting.scope_of_host(scope, way[0])):
        if len(running) > 1:
            raise Misplaced(N_("Expected one running %(host)s to enter, but there are several."), host=way[0])
        scope, way = running[0], way[1:]
    return _checked(planting, scope, way, element)


def _checked(planting: Planting, scope: Scope, way: tuple[str, ...], element: str) -> tuple[Scope, tuple[str, ...]]:
    spec = planting.specs[id(scope)]
    for host in way:
        entered = spec.task_specs[host]
        if isinstance(entered, Handler | Repeated):
            raise Misplaced(
                N_("Expected to enter %(host)s from its beginning only, since its event or its list says how it runs."),
                host=host,
            )
        spec = planting.drawing.inner[entered.spec]
    if not may_begin(spec.task_specs[element]):
        raise Misplaced(
            N_("Expected a step to begin with, but at %(element)s a token cannot begin: go to the step before it."),
            element=element,
        )
    return scope, way


def _ways(drawing: Drawing, spec: Any, element: str, depth: int = 0) -> Iterator[tuple[str, ...]]:
    """The chains of activities through which an element can be reached from a scope."""
    for name, one in spec.task_specs.items():
        host = spec.task_specs[one.task_spec] if isinstance(one, Repeated) else one
        if name != one.bpmn_id or not isinstance(host, Inner) or depth > len(drawing.inner):
            continue
        inside = drawing.inner[host.spec]
        if element in inside.task_specs:
            yield (name,)
        else:
            for way in _ways(drawing, inside, element, depth + 1):
                yield (name, *way)
