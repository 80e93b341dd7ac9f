"""A step's own form: read as its schema describes it, and handed to the command of the step's kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from webapp.language import DEFAULT
from webapp.paper import printing
from workflows.actor import Actor
from workflows.deadlines import extension
from workflows.definitions.fields import Field
from workflows.errors import N_
from workflows.instances.models import ProcessInstance
from workflows.work import assignment, escalation_choices, parts, review, submission
from workflows.work.item import Item

SEVERAL = ("taglist", "checklist")

COMMANDS: Mapping[str, Callable[..., Any]] = {
    "assign": assignment.assign,
    "accept": assignment.accept,
    "submission": submission.submit,
    "escalation": escalation_choices.handle,
    "extension": extension.decide,
    "other": assignment.complete,
}
REVIEWS = ("confirmation", "verification", "sign_off")

BUTTONS: Mapping[str, str] = {
    "assign": N_("Assign the task"),
    "accept": N_("Send the answer"),
    "submission": N_("Submit the result"),
    "confirmation": N_("Send the decision"),
    "verification": N_("Send the conclusion"),
    "sign_off": N_("Send the decision"),
    "escalation": N_("Decide"),
    "extension": N_("Send the decision"),
    "other": N_("Complete the step"),
}
DONE: Mapping[str, str] = {
    "assign": N_("The task %(code)s is assigned."),
    "accept": N_("Your unit's answer on %(code)s is recorded."),
    "submission": N_("The result of %(code)s is submitted. It can be taken back until somebody begins to check it."),
    "confirmation": N_("Your decision on %(code)s is recorded."),
    "verification": N_("Your conclusion on %(code)s is recorded."),
    "sign_off": N_("Your decision on %(code)s is recorded."),
    "escalation": N_("Your decision on the late step of %(code)s is recorded."),
    "extension": N_("Your decision on more time for %(code)s is recorded."),
    "other": N_("The step of %(code)s is completed."),
}


OF_ELEMENTS: Mapping[str, tuple[str, str]] = {
    parts.DELIVER: (N_("Deliver the part"), N_("Your unit's part of %(code)s is delivered.")),
    parts.CHECK: (N_("Send the decision"), N_("Your decision on the part of %(code)s is recorded.")),
}
"""Steps that say more than their kind: the button, and what is said when it is done."""


def button_of(item: Item) -> str:
    """What the form's button says."""
    return OF_ELEMENTS[item.element][0] if item.element in OF_ELEMENTS else BUTTONS.get(item.step, BUTTONS["other"])


def done_with(item: Item) -> str:
    """What is said when the form was sent."""
    return OF_ELEMENTS[item.element][1] if item.element in OF_ELEMENTS else DONE.get(item.step, DONE["other"])


def typed(fields: tuple[Field, ...], form: MultiDict[str, str]) -> dict[str, Any]:
    """What was typed into a step's form, unchecked: several answers as a list, everything else as text.

    A field sent twice is a list too, which no field of one answer takes: nobody shall wonder which of the two counted.
    """
    sent = {field.key: form.getlist(field.key) for field in fields if field.key}
    several = {field.key for field in fields if field.type in SEVERAL}
    return {key: given if key in several or len(given) > 1 else next(iter(given), None) for key, given in sent.items()}


def send(
    session: Session, item: Item, values: Mapping[str, Any], seen_sha256: str, *, actor: Actor, at: datetime
) -> None:
    """Hand the form to the command of the step's kind; a review also says which version of the result was seen."""
    if item.step in REVIEWS:
        review.decide(session, item, form=values, seen_sha256=seen_sha256, actor=actor, at=at)
        if item.step == "sign_off" and values.get("decision") == "sign_off":
            _ask_for_the_record(session, item, actor=actor, at=at)
    else:
        COMMANDS.get(item.step, assignment.complete)(session, item, form=values, actor=actor, at=at)


def _ask_for_the_record(session: Session, item: Item, *, actor: Actor, at: datetime) -> None:
    """Whoever signs a task off gets its record; in Vietnamese, as it goes to the file. The clock prints it."""
    case = session.get_one(ProcessInstance, item.instance_id)
    printing.request_paper(session, case, printing.RECORD, language=DEFAULT, actor=actor, at=at)
