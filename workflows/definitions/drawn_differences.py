"""What differs between two states of one drawing: elements by their id, each property of those on both sides, what was only moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from workflows.engine.admitted import FLOW_NODES
from workflows.engine.marks import BPMN, NQ57
from workflows.engine.xml import read_tree

_OWNERS = FLOW_NODES | frozenset(
    [
        "sequenceFlow",
        "process",
        "participant",
        "lane",
        "message",
        "error",
        "escalation",
        "textAnnotation",
        "association",
        "group",
    ]
)
_SAID_ELSEWHERE = frozenset(["incoming", "outgoing", "flowNodeRef", "laneSet"])  # the arrows say it, or a lane does
_THROUGH = frozenset(("extensionElements",))  # their children count as the element's own
_REFERENCES = ("messageRef", "errorRef", "escalationRef")
_PAIRS = {"assignment": "target", "parameter": "name"}


@dataclass(frozen=True, slots=True)
class Property:
    """One property before and after; empty where there is none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its kind and both names, as it is after (or was, when it is gone)."""

    id: str
    kind: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ElementDiffers:
    """An element on both sides, and which of its properties differ."""

    element: Element
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class DrawingDiffers:
    """A drawing on both sides: what is new in it, gone, changed, and the ids of what only lies elsewhere."""

    path: str
    added: tuple[Element, ...]
    removed: tuple[Element, ...]
    changed: tuple[ElementDiffers, ...]
    moved: tuple[str, ...]

    @property
    def means_something(self) -> bool:
        """Whether more than the layout differs."""
        return bool(self.added or self.removed or self.changed)


def differ(path: str, before: bytes, after: bytes) -> DrawingDiffers:
    """Compare two states of a drawing. Raises EngineFault when one cannot be read."""
    old_root, new_root = (read_tree(content, path).getroot() for content in (before, after))
    old, new = _owners(old_root), _owners(new_root)
    old_names, new_names = _names(old_root), _names(new_root)
    changed = tuple(
        ElementDiffers(_element(new[key]), properties)
        for key in new
        if key in old and (properties := _differing(_properties(old[key], old_names), _properties(new[key], new_names)))
    )
    said = {one.element.id for one in changed}
    old_places, new_places = _places(old_root), _places(new_root)
    return DrawingDiffers(
        path,
        added=tuple(_element(new[key]) for key in new if key not in old),
        removed=tuple(_element(old[key]) for key in old if key not in new),
        changed=changed,
        moved=tuple(
            key
            for key, place in new_places.items()
            if key in old and key in new and key not in said and old_places.get(key) != place
        ),
    )


def _owners(root: etree._Element) -> dict[str, etree._Element]:
    """The elements that somebody drew, by id, in the order of the file."""
    return {
        str(one.get("id")): one
        for one in root.iter(f"{BPMN}*")
        if one.get("id") and etree.QName(one).localname in _OWNERS
    }


def _element(one: etree._Element) -> Element:
    return Element(one.get("id", ""), etree.QName(one).localname, one.get("name", ""), one.get(f"{NQ57}nameEn", ""))


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Property, ...]:
    names = [*after, *(name for name in before if name not in after)]
    pairs = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(Property(*pair) for pair in pairs if pair[1] != pair[2])


def _names(root: etree._Element) -> dict[str, str]:
    """What messages and the like are called, by id."""
    return {str(one.get("id")): str(one.get("name")) for one in root.iterfind(f"{BPMN}*[@name]")}


def _properties(one: etree._Element, called: Mapping[str, str]) -> dict[str, str]:
    """Everything said of an element by name: its attributes, and its children that are nobody's own, several as lines."""
    found: dict[str, list[str]] = {"kind": [etree.QName(one).localname]}
    parent = one.getparent()
    if parent is not None and etree.QName(parent).localname == "subProcess":
        found["within"] = [parent.get("id", "")]
    for name, value in [*_attributes(one, called), *_inside(one, called, "")]:
        found.setdefault(name, []).append(value)
    return {name: "\n".join(values) for name, values in found.items() if any(values)}


def _attributes(one: etree._Element, called: Mapping[str, str], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in one.attrib.items():
        name = etree.QName(str(key)).localname
        if name == "id" or (str(key).startswith("{") and not str(key).startswith(NQ57)):
            continue
        yield before + name, called.get(str(value), str(value)) if name in _REFERENCES else str(value)


def _inside(one: etree._Element, called: Mapping[str, str], before: str) -> Iterator[tuple[str, str]]:
    for child in one.iterchildren("*"):
        kind = etree.QName(child).localname
        if kind in _SAID_ELSEWHERE or (child.tag.startswith(BPMN) and kind in _OWNERS):
            continue
        if kind in _PAIRS:
            yield kind, f"{child.get(_PAIRS[kind], '')} = {child.get('expression', '')}"
            continue
        inner = before if kind in _THROUGH else f"{before}{kind}."
        if kind not in _THROUGH:
            text = (child.text or "").strip()
            yield inner.rstrip("."), text or ("" if len(child) or _says(child) else "✓")
        yield from _attributes(child, called, inner)
        yield from _inside(child, called, inner)


def _says(child: etree._Element) -> bool:
    return any(etree.QName(str(key)).localname != "id" for key in child.attrib)


def _places(root: etree._Element) -> dict[str, str]:
    """Where each element lies: the numbers of its shape or edge as they stand in the file."""
    return {
        str(one.get("bpmnElement")): " ".join(
            f"{etree.QName(part).localname}:{sorted(part.attrib.values())}" for part in one.iter() if part is not one
        )
        for one in root.iter("{*}BPMNShape", "{*}BPMNEdge")
        if one.get("bpmnElement")
    }
