"""A case in a test's hand whose tokens can be put elsewhere, on its own drawing or on another version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.unit.engine.case import Case
from tests.unit.engine.drawings import boundary, bundle, each, end, gateway, merge, process, timer, user
from tests.unit.engine.life import FILES
from workflows.engine import interpreter
from workflows.engine.drawing import load
from workflows.engine.placing.place import Place, Placed, Placement, place, places
from workflows.engine.placing.skipping import skip
from workflows.engine.step import Step

FORK = process(
    "p",
    user("plan"),
    gateway("fork", "parallel"),
    user("a"),
    user("b"),
    merge("join", "parallel"),
    user("after"),
    end(),
    flows="start > plan > fork > a > join > after > end; fork > b > join",
)

PANEL = process(
    "p",
    user("verify", each("[1, 2, 3]", until="completed >= 2")),
    boundary("slow", "verify", timer("P1D"), beside=True),
    user("urge"),
    user("after"),
    end(),
    flows="start > verify > after > end; slow > urge > end",
)


class Placing(Case):
    """A case that names its places by element, and after each step waits for just what the steps have reported."""

    def _take(self, step: Step) -> Step:
        taken = super()._take(step)
        waits = interpreter.waits(self.drawing, step.state)
        assert set(waits.items) == set(self.open), "Expected the open steps in the state"
        assert set(waits.timers) == set(self.timers), "Expected the timers in the state"
        assert waits.messages == step.waiting_for, "Expected the awaited messages in the state"
        return taken

    @property
    def places(self) -> tuple[Place, ...]:
        return places(self.drawing, self.step.state)

    def move(self, element: str, target: str | None, *more: Placement, which: int = 0, keep: bool = False) -> Placed:
        return self.place(Placement(self.key(element, which), target, keep), *more)

    def gone(self, element: str, which: int = 0) -> Placement:
        return Placement(self.key(element, which), None)

    def key(self, element: str, which: int = 0) -> str:
        return [one.key for one in self.places if one.element == element][which]

    def place(self, *placements: Placement, files: Mapping[str, bytes] | None = None) -> Placed:
        target = self.drawing if files is None else load(files, self.drawing.process)
        placed = place(target, self.step.state, placements, variables=self.variables, at=self.at, was=self.drawing)
        self.drawing = target
        self._take(placed.step)
        return placed

    def skip(self, element: str, which: int = 0, **form: Any) -> Step:
        state, key = self.step.state, self.key(element, which)
        return self._take(skip(self.drawing, state, key, variables=self.variables, form=form, at=self.at))


def at_the_submission() -> Placing:
    """A whole case at its submission, with all that may happen at any time waiting around it."""
    case = Placing(FILES, "life")
    case.complete("assign", officer=1)
    case.complete("accept", accepted=True)
    return case


def past_the_fork() -> Placing:
    """Both branches are open."""
    case = Placing(bundle(FORK))
    case.complete("plan")
    return case
