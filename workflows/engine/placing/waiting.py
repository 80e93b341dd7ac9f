"""A stored state as a tree of what waits: scopes (the case, and what runs inside its activities) with their tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit

from workflows.engine.codec import Stored
from workflows.engine.definitions import Signalled, Timed
from workflows.engine.drawing import Drawing
from workflows.engine.elements import BoundaryEvent, Inner, UserTask
from workflows.engine.forgetting import LIVE
from workflows.engine.handlers import Ending, Watch
from workflows.engine.joins import InclusiveGateway, ParallelGateway
from workflows.engine.repeated import Repeated

Kind = Literal["item", "message", "timer", "signal", "activity", "repeated", "join"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a token waits: ``key`` names it within this state only, ``ref`` its item or timer, ``inside`` the activities around it.

    ``number`` counts the instances of a repeated activity (such a place is taken away with all the others or not at all);
    ``beside`` are the events that wait on its border, each with its timer's reference or none; ``data`` is what this token
    alone knows.
    """

    key: str
    element: str
    kind: Kind
    ref: str | None
    inside: tuple[str, ...]
    number: int | None
    beside: tuple[tuple[str, str | None], ...]
    data: Mapping[str, Any]


@dataclass(slots=True)
class Scope:
    """What runs on one drawn process or subprocess; ``host`` is the activity that it runs in."""

    spec: Any
    host: Waiting | None
    tasks: list[Waiting] = field(default_factory=list)

    def tokens(self) -> Iterator[Waiting]:
        """The tasks directly in this scope that hold a token; an activity stands for its events and its instances."""
        for task in self.tasks:
            found = task.activity if task.is_group else task
            if found is not None and found.is_token:
                yield found


@dataclass(slots=True)
class Waiting:
    """One task of a state; ``group`` is the split or repeated activity that it hangs below."""

    key: str
    spec: Any
    state: int
    data: dict[str, Any]
    internals: dict[str, Any]
    scope: Scope
    group: Waiting | None
    below: list[Waiting] = field(default_factory=list)
    inner: Scope | None = None

    @property
    def is_group(self) -> bool:
        """Whether it is no more than the bracket around an activity and the events on its border."""
        return isinstance(self.spec, BoundaryEventSplit)

    @property
    def is_token(self) -> bool:
        """Whether a token waits here: not beside something, not at the very end."""
        return bool(self.state & LIVE) and not isinstance(self.spec, BoundaryEvent | Watch | Ending)

    @property
    def activity(self) -> Waiting | None:
        """The activity of a group."""
        return next((one for one in self.below if not isinstance(one.spec, BoundaryEvent)), None)

    @property
    def element(self) -> str:
        """The id of the drawn element."""
        return str(self.spec.bpmn_id or self.spec.name)

    @property
    def is_instance(self) -> bool:
        """Whether it is one of several of a repeated activity."""
        return self.group is not None and isinstance(self.group.spec, Repeated)

    @property
    def kind(self) -> Kind:
        """What it waits for."""
        spec = self.spec
        if isinstance(spec, Repeated):
            return "repeated"
        if isinstance(spec, UserTask):
            return "item"
        if isinstance(spec, Inner):
            return "activity"
        if isinstance(spec, ParallelGateway | InclusiveGateway):
            return "join"
        definition = spec.event_definition
        return (
            "timer" if isinstance(definition, Timed) else "signal" if isinstance(definition, Signalled) else "message"
        )


def read(drawing: Drawing, stored: Stored) -> Scope:
    """Return the tree of a state that was taken apart."""
    top = Scope(drawing.spec, None)
    top.tasks = [_task(drawing, row, str(number), top, None) for number, row in enumerate(stored.tasks)]
    return top


def _task(drawing: Drawing, row: list[Any], key: str, scope: Scope, group: Waiting | None) -> Waiting:
    name, state, data, internals, below, inside = row
    task = Waiting(key, scope.spec.task_specs[name], state, data, internals, scope, group)
    task.below = [_task(drawing, each, f"{key}.{number}", scope, task) for number, each in enumerate(below)]
    if inside is not None:
        task.inner = Scope(drawing.inner[inside[0]], task)
        task.inner.tasks = [
            _task(drawing, each, f"{key}/{number}", task.inner, None) for number, each in enumerate(inside[1])
        ]
    return task


def tokens_of(scope: Scope) -> Iterator[Waiting]:
    """Every waiting token of a scope and of those inside it, outer before inner, instances after what repeats them."""
    for token in scope.tokens():
        yield token
        for one in (token, *(each for each in token.below if each.is_token)):
            if one is not token:
                yield one
            if one.inner is not None:
                yield from tokens_of(one.inner)


def places_of(scope: Scope) -> tuple[Place, ...]:
    """The places of a state."""
    return tuple(_place(token) for token in tokens_of(scope))


def _place(token: Waiting) -> Place:
    group = token.group if token.group is not None and token.group.is_group else None
    events = [] if group is None else [one for one in group.below if one is not token and one.state & LIVE]
    return Place(
        key=token.key,
        element=token.element,
        kind=token.kind,
        ref=token.internals.get("ref"),
        inside=tuple(around(token)),
        number=token.data.get("loop_index") if token.is_instance else None,
        beside=tuple((one.element, one.internals.get("ref")) for one in events),
        data=token.data,
    )


def around(token: Waiting) -> list[str]:
    """The ids of the activities around a token, outer first."""
    found: list[str] = []
    host = token.scope.host
    while host is not None:
        found.insert(0, host.element)
        host = host.scope.host
    return found
