"""Which of our own attributes and extensions mean something on which element: read from the one description of the namespace.

The editor reads the same file, so that what it offers and what the linter admits cannot differ.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

DESCRIPTION = Path(__file__).resolve().parents[2] / "bpmn" / "nq57.moddle.json"
_FLOW_ELEMENT = "bpmn:FlowElement"
_BESIDE_THE_FLOW = """
    definitions collaboration participant lane laneSet process textAnnotation association group message error escalation
"""
_NO_FLOW_ELEMENT = frozenset(_BESIDE_THE_FLOW.split())


@functools.cache
def described() -> dict[str, Any]:
    """The description of the namespace ``nq57`` as the editor has it."""
    description: dict[str, Any] = json.loads(DESCRIPTION.read_text("utf-8"))
    return description


@functools.cache
def allowed_attributes(kind: str) -> frozenset[str]:
    """The names of our attributes that may stand on an element of BPMN."""
    return frozenset(
        part["name"]
        for each in described()["types"]
        if _meets(kind, each.get("extends", ()))
        for part in each["properties"]
    )


@functools.cache
def allowed_extensions(kind: str) -> frozenset[str]:
    """The names of our extension elements that may stand on an element of BPMN."""
    types = [each for each in described()["types"] if _meets(kind, each.get("meta", {}).get("allowedIn", ()))]
    return frozenset(each["name"][0].lower() + each["name"][1:] for each in types)


def _meets(kind: str, extended: Iterable[str]) -> bool:
    names = {name.lower() for name in extended}
    return f"bpmn:{kind}".lower() in names or (_FLOW_ELEMENT.lower() in names and kind not in _NO_FLOW_ELEMENT)
