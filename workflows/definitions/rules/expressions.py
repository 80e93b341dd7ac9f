"""Every expression of a drawing can be read, and knows the names it uses where it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from lxml import etree

from workflows.definitions.anatomy import PERSONS_WORK, Anatomy, Node
from workflows.definitions.faults import Fault, fault
from workflows.engine.marks import BPMN
from workflows.engine.timers import is_literal
from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.expressions.syntax import names_in, tree_of

# What the commands of a step add to its form before the drawing sees it.
ADDED_BY_COMMANDS: Mapping[str, frozenset[str]] = {
    "submission": frozenset({"by_head"}),
    "escalation": frozenset({"within_authority"}),
}
_OWN = ("candidates", "assignee", "due", "priority", "correlation")
_TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
_OF_FORMS = frozenset({"form"})


@dataclass(frozen=True, slots=True)
class Said:
    """One expression: whose it is, and whether the form meant is that of the element itself."""

    owner: str
    node: Node
    source: str
    own_form: bool = False
    also_known: frozenset[str] = frozenset()


def readable(drawing: Anatomy, assigned: Set[str], form_fields: Mapping[str, Set[str]]) -> Iterator[Fault]:
    """Parse every expression and check its names.

    ``assigned`` are the variables written anywhere in the bundle, ``form_fields`` the keys of each form.
    """
    for said in expressions_of(drawing):
        try:
            used = names_in(said.source)
        except ExpressionError as refused:
            yield fault(drawing.file, said.owner, refused.text, **refused.params)
            continue
        for name in sorted(used - known_at(drawing, said.node, assigned) - _OF_FORMS - said.also_known):
            text = N_(
                "Expected a known name, but nothing gives %(name)s a value. Assign it, or list it in nq57:variables."
            )
            yield fault(drawing.file, said.owner, text, name=name[:60])
        if "form" in used:
            yield from _form_known(drawing, said, form_fields)


def known_at(drawing: Anatomy, node: Node, assigned: Set[str]) -> set[str]:
    """The names that have a value where a node stands, but for ``form``."""
    caught = {"message"} if drawing.messages_caught() else set[str]()
    return {*drawing.variables, *assigned, *caught, *repeated_names(drawing, node)}


def expressions_of(drawing: Anatomy) -> Iterator[Said]:
    """All expressions of a drawing."""
    for scope in drawing.scopes.values():
        for flow in scope.flows:
            if flow.condition is not None and flow.source in scope.nodes:
                yield Said(flow.id, scope.nodes[flow.source], flow.condition)
        for node in scope.nodes.values():
            for key in _OWN:
                if node.own.get(key, "").strip():
                    yield Said(node.id, node, node.own[key])
            for _, source in node.assignments:
                yield Said(node.id, node, source, own_form=node.kind in PERSONS_WORK)
            for _, source in node.parameters:
                yield Said(node.id, node, source)
            yield from _timers_and_loops(node)


def repeated_names(drawing: Anatomy, node: Node) -> set[str]:
    """The names that a repeated element, or one around it, gives to its entries."""
    found: set[str] = set()
    element: etree._Element | None = node.element
    while element is not None and element.tag != f"{BPMN}process":
        loop = element.find(f"{BPMN}multiInstanceLoopCharacteristics")
        if loop is not None:
            item = loop.find(f"{BPMN}inputDataItem")
            found |= {"loop_index", "item" if item is None else str(item.get("name") or item.get("id", "item"))}
        element = element.getparent()
    return found


def _timers_and_loops(node: Node) -> Iterator[Said]:
    for tag, kind in _TIMERS.items():
        for element in node.element.iterfind(f"{BPMN}timerEventDefinition/{BPMN}{tag}"):
            text = (element.text or "").strip()
            if not is_literal(kind, text):
                yield Said(node.id, node, text)
    loop = node.element.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if loop is not None:
        for tag in ("loopCardinality", "loopDataInputRef", "completionCondition"):
            text = (loop.findtext(f"{BPMN}{tag}") or "").strip()
            if text:
                also = frozenset({"completed", "instances"}) if tag == "completionCondition" else frozenset[str]()
                yield Said(node.id, node, text, also_known=also, own_form=tag == "completionCondition")


def _form_known(drawing: Anatomy, said: Said, form_fields: Mapping[str, Set[str]]) -> Iterator[Fault]:
    steps = {said.node.id: said.node} if said.own_form else steps_before(drawing, said.node)
    if steps is None or not steps:
        text = N_(
            "Expected no form here, since the case has waited for something else meanwhile. Assign what you need when the step completes."
        )
        yield fault(drawing.file, said.owner, text)
        return
    asked = {
        part.attr
        for part in ast.walk(tree_of(said.source))
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "form"
    }
    for step in steps.values():
        for name in sorted(asked - offered_by(step, form_fields)):
            text = N_("Expected a field of the form of %(step)s, but it has no %(field)s.")
            yield fault(drawing.file, said.owner, text, step=step.id, field=name[:60])


def offered_by(step: Node, form_fields: Mapping[str, Set[str]]) -> set[str]:
    """The fields that ``form`` has after a person's step: those of its form, and what its command adds."""
    added = ADDED_BY_COMMANDS.get(step.own.get("step", ""), frozenset())
    return set(form_fields.get(step.own.get("form", ""), frozenset())) | added


def steps_before(drawing: Anatomy, node: Node) -> dict[str, Node] | None:
    """The people's steps whose form is still known at ``node``; None when it can be reached by something else than a form."""
    scope = drawing.scopes[node.scope]
    found: dict[str, Node] = {}
    seen: set[str] = set()
    waiting = [flow.source for flow in scope.into(node.id)]
    if not waiting:
        return None
    while waiting:
        identity = waiting.pop()
        if identity in seen or identity not in scope.nodes:
            continue
        seen.add(identity)
        before = scope.nodes[identity]
        if before.kind in PERSONS_WORK:
            found[identity] = before
        elif before.is_wait or before.kind in ("startEvent", "boundaryEvent", "callActivity", "subProcess"):
            return None
        else:
            waiting += [flow.source for flow in scope.into(identity)]
    return found
