"""A state of yesterday is restored today: what the engine has learned since changes no case that runs already."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from tests.unit.engine.case import A_MONDAY
from workflows.engine import interpreter
from workflows.engine.drawing import load
from workflows.engine.step import Message

KEPT = json.loads((Path(__file__).parent / "kept_state.json").read_text("utf-8"))


def test_a_state_kept_before_event_subprocesses_ran_goes_on_to_its_end() -> None:
    """Its drawing has branches, boundary events that repeat, a repeated part, a called drawing and a message in store."""
    files = {name: text.encode() for name, text in KEPT["files"].items()}
    drawing, state = load(files, "p"), base64.b64decode(KEPT["state"])
    waits = interpreter.waits(drawing, state)
    assert (sorted(waits.items), sorted(waits.timers)) == (
        sorted(KEPT["items"].values()),
        sorted(KEPT["timers"].values()),
    )
    assert (list(waits.messages), list(interpreter.positions(drawing, state))) == (
        KEPT["waiting_for"],
        KEPT["positions"],
    )
    step, variables = None, KEPT["variables"]
    for name in ("work", "handle", "called", "part"):
        ref = KEPT["items"][name]
        step = interpreter.complete(drawing, state, ref, variables=variables, form={"done": 1}, at=A_MONDAY)
        state, variables = step.state, step.variables
    step = interpreter.deliver(drawing, state, Message("go", {}), variables=variables, at=A_MONDAY)
    assert [item.element for item in step.opened] == ["ask"]
    step = interpreter.complete(drawing, step.state, step.opened[0].ref, variables=variables, form={}, at=A_MONDAY)
    assert (step.ended, step.outcome) == (True, "finished")
