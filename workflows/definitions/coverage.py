"""Which arrows of a bundle's drawings its scenarios walk, told from the order in which elements were passed.

The engine says which elements it completed, not by which arrow a token came. So each passed element leaves as many tokens on its
arrows out as its kind says (one of several for an exclusive gateway, one for each of others), and an element that is reached takes
the one that was left last; a gateway that joins takes all. An arrow whose token was taken has been walked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from workflows.definitions.anatomy import Anatomy, Flow, Node, take_apart
from workflows.definitions.bundles import Bundle
from workflows.engine import interpreter
from workflows.engine.drawing import Drawing
from workflows.engine.step import Step
from workflows.engine.xml import read_tree

_JOINS = ("parallelGateway", "inclusiveGateway")


@dataclass(slots=True)
class _Left:
    """What one passing of an element left: the arrows on which a token may be, and whether only one of them has it."""

    flows: list[Flow]
    one: bool


@dataclass(slots=True)
class Coverage:
    """The arrows of some drawings, those that were walked so far, each walk of one in its order, and where tokens wait now."""

    drawings: Mapping[str, Anatomy]
    walked: set[tuple[str, str]] = field(default_factory=set)
    trace: list[tuple[str, str]] = field(default_factory=list)
    here: frozenset[str] = frozenset()
    _left: list[_Left] = field(default_factory=list)
    _reached: set[str] = field(default_factory=set)
    _nodes: dict[str, tuple[Anatomy, Node]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._nodes = {node.id: (one, node) for one in self.drawings.values() for node in one.nodes}

    def begin(self) -> None:
        """A new story: nothing is on its way."""
        self._left, self._reached = [], set()

    def see(self, drawing: Drawing, step: Step) -> None:
        """Take in one step of the engine: what it passed, in order, and where tokens wait now."""
        for element in step.passed:
            if element in self._nodes:
                self._pass(element)
        self.here = frozenset() if step.ended else frozenset(interpreter.positions(drawing, step.state))
        for element in sorted(self.here - self._reached):
            self._arrive(element)
        self._reached &= self.here

    def missing(self) -> dict[str, tuple[str, ...]]:
        """By file, the arrows that no story walked, in the order of the drawing."""
        left = {
            one.file: tuple(flow.id for flow in _flows(one) if (one.file, flow.id) not in self.walked)
            for one in self.drawings.values()
        }
        return {file: flows for file, flows in left.items() if flows}

    def _pass(self, element: str) -> None:
        if element in self._reached:
            self._reached.discard(element)
        else:
            self._arrive(element)
            self._reached.discard(element)
        drawing, node = self._nodes[element]
        around = [node.scope] if node.kind == "endEvent" and node.scope != drawing.process else []
        for one in (element, *around):
            holder = drawing.scopes[self._nodes[one][1].scope]
            flows = holder.out_of(one)
            if flows:
                self._left.append(_Left(list(flows), self._nodes[one][1].kind == "exclusiveGateway"))

    def _arrive(self, element: str) -> None:
        if element not in self._nodes:
            return
        self._reached.add(element)
        drawing, node = self._nodes[element]
        if node.kind == "startEvent" and node.scope != drawing.process and node.scope not in self._reached:
            self._arrive(node.scope)
        for left in reversed(list(self._left)):
            taken = next((flow for flow in left.flows if flow.target == element), None)
            if taken is None:
                continue
            self.walked.add((drawing.file, taken.id))
            self.trace.append((drawing.file, taken.id))
            left.flows.remove(taken)
            if left.one or not left.flows:
                self._left.remove(left)
            if node.kind not in _JOINS:
                return


def of_bundle(bundle: Bundle) -> Coverage:
    """Nothing of the drawings of a bundle (one without faults) is walked yet."""
    taken = (
        take_apart(path, read_tree(content, path).getroot())
        for path, content in bundle.files.items()
        if path.endswith(".bpmn")
    )
    return Coverage({one.name: one for one in taken if one is not None})


def _flows(drawing: Anatomy) -> Iterator[Flow]:
    return (flow for scope in drawing.scopes.values() for flow in scope.flows)


def in_one(missing: Mapping[str, Iterable[str]]) -> list[str]:
    """The arrows of all files in one list, each id once."""
    return list(dict.fromkeys(flow for flows in missing.values() for flow in flows))
