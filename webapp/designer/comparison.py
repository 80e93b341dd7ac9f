"""A comparison in the reader's words: what a property is called, what kind of thing an element is, and the marks on the two drawings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from webapp.language import own_name
from webapp.shown.names import Named
from workflows.definitions.comparing import Differences
from workflows.definitions.drawn_differences import Element
from workflows.errors import N_

PROPERTIES: Mapping[str, str] = {
    "name": N_("name (Vietnamese)"),
    "nameEn": N_("name (English)"),
    "step": N_("kind of step"),
    "form": N_("form"),
    "candidates": N_("who may do it"),
    "assignee": N_("who gets it straight away"),
    "due": N_("due date"),
    "priority": N_("priority"),
    "ladder": N_("kind of work on the ladder"),
    "action": N_("action"),
    "decision": N_("decision table"),
    "result": N_("variable that takes the answer"),
    "correlation": N_("what the message is about"),
    "variables": N_("variables known at the start"),
    "assignment": N_("assignments"),
    "parameter": N_("parameters of the action"),
    "conditionExpression": N_("condition"),
    "default": N_("default arrow"),
    "sourceRef": N_("from"),
    "targetRef": N_("to"),
    "calledElement": N_("drawing that is called"),
    "attachedToRef": N_("on the border of"),
    "cancelActivity": N_("ends the work"),
    "kind": N_("kind of element"),
    "within": N_("inside the subprocess"),
    "text": N_("text"),
    "textEn": N_("text (English)"),
    "messageEventDefinition.messageRef": N_("message"),
    "messageRef": N_("message"),
    "timerEventDefinition.timeDuration": N_("after a time"),
    "timerEventDefinition.timeDate": N_("at a moment"),
    "timerEventDefinition.timeCycle": N_("again and again"),
    "multiInstanceLoopCharacteristics.loopCardinality": N_("how often"),
    "multiInstanceLoopCharacteristics.completionCondition": N_("until when it is repeated"),
    "multiInstanceLoopCharacteristics.isSequential": N_("one after the other"),
    "label": N_("label"),
    "properties.label_en": N_("label (English)"),
    "description": N_("explanation"),
    "properties.description_en": N_("explanation (English)"),
    "properties.show_when": N_("shown when"),
    "properties.picker": N_("answers from the organisation"),
    "type": N_("kind of field"),
    "key": N_("key"),
    "validate.required": N_("must be filled in"),
    "validate.minLength": N_("least characters"),
    "validate.maxLength": N_("most characters"),
    "validate.min": N_("least value"),
    "validate.max": N_("most value"),
    "validate.pattern": N_("pattern"),
    "after_field": N_("stands after"),
    "hitPolicy": N_("hit policy"),
}
KINDS: Mapping[str, str] = {
    "userTask": N_("step of a person"),
    "manualTask": N_("step of a person"),
    "serviceTask": N_("action of the system"),
    "businessRuleTask": N_("decision by a table"),
    "callActivity": N_("call of another drawing"),
    "subProcess": N_("subprocess"),
    "sequenceFlow": N_("arrow"),
    "exclusiveGateway": N_("choice"),
    "inclusiveGateway": N_("choice of several"),
    "parallelGateway": N_("branches side by side"),
    "startEvent": N_("start"),
    "endEvent": N_("end"),
    "boundaryEvent": N_("event on a border"),
    "intermediateCatchEvent": N_("waiting for an event"),
    "intermediateThrowEvent": N_("message that is sent"),
    "receiveTask": N_("waiting for a message"),
    "sendTask": N_("message that is sent"),
    "process": N_("process"),
    "participant": N_("pool"),
    "lane": N_("lane"),
    "message": N_("message"),
    "textAnnotation": N_("remark"),
}


@dataclass(frozen=True, slots=True)
class Marks:
    """The ids to mark on the two drawings of one file."""

    path: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def marks_of(differences: Differences, main: str) -> list[Marks]:
    """One entry for each drawing that differs; the main one also when it does not, so that the reader sees where they are."""
    found = [
        Marks(
            one.path,
            tuple(each.id for each in one.added),
            tuple(each.id for each in one.removed),
            tuple(each.element.id for each in one.changed),
        )
        for one in differences.drawings
        if one.means_something
    ]
    return found or [Marks(main, (), (), ())]


def called(element: Element) -> str:
    """What an element is called in the reader's language, or its id where it has no name."""
    return own_name(Named(element.name, element.name_en)) or element.id


def words() -> dict[str, Any]:
    """For the templates of a comparison."""
    return {
        "called": called,
        "kind_words": lambda kind: gettext(KINDS[kind]) if kind in KINDS else kind,
        "property_words": lambda name: gettext(PROPERTIES[name]) if name in PROPERTIES else name,
    }
