"""The same engine without forgetting and without bytes: the library's whole tree stays in memory from start to end.

It exists to be compared with: whatever a random walk does, both must report the same steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from workflows.engine.drawing import Drawing
from workflows.engine.machine import Machine
from workflows.engine.reporting import report
from workflows.engine.step import Message, Step
from workflows.engine.transition import Transition


class Remembering:
    """A case that forgets nothing."""

    def __init__(self, drawing: Drawing, variables: Mapping[str, Any], at: datetime) -> None:
        self.machine = Machine(drawing, Transition(drawing.tables, variables, at), None, forgetting=False)
        self.step = report(self.machine, self.machine.rest(), lambda: None)

    def complete(self, ref: str, form: Mapping[str, Any], at: datetime) -> Step:
        self._next(at, form)
        item = self.machine.rest().items[ref]
        return self._report(lambda: self.machine.run(item), completed=ref)

    def tell(self, message: Message, at: datetime) -> Step:
        transition = self._next(at)
        return self._report(lambda: transition.keep(message))

    def fire(self, ref: str, at: datetime) -> Step:
        self._next(at)
        timer = self.machine.rest().timers[ref]
        return self._report(lambda: self.machine.fire(timer))

    def _next(self, at: datetime, form: Mapping[str, Any] | None = None) -> Transition:
        before = self.machine.transition
        transition = Transition(
            before.tables,
            self.step.variables,
            at,
            form=form,
            next_ref=before.next_ref,
            messages=tuple(before.messages),
            outcome=before.outcome,
        )
        self.machine.transition = transition
        self.machine.workflow.script_engine = transition
        return transition

    def _report(self, act: Callable[[], None], **more: Any) -> Step:
        self.step = report(self.machine, self.machine.rest(), act, **more)
        return self.step
