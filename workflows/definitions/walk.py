"""A case walked through the engine without a database: each step of a story done, and compared with what the story expects.

What a process instance would store, and nothing else, is kept between two steps, as the bytes and text that a database would hold.
Form values pass the server's own validation on the way, so that a drawing and its forms are tried together. The moment is that of
the story: it goes on when the clock is moved (``until``) or a timer fires, and every timer that is due by then fires on the way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from workflows.definitions.bundles import SCENARIOS, Bundle
from workflows.definitions.faults import Fault, fault
from workflows.definitions.forms import validate
from workflows.definitions.rules.expressions import ADDED_BY_COMMANDS
from workflows.definitions.scenarios import Scenario, moment_of
from workflows.engine import interpreter
from workflows.engine.drawing import Drawing
from workflows.engine.errors import EngineFault, NotWaiting
from workflows.engine.step import Message, Opened, Step, TimerSet
from workflows.errors import N_, Invalid, Refusal
from workflows.limits import SCENARIO_FIRINGS, TIMER_DAYS

ENDED = N_("Expected a case that still runs, but it has ended.")


class Walk:
    """A case on its way through a story. ``came`` is what the engine did in the last step that made it do something, ``fired``
    the timers that fired in it.
    """

    def __init__(
        self,
        bundle: Bundle,
        scenario: Scenario,
        drawing: Callable[[], Drawing],
        look: Callable[[Step], None] = lambda _step: None,
    ) -> None:
        self.bundle = bundle
        self.scenario = scenario
        self.drawing = drawing
        self.look = look
        self.number = 0
        self.at = scenario.at
        self.state = b""
        self.variables = json.dumps(dict(scenario.variables))
        self.items: dict[str, Opened] = {}
        self.opened_at: dict[str, datetime] = {}
        self.timers: dict[str, TimerSet] = {}
        self.last: Step | None = None
        self.came: list[Step] = []
        self.fired: list[TimerSet] = []

    def through(self) -> Fault | None:
        """From the start to the end; answers the first thing that goes otherwise than told."""
        try:
            self.begin()
            for step in self.scenario.steps:
                self.take(step)
            self.must_have_ended()
        except (EngineFault, Refusal) as refused:
            return fault(SCENARIOS, self.place, refused.text, **refused.params)
        except NotWaiting:
            return fault(SCENARIOS, self.place, ENDED)
        return None

    @property
    def place(self) -> str:
        """Where in which story we are."""
        return f"{self.scenario.name}, {self.number}"

    def begin(self) -> None:
        """Start the case."""
        self._anew()
        self._keep(interpreter.start(self.drawing(), variables=json.loads(self.variables), at=self.at))

    def take(self, step: Mapping[str, Any]) -> None:
        """Do what a step says and compare what came of it with what it expects; raises Refusal when they differ."""
        self.number += 1
        for verb, deed in _DEEDS.items():
            if verb in step:
                deed(self, step)
        for expected, found, what in self._expectations(step):
            if expected != found:
                raise _other(what, expected, found)

    def must_have_ended(self) -> None:
        """Raises Refusal unless the case has ended where the scenario says, with nothing left open."""
        reached = self.last.outcome if self.last is not None and self.last.ended else None
        if reached != self.scenario.ends or self.items or self.timers:
            raise _other("the end", self.scenario.ends, [reached, *(item.element for item in self.items.values())])

    def item(self, element: str, about: str | int | None = None) -> Opened:
        """The open item of an element. Where several are open, ``about`` is a value of the message it was opened by, or the number of
        a repetition; without it the first of a step that is repeated side by side is meant: they are alike.
        """
        found = [item for item in self.items.values() if item.element == element and _is_about(item, about)]
        if not found or (len(found) > 1 and not all("loop_index" in item.local for item in found)):
            raise _other("one open step", element, [item.element for item in self.items.values()])
        return found[0]

    def _complete(self, step: Mapping[str, Any]) -> None:
        item = self.item(step["complete"], step.get("about"))
        form = self._form(item, step)
        self._anew()
        self._keep(interpreter.complete(self.drawing(), self.state, item.ref, form=form, **self._context()))

    def _tell(self, step: Mapping[str, Any]) -> None:
        message = Message(step["tell"], step.get("payload", {}), step.get("correlation"))
        self._anew()
        self._keep(interpreter.deliver(self.drawing(), self.state, message, **self._context()))

    def _fire(self, step: Mapping[str, Any]) -> None:
        timer = next((one for one in self.timers.values() if one.element == step["fire"]), None)
        if timer is None:
            raise _other("a timer", step["fire"], [one.element for one in self.timers.values()])
        self._anew()
        self._let_fire(timer)

    def _until(self, step: Mapping[str, Any]) -> None:
        """Let the clock go on, and every timer fire on the way, the earliest first, each at its own moment."""
        until = moment_of(step["until"])
        if until is None or not self.at <= until <= self.at + timedelta(days=TIMER_DAYS):
            raise Refusal(N_("Expected a moment after that of the step before, at most ten years on."))
        if self.last is not None and self.last.ended:
            raise Refusal(ENDED)
        self._anew()
        while due := [one for one in self.timers.values() if one.due_at <= until]:
            if len(self.came) == SCENARIO_FIRINGS:
                text = N_(
                    "Expected at most %(most)s timers to fire on the way, but there are more. Move the clock less far."
                )
                raise Refusal(text, most=SCENARIO_FIRINGS)
            self._let_fire(min(due, key=lambda one: one.due_at))
        self.at = until

    def _set(self, step: Mapping[str, Any]) -> None:
        self.variables = json.dumps({**json.loads(self.variables), **step["set"]})

    def _anew(self) -> None:
        self.came, self.fired = [], []

    def _let_fire(self, timer: TimerSet) -> None:
        self.at = max(self.at, timer.due_at)
        self.fired.append(timer)
        self._keep(interpreter.fire(self.drawing(), self.state, timer.ref, **self._context()))

    def _context(self) -> dict[str, Any]:
        return {"variables": json.loads(self.variables), "at": self.at}

    def _expectations(self, step: Mapping[str, Any]) -> Iterator[tuple[Any, Any, str]]:
        assert self.last is not None
        if "open" in step:
            yield sorted(step["open"]), sorted(item.element for item in self.items.values()), "open steps"
        if "actions" in step:
            yield step["actions"], [effect.action for one in self.came for effect in one.effects], "actions"
        if "waits_for" in step:
            yield sorted(step["waits_for"]), sorted(set(self.last.waiting_for)), "awaited messages"
        for element, due in step.get("due", {}).items():
            yield due, self.item(element).due, f"due date of {element}"
        for element, who in step.get("who", {}).items():
            item = self.item(element)
            yield who, item.assignee or item.candidates, f"who does {element}"
        for name, value in step.get("variables", {}).items():
            yield value, json.loads(self.variables).get(name), f"variable {name}"

    def _form(self, item: Opened, step: Mapping[str, Any]) -> dict[str, Any]:
        """The values as the server would hand them on: validated, with what the step's command adds."""
        sent = dict(step.get("form", {}))
        added = {key: sent.pop(key) for key in ADDED_BY_COMMANDS.get(item.step, ()) if key in sent}
        if item.form is None:
            return {**sent, **added}
        schema = json.loads(self.bundle.files[f"forms/{item.form}.form"])
        try:
            return {**validate(schema, sent), **added}
        except Invalid as refused:
            key, first = next(iter(refused.faults.items()))
            raise Refusal(
                N_("Expected the form to be accepted, but at %(field)s: %(why)s"), field=key, why=str(first)
            ) from None

    def _keep(self, step: Step) -> None:
        """Store what a process instance stores."""
        self.last = step
        self.came.append(step)
        self.state = bytes(step.state)
        self.variables = json.dumps(step.variables)
        for closed in step.closed:
            self.items.pop(closed.ref, None)
        self.items.update({opened.ref: opened for opened in step.opened})
        self.opened_at.update(dict.fromkeys((opened.ref for opened in step.opened), self.at))
        for cleared in step.timers_cleared:
            self.timers.pop(cleared.ref, None)
        self.timers.update({timer.ref: timer for timer in step.timers_set})
        self.look(step)


_DEEDS: Mapping[str, Callable[[Walk, Mapping[str, Any]], None]] = {
    "complete": Walk._complete,
    "tell": Walk._tell,
    "fire": Walk._fire,
    "until": Walk._until,
    "set": Walk._set,
}


def _is_about(item: Opened, about: str | int | None) -> bool:
    if about is None:
        return True
    if type(about) is int and item.local.get("loop_index") == about:
        return True
    return about in dict(item.local.get("message") or {}).values()


def _other(what: str, expected: Any, found: Any) -> Refusal:
    text = N_("Expected as %(what)s %(expected)s, but found %(found)s.")
    return Refusal(text, what=what, expected=str(expected)[:200], found=str(found)[:200])
