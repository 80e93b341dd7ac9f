"""One element as another engine was told it, said in our properties: each rule takes what means the same here.

Whoever has said something in our own properties already is right; nothing of it is overwritten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from lxml import etree

from workflows.definitions.bundles import KEY
from workflows.definitions.foreign import vendors
from workflows.definitions.foreign.identities import key_from
from workflows.definitions.foreign.phrases import is_foreign, is_name, translated
from workflows.definitions.foreign.report import MAPPED, OPEN, Line, cut
from workflows.engine.marks import BPMN, NQ57

_PEOPLE = frozenset({"userTask", "manualTask"})
_CODE = re.compile(r"[\w.-]{1,60}")
_FORM = re.compile(r"\.(?:form|html?|jsf|xhtml|json)$")
_STANDARD_GROUP = re.compile(r"\s*group\(([\w.-]{1,60})\)\s*|\s*([\w.-]{1,60})\s*")


class Said(NamedTuple):
    """One thing that another engine was told: its name and value, as it is shown, and the vendor's prefix."""

    name: str
    value: str
    shown: str


def told(element: etree._Element) -> Iterator[Said]:
    """What the known vendors say of an element, in attributes and in extension elements; of these the attributes count."""
    for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
        prefix = vendors.VENDORS.get(etree.QName(name).namespace or "")
        if prefix:
            local = etree.QName(name).localname
            yield Said(local, value, cut(f'{prefix}:{local}="{value}"'))
    for extension in element.iterfind(f"{BPMN}extensionElements/*"):
        prefix = vendors.VENDORS.get(etree.QName(extension).namespace or "")
        if not prefix:
            continue
        local = etree.QName(extension).localname
        shown = f"{prefix}:{local}"
        attributes = {str(name): str(value) for name, value in extension.attrib.items()}
        if local not in _TAKEN_APART:
            said = " ".join(f'{name}="{value}"' for name, value in attributes.items())
            yield Said(local, (extension.text or "").strip(), cut(f"{shown} {said}"))
        for name, value in attributes.items() if local in _TAKEN_APART else ():
            yield Said(_TAKEN_APART[local].get(name, name), value, cut(f'{shown} {name}="{value}"'))


# Told by ``flows`` and ``embedded``, which know the whole drawing.
_TOLD_ELSEWHERE = frozenset(
    {"userTaskForm", "formData", "formProperty", "subscription", "loopCharacteristics", "collection", "elementVariable"}
)
_TAKEN_APART: Mapping[str, Mapping[str, str]] = {
    "assignmentDefinition": {},
    "taskSchedule": {},
    "formDefinition": {"formId": "formKey", "externalReference": "formKey"},
    "priorityDefinition": {},
    "taskDefinition": {},
    "calledElement": {"processId": "calledElement"},
    "calledDecision": {"decisionId": "decisionRef"},
}


def said_here(element: etree._Element) -> Iterator[Line]:
    """Set our properties on an element; yields a line for each thing that it was told."""
    kind = etree.QName(element).localname
    identity = (element.get("id", ""),)
    for one in told(element):
        if one.name in vendors.OF_NO_MEANING or one.name in _TOLD_ELSEWHERE:
            continue
        rule = _RULES.get(one.name)
        ours = rule(element, kind, one.value) if rule else None
        if ours is None:
            yield Line(OPEN, identity, one.shown, remedy=vendors.REMEDIES.get(one.name, vendors.OTHERWISE))
        else:
            yield Line(MAPPED, identity, one.shown, cut(ours), _AFTERWARDS.get(one.name, ""))
    if kind in _PEOPLE:
        yield from _performers(element)
    if kind == "callActivity" and element.get("calledElement"):
        yield from _standard_call(element)


def _set(element: etree._Element, name: str, value: str) -> str:
    key = NQ57 + name
    if element.get(key) is None:
        element.set(key, value)
    return f'nq57:{name}="{element.get(key)}"'


def _assignee(element: etree._Element, kind: str, value: str) -> str | None:
    ours = translated(value) if is_foreign(value) else None
    if kind not in _PEOPLE or ours is None or not is_name(ours):
        return None
    return _set(element, "assignee", f"person({ours}) if {ours} else None")


def _candidates(element: etree._Element, kind: str, value: str) -> str | None:
    if kind not in _PEOPLE:
        return None
    if is_foreign(value):
        ours = translated(value)
        return _set(element, "candidates", f"group({ours})") if ours is not None and is_name(ours) else None
    return _set(element, "candidates", f'group("{value.strip()}")') if _CODE.fullmatch(value.strip()) else None


def _form(element: etree._Element, kind: str, value: str) -> str | None:
    last = re.split(r"[:/]", value.strip())[-1]
    if kind not in _PEOPLE or not last or is_foreign(value):
        return None
    return _set(element, "form", key_from(_FORM.sub("", last)))


def _due(element: etree._Element, kind: str, value: str) -> str | None:
    if kind not in _PEOPLE:
        return None
    if is_foreign(value):
        ours = translated(value)
        return _set(element, "due", ours) if ours is not None and is_name(ours) else None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return _set(element, "due", f'"{value.strip()}"') if moment.tzinfo else None


def _priority(element: etree._Element, kind: str, value: str) -> str | None:
    ours = translated(value) if is_foreign(value) else value.strip()
    if kind not in _PEOPLE or ours is None:
        return None
    fits = ours.isascii() and ours.isdigit() and len(ours) < 4 and int(ours) <= 100
    return _set(element, "priority", ours) if fits or is_name(ours) else None


def _decision(element: etree._Element, kind: str, value: str) -> str | None:
    if kind != "businessRuleTask" or not value.strip() or is_foreign(value):
        return None
    return _set(element, "decision", key_from(value))


def _result(element: etree._Element, kind: str, value: str) -> str | None:
    fits = kind == "businessRuleTask" and value.isidentifier() and not value.startswith("_")
    return _set(element, "result", value) if fits else None


def _called(element: etree._Element, kind: str, value: str) -> str | None:
    if kind != "callActivity" or not value.strip() or is_foreign(value):
        return None
    if not KEY.fullmatch(element.get("calledElement", "")):
        element.set("calledElement", key_from(value))
    return f'calledElement="{element.get("calledElement")}"'


def _standard_call(element: etree._Element) -> Iterator[Line]:
    """A drawing is called here by its file, whose name is its key."""
    called = element.get("calledElement", "")
    if not KEY.fullmatch(called):
        element.set("calledElement", key_from(called.rpartition(":")[2]))
        said, ours = cut(f'calledElement="{called}"'), f'calledElement="{element.get("calledElement")}"'
        yield Line(MAPPED, (element.get("id", ""),), said, ours, vendors.CALLED)


def _performers(element: etree._Element) -> Iterator[Line]:
    """Who may do it in the words of the standard: one group is taken over, everything else is open."""
    for performer in element.iterfind(f"{BPMN}potentialOwner"):
        text = "".join(
            str(part) for one in performer.iterfind(f"{BPMN}resourceAssignmentExpression") for part in one.itertext()
        ).strip()
        found = _STANDARD_GROUP.fullmatch(text) if text else None
        shown, identity = cut(f"potentialOwner {text}"), (element.get("id", ""),)
        if found is None:
            yield Line(OPEN, identity, shown, remedy=vendors.USERS)
        else:
            ours = _set(element, "candidates", f'group("{found.group(1) or found.group(2)}")')
            yield Line(MAPPED, identity, shown, cut(ours), vendors.GROUP)


_RULES: Mapping[str, Callable[[etree._Element, str, str], str | None]] = {
    "assignee": _assignee,
    "candidateGroups": _candidates,
    "formKey": _form,
    "formRef": _form,
    "dueDate": _due,
    "priority": _priority,
    "decisionRef": _decision,
    "resultVariable": _result,
    "calledElement": _called,
}
_AFTERWARDS: Mapping[str, str] = {
    "assignee": vendors.VARIABLE,
    "candidateGroups": vendors.GROUP,
    "formKey": vendors.FORM,
    "formRef": vendors.FORM,
    "decisionRef": vendors.DECISION,
    "calledElement": vendors.CALLED,
}
