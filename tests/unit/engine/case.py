"""A case in a test's hand: it keeps the last step, passes state and variables on, and finds items by their element."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from workflows.engine import interpreter
from workflows.engine.drawing import Drawing, load
from workflows.engine.step import Message, Opened, Step, TimerSet

A_MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Case:
    """One running case, saved and restored at every step because the state between steps is only bytes."""

    def __init__(self, files: Mapping[str, bytes], process: str = "p", **variables: Any) -> None:
        self.drawing: Drawing = load(files, process)
        self.at = A_MONDAY
        self.open: dict[str, Opened] = {}
        self.timers: dict[str, TimerSet] = {}
        self.passed: list[str] = []
        self.effects: list[Any] = []
        self.step: Step
        self._take(interpreter.start(self.drawing, variables=variables, at=self.at))

    def _take(self, step: Step) -> Step:
        for closed in step.closed:
            del self.open[closed.ref]
        for cleared in step.timers_cleared:
            del self.timers[cleared.ref]
        self.open |= {item.ref: item for item in step.opened}
        self.timers |= {timer.ref: timer for timer in step.timers_set}
        self.passed += step.passed
        self.effects += step.effects
        self.step = step
        return step

    @property
    def variables(self) -> dict[str, Any]:
        return self.step.variables

    @property
    def elements(self) -> list[str]:
        """The elements of the open items, sorted."""
        return sorted(item.element for item in self.open.values())

    @property
    def positions(self) -> tuple[str, ...]:
        return interpreter.positions(self.drawing, self.step.state)

    def ref(self, element: str, which: int = 0) -> str:
        return [ref for ref, item in self.open.items() if item.element == element][which]

    def timer(self, element: str) -> TimerSet:
        return next(timer for timer in self.timers.values() if timer.element == element)

    def complete(self, element: str, which: int = 0, **form: Any) -> Step:
        return self.complete_ref(self.ref(element, which), **form)

    def complete_ref(self, ref: str, **form: Any) -> Step:
        done = interpreter.complete(
            self.drawing, self.step.state, ref, variables=self.step.variables, form=form, at=self.at
        )
        return self._take(done)

    def tell(self, name: str, about: str | None = None, *, kept: bool = True, **payload: Any) -> Step:
        told = Message(name, payload, about, kept)
        return self._take(
            interpreter.deliver(self.drawing, self.step.state, told, variables=self.step.variables, at=self.at)
        )

    def fire(self, element: str, *, late: timedelta = timedelta(0)) -> Step:
        return self.fire_timer(self.timer(element), late=late)

    def fire_timer(self, timer: TimerSet, *, late: timedelta = timedelta(0)) -> Step:
        self.at = max(self.at, timer.due_at + late)
        return self.fire_ref(timer.ref)

    def fire_ref(self, ref: str) -> Step:
        return self._take(
            interpreter.fire(self.drawing, self.step.state, ref, variables=self.step.variables, at=self.at)
        )
