"""Forms that came inside a drawing: form-js schemas of Camunda 8, and the lists of fields of the Java engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml import etree

from workflows.definitions.foreign import vendors
from workflows.definitions.foreign.identities import key_from
from workflows.definitions.foreign.report import MAPPED, OPEN, Line, cut
from workflows.engine.marks import BPMN, NQ57
from workflows.limits import BUNDLE_FILES, FORM_FILE_BYTES

_ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
_TYPES = {"string": "textfield", "long": "number", "int": "number", "double": "number", "boolean": "checkbox"}
Files = dict[str, bytes]


def brought_along(root: etree._Element) -> tuple[Files, list[Line]]:
    """The forms by path, and what became of each; the steps that use them name them then."""
    files: Files = {}
    lines: list[Line] = []
    for path, content, line in (*_schemas(root), *_fields_of_steps(root)):
        if content and len(content) <= FORM_FILE_BYTES and len(files) < BUNDLE_FILES // 2:
            files[path] = content
            lines.append(line)
        else:
            lines.append(Line(OPEN, line.elements, line.said, remedy=vendors.FORM_ELSEWHERE))
    return files, lines


def _schemas(root: etree._Element) -> Iterator[tuple[str, bytes, Line]]:
    """What a step names ``camunda-forms:bpmn:ID`` is found under that id in the process."""
    for element in root.iter(f"{_ZEEBE}userTaskForm"):
        name = element.get("id", "")
        key, said = key_from(name), cut(f'zeebe:userTaskForm id="{name}"')
        content = _schema(element.text or "", key)
        yield f"forms/{key}.form", content, Line(MAPPED, (), said, f"forms/{key}.form", vendors.FORM_THERE)


def _schema(text: str, key: str) -> bytes:
    """The schema under its key; nothing where it is none."""
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError):
        return b""
    return _as_file({**schema, "id": key}) if isinstance(schema, dict) else b""


def _fields_of_steps(root: etree._Element) -> Iterator[tuple[str, bytes, Line]]:
    for step in root.iter(f"{BPMN}userTask"):
        fields = list(_fields(step))
        if not fields or step.get(f"{NQ57}form"):
            continue
        key = key_from(step.get("id", ""))
        step.set(f"{NQ57}form", key)
        content = _as_file({"type": "default", "schemaVersion": 19, "id": key, "components": fields})
        said, made = cut("formData " + ", ".join(one["key"] for one in fields)), f"forms/{key}.form"
        yield made, content, Line(MAPPED, (step.get("id", ""),), said, made, vendors.FORM_THERE)


def _as_file(schema: dict[str, Any]) -> bytes:
    return json.dumps(schema, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def _fields(step: etree._Element) -> Iterator[dict[str, Any]]:
    for name in vendors.VENDORS:
        for field in step.iterfind(f"{BPMN}extensionElements//{{{name}}}*"):
            kind = etree.QName(field).localname
            key = field.get("id", "")
            if kind in ("formField", "formProperty") and key.isidentifier():
                yield _field(field, key, name)


def _field(field: etree._Element, key: str, vendor: str) -> dict[str, Any]:
    label = field.get("label") or field.get("name") or key
    kind = field.get("type", "string")
    made: dict[str, Any] = {"key": key, "id": f"field_{key}"[:60], "label": label}
    values = [one for one in field.iterfind(f"{{{vendor}}}value") if one.get("id")]
    if kind == "enum" and values:
        made |= {"type": "select", "values": [_answer(one) for one in values]}
    elif kind == "date":
        made |= {"type": "datetime", "subtype": "date", "dateLabel": label}
    else:
        made |= {"type": _TYPES.get(kind, "textfield")}
    required = field.get("required") == "true" or any(
        one.get("name") == "required" for one in field.iter(f"{{{vendor}}}constraint")
    )
    return {**made, "validate": {"required": True}} if required else made


def _answer(value: etree._Element) -> dict[str, str]:
    identity = value.get("id", "")
    return {"value": identity, "label": value.get("name", identity)}
