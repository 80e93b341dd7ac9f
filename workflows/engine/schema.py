"""The published schema of BPMN 2.0, which the library brings along."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Any

from lxml import etree


def schema_faults(root: etree._Element) -> list[tuple[int, str]]:
    """Where a drawing does not follow the schema of BPMN 2.0: pairs of a line and the checker's own words, the first ten."""
    with as_file(files("SpiffWorkflow.bpmn.parser") / "schema") as folder:
        schema = etree.XMLSchema(etree.parse(folder / "BPMN20.xsd"))
    if schema.validate(root):
        return []
    entries: Any = schema.error_log  # the stubs do not know that it can be gone through
    return [(entry.line, _shortened(entry.message)) for entry in list(entries)[:10]]


def _shortened(message: str) -> str:
    """The message without the namespaces that make it unreadable."""
    return message.replace("{http://www.omg.org/spec/BPMN/20100524/MODEL}", "")[:300]
