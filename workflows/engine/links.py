"""Link events: a throw and the catch of the same name beside it are one arrow that nobody wanted to draw across the sheet."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from workflows.engine.errors import EngineFault
from workflows.engine.marks import BPMN
from workflows.errors import N_

_THROW, _CATCH = f"{BPMN}intermediateThrowEvent", f"{BPMN}intermediateCatchEvent"


def link_of(event: etree._Element) -> str | None:
    """The name of an event's link; None for events of other kinds."""
    definition = event.find(f"{BPMN}linkEventDefinition")
    return None if definition is None else str(definition.get("name", "")).strip()


def leaps(container: etree._Element) -> Iterator[tuple[str, str]]:
    """The ids of each throw and of the catch that it leads to, among the events directly in a process or subprocess."""
    catches: dict[str, list[str]] = {}
    for event in container.iterfind(_CATCH):
        name = link_of(event)
        if name:
            catches.setdefault(name, []).append(event.get("id", ""))
    for event in container.iterfind(_THROW):
        for catch in catches.get(link_of(event) or "", ()):
            yield event.get("id", ""), catch


def join_links(root: etree._Element) -> None:
    """Draw the arrows that links stand for into the tree.

    Raises EngineFault when a link leads nowhere or to several places.
    """
    for container in root.iter(f"{BPMN}process", f"{BPMN}subProcess"):
        found = list(leaps(container))
        for event in container.iterfind(_THROW):
            if link_of(event) is not None and sum(throw == event.get("id") for throw, _ in found) != 1:
                raise EngineFault(
                    N_("Expected the link %(element)s to lead to exactly one catching link of its name beside it."),
                    element=event.get("id", "?"),
                )
        for throw, catch in found:
            etree.SubElement(
                container, f"{BPMN}sequenceFlow", {"id": f"{throw}.link", "sourceRef": throw, "targetRef": catch}
            )
