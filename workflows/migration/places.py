"""Where a case may stand in a version of its process: every element that can hold a token while the case rests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflows.definitions.anatomy import PERSONS_WORK, Anatomy, Node, take_apart
from workflows.engine.marks import BPMN
from workflows.engine.xml import read_tree

_KEPT = 32
_known: dict[tuple[str, str], Places] = {}
_REPEATED = "multiInstanceLoopCharacteristics"
STEP = "step"


@dataclass(frozen=True, slots=True)
class Place:
    """An element with the scope (process or subprocess) that it stands in.

    ``family`` says what may stand for it in another version: a step for a step, a message for a message. ``inside`` is the scope
    that it contains or calls, if any; ``repeated`` that it runs once for each entry of a list.
    """

    scope: str
    id: str
    family: str
    name: str
    name_en: str
    inside: str
    repeated: bool
    form: str

    @property
    def key(self) -> str:
        """Its name in a mapping: ids alone may be used twice in the drawings of a bundle."""
        return key_of(self.scope, self.id)


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a version by key, in the order of its drawings; ``main`` is the scope of the process itself."""

    main: str
    by_key: Mapping[str, Place]

    def within(self, scope: str) -> list[Place]:
        """The places directly in a scope."""
        return [place for place in self.by_key.values() if place.scope == scope]


def key_of(scope: str, element: str) -> str:
    """The key of a place; no id of a drawing holds a slash."""
    return f"{scope}/{element}"


def places_of(checksum: str, files: Mapping[str, bytes], process: str) -> Places:
    """The places of a bundle, from the process down through all that it calls; read once for the same files."""
    known = _known.get((checksum, process))
    if known is None:
        while len(_known) >= _KEPT:
            _known.pop(next(iter(_known)), None)
        known = _known[checksum, process] = _read(files, process)
    return known


def _read(files: Mapping[str, bytes], process: str) -> Places:
    taken = (
        take_apart(path, read_tree(content, path).getroot())
        for path, content in sorted(files.items())
        if path.endswith(".bpmn")
    )
    drawings = {one.process: one for one in taken if one is not None}
    return Places(process, {place.key: place for place in _of(drawings, process, set())})


def _of(drawings: Mapping[str, Anatomy], process: str, seen: set[str]) -> Iterator[Place]:
    if process in seen or process not in drawings:
        return
    seen.add(process)
    called: list[str] = []
    for node in drawings[process].nodes:
        family = _family(node)
        if family:
            repeated = node.element.find(BPMN + _REPEATED) is not None
            inside = node.called or (node.id if node.kind == "subProcess" else "")
            form = node.own.get("form", "")
            yield Place(node.scope, node.id, family, node.name, node.name_en, inside, repeated, form)
            called += [node.called] if node.called else []
    for each in called:
        yield from _of(drawings, each, seen)


def _family(node: Node) -> str:
    """What kind of waiting this element is; nothing where no token ever rests."""
    if node.kind in PERSONS_WORK:
        return STEP
    if node.kind == "receiveTask":
        return "message"
    if node.kind == "intermediateCatchEvent" and node.event != "link":
        return node.event
    if node.kind == "subProcess":
        return "handler" if node.by_event else "inside"
    return {"callActivity": "call", "parallelGateway": "join", "inclusiveGateway": "some"}.get(node.kind, "")
