"""Which names an expression may use where it stands: asked by the editor, answered with what the linter goes by."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.definitions.anatomy import PERSONS_WORK, Anatomy, Node, take_apart
from workflows.definitions.bundles import Bundle
from workflows.definitions.lint import fields_of_forms
from workflows.definitions.rules import expressions, work
from workflows.engine.errors import EngineFault
from workflows.engine.xml import read_tree
from workflows.errors import Refusal


@dataclass(frozen=True, slots=True)
class Names:
    """The names that have a value, the fields of the form that was sent before, and those of the element's own form."""

    known: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


def names_at(bundle: Bundle, file: str, element: str) -> Names:
    """What may be named at an element or arrow of a drawing; nothing where the texts cannot be read yet."""
    try:
        drawings = [_taken(path, text) for path, text in bundle.files.items() if path.endswith(".bpmn")]
        form_fields = fields_of_forms(bundle)
    except (EngineFault, Refusal, ValueError, TypeError, KeyError, AttributeError):
        return Names()  # a form or drawing half written: the check says what is wrong with it
    readable = [one for one in drawings if one is not None]
    drawing = next((one for one in readable if one.file == file), None)
    node = None if drawing is None else _standing_at(drawing, element)
    if drawing is None or node is None:
        return Names()
    known = expressions.known_at(drawing, node, work.assigned_names(readable))
    steps = (expressions.steps_before(drawing, node) or {}).values()
    offered = [expressions.offered_by(step, form_fields) for step in steps]
    own = expressions.offered_by(node, form_fields) if node.kind in PERSONS_WORK and element == node.id else set()
    return Names(
        tuple(sorted(known)),
        tuple(sorted(set.intersection(*offered))) if offered else (),
        tuple(sorted(own)),
    )


def _taken(path: str, text: bytes) -> Anatomy | None:
    return take_apart(path, read_tree(text, path).getroot())


def _standing_at(drawing: Anatomy, element: str) -> Node | None:
    """The node of an id; of an arrow the one it leaves."""
    for scope in drawing.scopes.values():
        if element in scope.nodes:
            return scope.nodes[element]
        for flow in scope.flows:
            if flow.id == element:
                return scope.nodes.get(flow.source)
    return None
