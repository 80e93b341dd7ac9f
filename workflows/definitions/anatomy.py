"""A drawing taken apart for the rules: nodes, flows and the scopes (process, subprocess) they stand in, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from workflows.engine.admitted import FLOW_NODES, is_handler
from workflows.engine.links import leaps, link_of
from workflows.engine.marks import BPMN, NQ57

GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway"})
PERSONS_WORK = frozenset({"userTask", "manualTask"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the flow. ``event`` is its event definition without the ending (message, timer …) or nothing, ``refers_to``
    the name of its message, signal or link or the code of its error or escalation; ``by_event`` marks an event subprocess.
    """

    id: str
    kind: str
    scope: str
    name: str
    name_en: str
    own: Mapping[str, str]
    event: str
    refers_to: str
    attached_to: str
    interrupting: bool
    by_event: bool
    default: str
    called: str
    assignments: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, str], ...]
    element: etree._Element = field(repr=False)

    @property
    def is_wait(self) -> bool:
        """Whether a token stops here until a person, a message or the clock moves it on."""
        catches = self.kind == "intermediateCatchEvent" and self.event != "link"
        return self.kind in PERSONS_WORK or self.kind == "receiveTask" or catches


@dataclass(frozen=True, slots=True)
class Flow:
    """An arrow inside one scope."""

    id: str
    scope: str
    source: str
    target: str
    condition: str | None
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """The arrows out of a step by how they are taken: all of ``always``, those of ``asked`` whose condition holds, else the default."""

    always: tuple[Flow, ...]
    asked: tuple[Flow, ...]
    default: Flow | None

    @property
    def forks(self) -> bool:
        """Whether more than one of them may be taken at once."""
        return len(self.always) + len(self.asked) > 1


@dataclass(frozen=True, slots=True)
class Scope:
    """A process or a subprocess with what stands directly in it; a link is an arrow like any other."""

    id: str
    kind: str
    by_event: bool
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]

    def out_of(self, node: str) -> list[Flow]:
        """The arrows that leave a node."""
        return [flow for flow in self.flows if flow.source == node]

    def into(self, node: str) -> list[Flow]:
        """The arrows that reach a node."""
        return [flow for flow in self.flows if flow.target == node]

    def leaving(self, node: Node) -> Leaving:
        """How the arrows out of a node that is no gateway are taken."""
        flows = self.out_of(node.id)
        return Leaving(
            tuple(flow for flow in flows if flow.condition is None and flow.id != node.default),
            tuple(flow for flow in flows if flow.condition is not None and flow.id != node.default),
            next((flow for flow in flows if flow.id == node.default), None),
        )

    def boundaries(self, node: str) -> list[Node]:
        """The events on a node's border."""
        return [one for one in self.nodes.values() if one.attached_to == node]

    def successors(self, node: str) -> list[str]:
        """Where a token may be next, an event on the border counted as a way out."""
        ways = [flow.target for flow in self.out_of(node)] + [one.id for one in self.boundaries(node)]
        return [way for way in ways if way in self.nodes]

    @property
    def starts(self) -> list[Node]:
        """The start events."""
        return [node for node in self.nodes.values() if node.kind == "startEvent"]


@dataclass(frozen=True, slots=True)
class Anatomy:
    """One drawing: its file and name, its only process, and the process's scopes by id (its own first)."""

    file: str
    name: str
    root: etree._Element = field(repr=False)
    process: str
    variables: frozenset[str]
    scopes: Mapping[str, Scope]

    @property
    def nodes(self) -> Iterator[Node]:
        """All nodes of all scopes."""
        return (node for scope in self.scopes.values() for node in scope.nodes.values())

    def messages_caught(self) -> set[str]:
        """The names of the messages that this drawing catches somewhere."""
        catching = ("intermediateCatchEvent", "boundaryEvent", "startEvent", "receiveTask")
        return {
            node.refers_to
            for node in self.nodes
            if node.kind in catching and node.refers_to and node.event in ("message", "")
        }


_NAMED_BY = {"error": "errorCode", "escalation": "escalationCode"}
_REFERENCES = frozenset({"messageRef", "signalRef", "errorRef", "escalationRef"})


def take_apart(file: str, root: etree._Element) -> Anatomy | None:
    """The anatomy of a drawing with exactly one process; None for any other, which ``rules.elements`` reports."""
    processes = root.findall(f"{BPMN}process")
    if len(processes) != 1:
        return None
    process = processes[0]
    names = {
        one.get("id", ""): one.get(_NAMED_BY.get(_kind(one), "name"), "")
        for one in root.iter(*(BPMN + kind for kind in ("message", "signal", "error", "escalation")))
    }
    scopes = {scope.id: scope for scope in _scopes(process, names)}
    variables = frozenset((process.get(f"{NQ57}variables") or "").split())
    return Anatomy(file, file.removesuffix(".bpmn"), root, process.get("id", ""), variables, scopes)


def _scopes(container: etree._Element, names: Mapping[str, str]) -> Iterator[Scope]:
    identity = container.get("id", "")
    children = [child for child in container if isinstance(child.tag, str)]
    nodes = [_node(child, identity, names) for child in children if _kind(child) in FLOW_NODES]
    flows = [_flow(child, identity) for child in children if child.tag == f"{BPMN}sequenceFlow"]
    flows += [Flow(throw, identity, throw, catch, None, "") for throw, catch in leaps(container)]
    yield Scope(identity, _kind(container), is_handler(container), {node.id: node for node in nodes}, tuple(flows))
    for child in children:
        if _kind(child) == "subProcess":
            yield from _scopes(child, names)


def _kind(element: etree._Element) -> str:
    return etree.QName(element).localname


def _node(element: etree._Element, scope: str, names: Mapping[str, str]) -> Node:
    definition = next(
        (child for child in element if isinstance(child.tag, str) and child.tag.endswith("EventDefinition")), None
    )
    reference = next(
        (value for key, value in (element if definition is None else definition).items() if key in _REFERENCES), ""
    )
    return Node(
        id=element.get("id", ""),
        kind=_kind(element),
        scope=scope,
        name=element.get("name", ""),
        name_en=element.get(f"{NQ57}nameEn", ""),
        own={
            str(key).removeprefix(NQ57): str(value)
            for key, value in element.attrib.items()
            if str(key).startswith(NQ57)
        },
        event="" if definition is None else _kind(definition).removesuffix("EventDefinition"),
        refers_to=link_of(element) or names.get(str(reference), ""),
        attached_to=element.get("attachedToRef", ""),
        interrupting="false" not in (element.get("cancelActivity"), element.get("isInterrupting")),
        by_event=is_handler(element),
        default=element.get("default", ""),
        called=element.get("calledElement", ""),
        assignments=_pairs(element, "assignment", "target"),
        parameters=_pairs(element, "parameter", "name"),
        element=element,
    )


def _pairs(element: etree._Element, tag: str, key: str) -> tuple[tuple[str, str], ...]:
    found = element.iterfind(f"{BPMN}extensionElements/{NQ57}{tag}")
    return tuple((one.get(key, ""), one.get("expression", "")) for one in found)


def _flow(element: etree._Element, scope: str) -> Flow:
    condition = element.find(f"{BPMN}conditionExpression")
    return Flow(
        id=element.get("id", ""),
        scope=scope,
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        condition=None if condition is None else (condition.text or "").strip(),
        name=element.get("name", ""),
        name_en=element.get(f"{NQ57}nameEn", ""),
    )
