"""Proofs: a small drawing that the linter admits, and a story that shows on the engine how its construct runs.

The state is only bytes between two steps; after each it is restored on the drawing read anew, and must wait for just what the
step has reported. ``docs/bpmn-support.md`` is made from the same table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from tests.unit.engine.case import Case
from workflows.definitions.bundles import Bundle
from workflows.engine import drawing as reading
from workflows.engine import interpreter
from workflows.engine.drawing import load
from workflows.engine.marks import BPMN, NQ57
from workflows.engine.step import Step

ACTIONS = frozenset({"act", "undo"})
VARIABLES: Mapping[str, Any] = {"n": 0, "entries": ["x", "y", "z"], "code": "A", "day": "2026-05-01T17:00:00+07:00"}
_NAMED = frozenset({"startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"})
_ANSWER = {
    "type": "default",
    "id": "answer",
    "components": [{"type": "number", "key": "n", "label": "Số", "properties": {"label_en": "Number"}}],
}
_TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="size" namespace="urn:test">
<decision id="size" name="size"><decisionTable id="t" hitPolicy="FIRST">
<input id="i"><inputExpression id="e"><text>n</text></inputExpression></input><output id="o" name="size"/>
<rule id="r1"><inputEntry id="a"><text>&lt; 5</text></inputEntry><outputEntry id="b"><text>"small"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="c"><text>-</text></inputEntry><outputEntry id="f"><text>"large"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


@dataclass(frozen=True, slots=True)
class Proof:
    """One construct, how it runs, and the story that proves it."""

    group: str
    construct: str
    runs: str
    files: Mapping[str, bytes] = field(repr=False)
    story: Callable[[Walked], None] = field(repr=False)

    @property
    def name(self) -> str:
        """The story's name."""
        return self.story.__name__

    @property
    def bundle(self) -> Bundle:
        """The files as somebody would deploy them."""
        return Bundle("p", self.files)

    def walk(self) -> None:
        """Tell the story."""
        self.story(Walked(self.files, "p", **VARIABLES))


class Walked(Case):
    """A case that is restored on the drawing read anew after every step."""

    def _take(self, step: Step) -> Step:
        taken = super()._take(step)
        reading._cache.clear()
        self.drawing = load(self.files, "p")
        waits = interpreter.waits(self.drawing, step.state)
        assert set(waits.items) == set(self.open), "Expected the open steps in the state"
        assert set(waits.timers) == set(self.timers), "Expected the timers in the state"
        assert waits.messages == step.waiting_for, "Expected the awaited messages in the state"
        return taken

    def __init__(self, files: Mapping[str, bytes], process: str, **variables: Any) -> None:
        self.files = files
        super().__init__(files, process, **variables)

    @property
    def ended(self) -> str | None:
        """The outcome of the case when it is over and nothing is left open."""
        over = self.step.ended and not self.open and not self.timers
        return self.step.outcome if over else None


PROOFS: list[Proof] = []


def proof(
    group: str, construct: str, runs: str, *drawings: bytes
) -> Callable[[Callable[[Walked], None]], Callable[[Walked], None]]:
    """Keep a story as the proof of a construct; the drawings are the process ``p`` and those that it calls."""

    def keep(story: Callable[[Walked], None]) -> Callable[[Walked], None]:
        PROOFS.append(Proof(group, construct, runs, dressed(*drawings), story))
        return story

    return keep


def dressed(*drawings: bytes) -> dict[str, bytes]:
    """The drawings with all that the house's rules ask for and that the engine does not: names, performers, a form, a table."""
    files = {"forms/answer.form": json.dumps(_ANSWER).encode()}
    for content in drawings:
        root = etree.fromstring(content)
        process = root.find(f"{BPMN}process")
        assert process is not None
        process.set(f"{NQ57}variables", " ".join(VARIABLES))
        for element in process.iter(f"{BPMN}*"):
            kind = etree.QName(element).localname
            if kind in _NAMED or kind.endswith(("Task", "task", "ubProcess", "Gateway", "Activity")):
                element.set(f"{NQ57}nameEn", element.get("name", "x"))
            if kind in ("userTask", "manualTask") and element.get(f"{NQ57}candidates") is None:
                element.set(f"{NQ57}candidates", 'group("clerks")')
        content = etree.tostring(root)
        if files.keys() & {"p.bpmn"}:  # ids differ between the drawings of a case
            content = content.replace(b'"start"', f'"{process.get("id")}_start"'.encode())
        files[f"{process.get('id')}.bpmn"] = content
    if any(b"businessRuleTask" in content for content in drawings):
        files["decisions/size.dmn"] = _TABLE
    return files
