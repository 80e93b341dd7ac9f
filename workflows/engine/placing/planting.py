"""From the tree of a state to the rows of one on the target drawing: what is kept, what is taken away, and where tokens begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from SpiffWorkflow.util.task import TaskState

from workflows.engine.drawing import Drawing
from workflows.engine.elements import UserTask
from workflows.engine.errors import Misplaced
from workflows.engine.forgetting import LIVE
from workflows.engine.handlers import Ending, Watch
from workflows.engine.joins import InclusiveGateway, ParallelGateway
from workflows.engine.marks import Marks
from workflows.engine.placing.entering import Entry
from workflows.engine.placing.fitting import arrivals, fits, same_event
from workflows.engine.placing.landing import find_landing
from workflows.engine.placing.waiting import Scope, Waiting, tokens_of
from workflows.engine.plain import again
from workflows.engine.repeated import Repeated
from workflows.errors import N_

Row = list[Any]


class Wish(Protocol):
    """What is asked for one place."""

    @property
    def target(self) -> str | None: ...
    @property
    def keep(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """An open item that stays open under its reference: ``was`` and ``element`` are its elements, the rest is the target's words."""

    ref: str
    was: str
    element: str
    name: str
    name_en: str
    step: str
    form: str | None
    ladder: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """Stays where it is: the same element's name."""

    target: str
    keep: bool = True


class Planting:
    """One case on its way to its target drawing. ``specs`` tells where a scope goes on; a scope that is not there does not."""

    def __init__(self, top: Scope, drawing: Drawing, wishes: Mapping[str, Wish]) -> None:
        self.top, self.drawing, self._wishes = top, drawing, wishes
        self.kept: list[Kept] = []
        self.entries: list[Entry] = []
        self.specs: dict[int, Any] = {id(top): drawing.spec}
        known = {token.key: token for token in tokens_of(top)}
        if unknown := [key for key in wishes if key not in known]:
            raise Misplaced(N_("Expected a place where the case waits now, but %(place)r is none."), place=unknown[0])
        for token in known.values():  # outer before inner
            self._go_inside(token)
        for key, wish in wishes.items():
            if wish.target is not None and not wish.keep:
                self._lands(known[key], wish.target)

    def rows(self) -> list[Row]:
        """The rows of the planted state."""
        return self._scope(self.top)

    def wish(self, token: Waiting) -> Wish:
        """What is asked for a token; one that nobody names stays."""
        asked = self._wishes.get(token.key)
        return _Kept(token.element) if asked is None else asked

    def entries_in(self, scope: Scope) -> list[Entry]:
        """The tokens that will begin in a scope, or in an activity begun there."""
        return [entry for entry in self.entries if entry.scope == self._mark(scope)]

    def _go_inside(self, token: Waiting) -> None:
        """Note where the inside of a kept activity goes on; what is kept inside one that is not cannot be."""
        spec = self.specs.get(id(token.scope))
        wish = self.wish(token)
        if spec is None or (token.is_instance and token.group is not None and self._gone(token.group)):
            if token.key in self._wishes and wish.keep and wish.target is not None:
                raise Misplaced(
                    N_("Expected what is around %(element)s to be kept with it, but it is taken away."),
                    element=token.element,
                )
            return
        if token.inner is not None and not self._gone(token):
            target = self._target(token, spec)
            self.specs[id(token.inner)] = self.drawing.inner[target.spec]

    def _gone(self, token: Waiting) -> bool:
        wish = self.wish(token)
        return wish.target is None or not wish.keep

    def _lands(self, token: Waiting, element: str) -> None:
        self._not_alone(token)
        scope, chain = find_landing(self, token, element)
        within = token
        while within.scope is not scope and within.scope.host is not None:
            within = within.scope.host
        data = within.data if within.scope is scope else {} if scope.host is None else scope.host.data
        self.entries.append(Entry(self._mark(scope), chain, element, again(data)))

    def scope_of_host(self, scope: Scope, host: str) -> list[Scope]:
        """The scopes that run now, and go on, inside the activity of that id in the target."""
        hosts = [token for token in scope.tokens() if self.wish(token).target == host]
        inside = [one.inner for token in hosts for one in (token, *token.below) if one.inner is not None]
        return [one for one in inside if id(one) in self.specs]

    @staticmethod
    def _not_alone(token: Waiting) -> None:
        if token.is_instance:
            raise Misplaced(
                N_("Expected all instances of %(element)s to go together, but one of them is meant alone."),
                element=token.element,
            )

    @staticmethod
    def _mark(scope: Scope) -> str:
        return "" if scope.host is None else scope.host.key

    def _scope(self, scope: Scope) -> list[Row]:
        spec = self.specs[id(scope)]
        rows: list[Row] = []
        for task in scope.tasks:
            rows += self._planted(task, spec)
        taken_over = any(getattr(token.spec, "takes_over", False) for token in scope.tokens())
        if not taken_over:
            rows += [_waiting(spec.task_specs[name], {}) for name in spec.watches if name not in scope.spec.watches]
        return rows

    def _planted(self, task: Waiting, spec: Any) -> list[Row]:
        if isinstance(task.spec, Watch):
            return [_event_row(task, spec.task_specs[task.spec.name])] if task.spec.name in spec.watches else []
        if isinstance(task.spec, Ending):
            return [[spec.end.name, task.state, task.data, task.internals, [], None]]
        token = task.activity if task.is_group else task
        if token is None or not token.is_token:
            raise Misplaced(N_("Expected %(element)s to be at rest, but it is not."), element=task.element)
        row = self._token(token, spec)
        if row is None:
            return []
        return [self._with_events(task if task.is_group else None, row, token, spec)]

    def _token(self, token: Waiting, spec: Any) -> Row | None:
        if self._gone(token):
            self._not_alone(token)
            return None
        target = self._target(token, spec)
        below = []
        if isinstance(target, Repeated):
            below = [row for one in token.below if (row := self._token(one, spec)) is not None]
        inside, begins_inside = None, False
        if token.inner is not None:
            rows = self._scope(token.inner)
            if not self._lives(token.inner, rows):
                self._not_alone(token)
                return None
            inside, begins_inside = [target.spec, rows], bool(self.entries_in(token.inner))
        internals = token.internals
        if hasattr(token.spec, "event_definition"):
            internals = internals if same_event(token.spec, target) else {}
        elif isinstance(target, ParallelGateway | InclusiveGateway):
            internals = arrivals(token, target)
        elif isinstance(target, UserTask):
            self._keep_item(token, target.marks)
        if begins_inside:
            internals = {**internals, "entered": token.key}
        return [target.name, token.state, token.data, internals, below, inside]

    def _lives(self, scope: Scope, rows: list[Row]) -> bool:
        """Whether the inside of an activity goes on: a token stays or begins there, or all others had come to their end before."""
        names = self.specs[id(scope)].task_specs
        kinds = [type(names[row[0]]) for row in rows]
        if self.entries_in(scope) or any(not issubclass(kind, Watch | Ending) for kind in kinds):
            return True
        moved_out = any(self._wishes.get(one.key) and self.wish(one).target for one in tokens_of(scope))
        return not moved_out and any(issubclass(kind, Ending) for kind in kinds)

    def _target(self, token: Waiting, spec: Any) -> Any:
        """The element of the target drawing on which a token goes on waiting."""
        wish = self.wish(token)
        if token.is_instance and token.group is not None and token.key not in self._wishes:
            repeated = self._target(token.group, spec)
            return spec.task_specs[repeated.task_spec]
        found = spec.task_specs.get(wish.target)
        if found is None or found.bpmn_id != wish.target:
            raise Misplaced(
                N_("Expected to be told where %(element)s goes, but the drawing has no %(target)s there."),
                element=token.element,
                target=wish.target or "?",
            )
        if token.is_instance and isinstance(found, Repeated):
            found = spec.task_specs[found.task_spec]
        if not fits(token.spec, found):
            raise Misplaced(
                N_("Expected %(target)s to wait for the same kind of thing as %(element)s, but it does not."),
                element=token.element,
                target=wish.target or "?",
            )
        return found

    def _with_events(self, group: Waiting | None, row: Row, token: Waiting, spec: Any) -> Row:
        """The activity with the events that the target has on its border; those that it had before wait on if they waited."""
        split = spec.task_specs.get(f"{row[0]}.BoundaryEventSplit")
        if split is None:
            return row
        before = token.scope.spec.task_specs.get(f"{token.spec.name}.BoundaryEventSplit")
        had = set() if before is None else {one.name for one in before.outputs}
        waiting = {} if group is None else {one.spec.name: one for one in group.below if one.state & LIVE}
        rows = []
        for one in split.outputs:
            if one.name == row[0]:
                rows.append(row)
            elif one.name in waiting:
                rows.append(_event_row(waiting[one.name], one))
            elif one.name not in had:
                rows.append(_waiting(one, token.data))
        return [split.name, TaskState.COMPLETED, token.data, {}, rows, None]

    def _keep_item(self, token: Waiting, marks: Marks) -> None:
        self.kept.append(
            Kept(
                ref=token.internals["ref"],
                was=token.element,
                element=marks.element,
                name=marks.name,
                name_en=marks.name_en,
                step=marks.step,
                form=marks.form,
                ladder=marks.ladder,
            )
        )


def _waiting(spec: Any, data: dict[str, Any]) -> Row:
    """An event that has not been armed yet; it is when it looks anew for the first time."""
    return [spec.name, TaskState.WAITING, again(data), {}, [], None]


def _event_row(task: Waiting, spec: Any) -> Row:
    return [spec.name, task.state, task.data, task.internals if same_event(task.spec, spec) else {}, [], None]
