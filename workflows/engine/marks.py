"""What our own attributes and a few standard ones say about each element, read once and with every expression checked.

The namespace is described in ``bpmn/nq57.moddle.json``; a drawing that misuses it is refused with the element's id.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from workflows.engine.errors import EngineFault
from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.expressions.syntax import parse

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NQ57 = "{urn:nq57:bpmn:1}"

_RESERVED = frozenset({"form", "message"})  # what a token knows would hide a variable of that name

STEPS = frozenset(
    {"assign", "accept", "submission", "confirmation", "verification", "sign_off", "escalation", "extension", "other"}
)
_EXPRESSIONS = ("candidates", "assignee", "due", "priority", "correlation")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one element; ``assignments`` and ``parameters`` are pairs of a name and an expression."""

    element: str = ""
    name: str = ""
    name_en: str = ""
    step: str = "other"
    form: str | None = None
    candidates: str | None = None
    assignee: str | None = None
    due: str | None = None
    priority: str | None = None
    ladder: str = "none"
    correlation: str | None = None
    action: str | None = None
    decision: str | None = None
    result: str | None = None
    assignments: tuple[tuple[str, str], ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()


def read_marks(root: etree._Element) -> dict[str, Marks]:
    """Return the marks of every element with an id, by id.

    Raises EngineFault when an expression cannot be read or a step is unknown.
    """
    return {
        element.get("id", ""): _marks(element)
        for element in root.iter(f"{BPMN}*")
        if element.get("id") and element.tag != f"{BPMN}sequenceFlow"
    }


def checked(source: str | None, element: str) -> str | None:
    """Return the expression, or nothing; raises EngineFault naming the element when it cannot be read."""
    if source is None or not source.strip():
        return None
    try:
        parse(source)
    except ExpressionError as fault:
        raise EngineFault(
            N_("Expected %(element)s to hold an expression, but: %(fault)s"), element=element, fault=str(fault)
        ) from None
    return source


def _marks(element: etree._Element) -> Marks:
    identity = element.get("id", "")
    own = {key: element.get(NQ57 + key) for key in ("step", "form", "ladder", "action", "decision", "result")}
    step = own["step"] or "other"
    if step not in STEPS:
        raise EngineFault(N_("Expected a known step on %(element)s, but got %(step)r."), element=identity, step=step)
    expressions = {key: checked(element.get(NQ57 + key), identity) for key in _EXPRESSIONS}
    return Marks(
        element=identity,
        name=element.get("name") or identity,
        name_en=element.get(NQ57 + "nameEn") or element.get("name") or identity,
        step=step,
        form=own["form"],
        ladder=own["ladder"] or "none",
        action=own["action"],
        decision=own["decision"],
        result=own["result"],
        assignments=tuple(_pairs(element, "assignment", "target")),
        parameters=tuple(_pairs(element, "parameter", "name")),
        **expressions,
    )


def _pairs(element: etree._Element, tag: str, key: str) -> Iterator[tuple[str, str]]:
    for extension in element.iterfind(f"{BPMN}extensionElements/{NQ57}{tag}"):
        name = extension.get(key) or ""
        source = checked(extension.get("expression"), element.get("id", ""))
        parts = name.split(".")
        fit = all(part.isidentifier() and not part.startswith("_") for part in parts) and parts[0] not in _RESERVED
        if source is None or not fit:
            raise EngineFault(
                N_("Expected each %(tag)s of %(element)s to have a free name and an expression."),
                tag=tag,
                element=element.get("id", ""),
            )
        yield name, source
