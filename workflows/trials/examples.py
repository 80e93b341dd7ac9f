"""What to try a process with: the values that its own scenarios use, and the names that its drawings ask for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.definitions.anatomy import Anatomy, take_apart
from workflows.definitions.bundles import SCENARIOS, Bundle
from workflows.definitions.rules.expressions import expressions_of
from workflows.definitions.scenarios import read_scenarios
from workflows.engine.errors import EngineFault
from workflows.engine.xml import read_tree
from workflows.errors import Refusal
from workflows.expressions.errors import ExpressionError
from workflows.expressions.syntax import tree_of


@dataclass(slots=True)
class Examples:
    """The variables that a case begins with, and for each step and message the values of the first scenario that has them."""

    variables: dict[str, Any] = field(default_factory=dict)
    forms: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)


def examples_of(bundle: Bundle) -> Examples:
    """What can be learnt from a bundle; without scenarios the names alone, with nothing in them."""
    found = Examples()
    drawings = list(_drawings(bundle))
    asked = dict.fromkeys(sorted(_fields_of_messages(drawings)))
    for name in sorted(set().union(*(one.messages_caught() for one in drawings))):
        found.messages[name] = dict(asked)
    main = next((one for one in drawings if one.name == bundle.key), None)
    found.variables = dict.fromkeys(sorted(main.variables)) if main else {}
    told: set[str] = set()
    for scenario in _scenarios(bundle):
        if not told:
            found.variables |= scenario.variables
        for step in scenario.steps:
            if "complete" in step:
                found.forms.setdefault(step["complete"], step.get("form") or {})
            elif "tell" in step and step["tell"] not in told:
                found.messages[step["tell"]] = dict(step.get("payload") or {})
                told.add(step["tell"])
        told.add("")
    return found


def _scenarios(bundle: Bundle) -> Any:
    try:
        return read_scenarios(bundle.files.get(SCENARIOS, b""))
    except Refusal:
        return ()


def _drawings(bundle: Bundle) -> Iterator[Anatomy]:
    """Those that can be read."""
    for path, content in bundle.files.items():
        try:
            taken = take_apart(path, read_tree(content, path).getroot()) if path.endswith(".bpmn") else None
        except EngineFault:
            continue
        if taken is not None:
            yield taken


def _fields_of_messages(drawings: list[Anatomy]) -> set[str]:
    """The fields of messages that any expression asks for."""
    found: set[str] = set()
    for said in (one for drawing in drawings for one in expressions_of(drawing)):
        try:
            tree = tree_of(said.source)
        except ExpressionError:
            continue
        found |= {
            part.attr
            for part in ast.walk(tree)
            if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "message"
        }
    return found
