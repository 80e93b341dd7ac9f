"""The dry run: a scenario is walked through the engine without a database, the state saved and restored at every step.

Form values pass the server's own validation on the way, so that a drawing and its forms are tried together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from workflows.definitions.bundles import SCENARIOS, Bundle, of_folder
from workflows.definitions.faults import Fault, fault
from workflows.definitions.forms import validate
from workflows.definitions.rules.expressions import ADDED_BY_COMMANDS
from workflows.definitions.scenarios import Scenario, read_scenarios
from workflows.engine import interpreter
from workflows.engine.drawing import Drawing, load
from workflows.engine.errors import EngineFault, NotWaiting
from workflows.engine.step import Message, Opened, Step, TimerSet
from workflows.errors import N_, Invalid, Refusal


def faults_of_folder(folder: Path) -> list[Fault]:
    """What goes wrong in the scenarios of a process folder; a process without any is one fault."""
    return faults_of(of_folder(folder))


def faults_of(bundle: Bundle) -> list[Fault]:
    """What goes wrong in the scenarios of a bundle; a bundle without any is one fault."""
    try:
        scenarios = scenarios_of(bundle)
    except Refusal as refused:
        return [fault(SCENARIOS, "", refused.text, **refused.params)]
    return [found for scenario in scenarios for found in rehearse(bundle, scenario)]


def scenarios_of(bundle: Bundle) -> tuple[Scenario, ...]:
    """The scenarios of a bundle. Raises Refusal when there are none, or the file does not tell stories as bpmn/README.md says."""
    content = bundle.files.get(SCENARIOS)
    scenarios = read_scenarios(content) if content else ()
    if not scenarios:
        raise Refusal(N_("Expected scenarios beside the drawing, but there are none. Tell at least one."))
    return scenarios


def rehearse(bundle: Bundle, scenario: Scenario, drawing: Callable[[], Drawing] | None = None) -> list[Fault]:
    """Walk one scenario; the first thing that goes otherwise than told is the fault.

    ``drawing`` is asked before every step (tests read it anew each time, to show that nothing hides in it).
    """
    walk = Walk(bundle, scenario, drawing or (lambda: load(bundle.files, bundle.key)))
    wrong = walk.through()
    return [] if wrong is None else [wrong]


class Walk:
    """A case being rehearsed: what a process instance would store, and nothing else, is kept between two steps."""

    def __init__(self, bundle: Bundle, scenario: Scenario, drawing: Callable[[], Drawing]) -> None:
        self.bundle = bundle
        self.scenario = scenario
        self.drawing = drawing
        self.number = 0
        self.state = b""
        self.variables = json.dumps(dict(scenario.variables))
        self.items: dict[str, Opened] = {}
        self.timers: dict[str, TimerSet] = {}
        self.last: Step | None = None

    def through(self, look: Callable[[Step], None] = lambda _step: None) -> Fault | None:
        """From the start to the end, each step shown to ``look``; answers the first thing that goes otherwise than told."""
        try:
            self.begin()
            look(self.came)
            for step in self.scenario.steps:
                before = self.last
                self.take(step)
                if self.last is not before:
                    look(self.came)
            self.must_have_ended()
        except (EngineFault, Refusal) as refused:
            return fault(SCENARIOS, self.place, refused.text, **refused.params)
        except NotWaiting:
            return fault(SCENARIOS, self.place, N_("Expected a case that still runs, but it has ended."))
        return None

    @property
    def came(self) -> Step:
        """What the engine did last."""
        assert self.last is not None
        return self.last

    @property
    def place(self) -> str:
        """Where in which story we are."""
        return f"{self.scenario.name}, {self.number}"

    def begin(self) -> None:
        """Start the case."""
        self._keep(interpreter.start(self.drawing(), variables=json.loads(self.variables), at=self.scenario.at))

    def take(self, step: Mapping[str, Any]) -> None:
        """Do what a step says and compare what came of it with what it expects; raises Refusal when they differ."""
        self.number += 1
        context: dict[str, Any] = {"variables": json.loads(self.variables), "at": self.scenario.at}
        if "complete" in step:
            item = self._item(step["complete"], step.get("about"))
            self._keep(
                interpreter.complete(self.drawing(), self.state, item.ref, form=self._form(item, step), **context)
            )
        elif "tell" in step:
            message = Message(step["tell"], step.get("payload", {}), step.get("correlation"))
            self._keep(interpreter.deliver(self.drawing(), self.state, message, **context))
        elif "fire" in step:
            timer = next((one for one in self.timers.values() if one.element == step["fire"]), None)
            if timer is None:
                raise _other("a timer", step["fire"], [one.element for one in self.timers.values()])
            self._keep(interpreter.fire(self.drawing(), self.state, timer.ref, **{**context, "at": timer.due_at}))
        elif "set" in step:
            self.variables = json.dumps({**context["variables"], **step["set"]})
        for expected, found, what in self._expectations(step):
            if expected != found:
                raise _other(what, expected, found)

    def must_have_ended(self) -> None:
        """Raises Refusal unless the case has ended where the scenario says, with nothing left open."""
        reached = self.last.outcome if self.last is not None and self.last.ended else None
        if reached != self.scenario.ends or self.items or self.timers:
            raise _other("the end", self.scenario.ends, [reached, *(item.element for item in self.items.values())])

    def _expectations(self, step: Mapping[str, Any]) -> Iterator[tuple[Any, Any, str]]:
        assert self.last is not None
        if "open" in step:
            yield sorted(step["open"]), sorted(item.element for item in self.items.values()), "open steps"
        if "actions" in step:
            yield step["actions"], [effect.action for effect in self.last.effects], "actions"
        if "waits_for" in step:
            yield sorted(step["waits_for"]), sorted(set(self.last.waiting_for)), "awaited messages"
        for element, due in step.get("due", {}).items():
            yield due, self._item(element, None).due, f"due date of {element}"
        for name, value in step.get("variables", {}).items():
            yield value, json.loads(self.variables).get(name), f"variable {name}"

    def _item(self, element: str, about: str | None) -> Opened:
        """The open item of an element; ``about`` is a value of the message it was opened by, where several are open. Of a step
        that is repeated side by side the first is meant: they are alike.
        """
        found = [
            item
            for item in self.items.values()
            if item.element == element and (about is None or about in dict(item.local.get("message") or {}).values())
        ]
        if not found or (len(found) > 1 and not all("loop_index" in item.local for item in found)):
            raise _other("one open step", element, [item.element for item in self.items.values()])
        return found[0]

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
        """Store what a process instance stores, as the bytes and text that a database would hold."""
        self.last = step
        self.state = bytes(step.state)
        self.variables = json.dumps(step.variables)
        for closed in step.closed:
            self.items.pop(closed.ref, None)
        self.items.update({opened.ref: opened for opened in step.opened})
        for cleared in step.timers_cleared:
            self.timers.pop(cleared.ref, None)
        self.timers.update({timer.ref: timer for timer in step.timers_set})


def _other(what: str, expected: Any, found: Any) -> Refusal:
    text = N_("Expected as %(what)s %(expected)s, but found %(found)s.")
    return Refusal(text, what=what, expected=str(expected)[:200], found=str(found)[:200])
