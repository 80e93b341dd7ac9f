"""A step's own form: read as its schema describes it, and handed to the command of the step's kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from webapp.language import DEFAULT
from webapp.paper import printing
from webapp.shown.order import order_of
from workflows.actor import Actor
from workflows.deadlines import extension
from workflows.definitions.fields import Field
from workflows.errors import N_, Invalid, Refusal
from workflows.instances.models import ProcessInstance
from workflows.organisation.models import Person
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
NO_TIME = N_("Expected a due date, because the time is said to be clear, but the task has none yet. Please enter one.")
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
    "submission": N_("The result of %(code)s is submitted. It can be taken back until somebody begins to check it."),
    "escalation": N_("Your decision on the late step of %(code)s is recorded."),
    "other": N_("The step of %(code)s is completed."),
}
DECIDED: Mapping[tuple[str, str], str] = {
    ("confirmation", "confirm"): N_("You confirmed the result of %(code)s."),
    ("confirmation", "send_back"): N_("You returned the result of %(code)s."),
    ("verification", "approve"): N_("You approved the result of %(code)s."),
    ("verification", "return"): N_("You returned the result of %(code)s."),
    ("sign_off", "sign_off"): N_("You signed off the result of %(code)s."),
    ("sign_off", "return"): N_("You returned the result of %(code)s."),
    ("accept", "accept"): N_("You accepted %(code)s for your unit."),
    ("accept", "decline"): N_("You declined %(code)s for your unit."),
    ("extension", "grant"): N_("You granted more time for %(code)s."),
    ("extension", "refuse"): N_("You refused more time for %(code)s."),
}
"""What is said after a decision: which one was recorded, so that a wrong key is noticed at once."""


def said_done(item: Item, values: Mapping[str, Any]) -> str:
    """The sentence that tells what was recorded by a step's form."""
    if item.element in OF_ELEMENTS:
        return gettext(OF_ELEMENTS[item.element][1], code=item.business_key)
    decision = (item.step, str(values.get("decision")))
    if decision == ("accept", "accept") and (who := _receiver(values)):
        return gettext(ACCEPTED_FOR, code=item.business_key, who=who)
    return gettext(DECIDED.get(decision) or DONE.get(item.step, DONE["other"]), code=item.business_key)


def _receiver(values: Mapping[str, Any]) -> str | None:
    """The name of the officer who was named."""
    return g.session.scalar(select(Person.full_name).where(Person.public_id == str(values.get("officer") or "")))


ACCEPTED_FOR = N_("You accepted %(code)s for your unit and gave it to %(who)s.")
OF_ELEMENTS: Mapping[str, tuple[str, str]] = {
    parts.DELIVER: (N_("Deliver the part"), N_("Your unit's part of %(code)s is delivered.")),
    parts.CHECK: (N_("Send the decision"), N_("Your decision on the part of %(code)s is recorded.")),
}
"""Steps that say more than their kind: the button, and what is said when it is done."""


def button_of(item: Item) -> str:
    """What the form's button says."""
    return OF_ELEMENTS[item.element][0] if item.element in OF_ELEMENTS else button_of_step(item.step)


def button_of_step(kind: str) -> str:
    """What the button of a kind of step says."""
    return BUTTONS.get(kind, BUTTONS["other"])


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
        if item.step == "assign":
            _demand_time(session, item, values)
        COMMANDS.get(item.step, assignment.complete)(session, item, form=values, actor=actor, at=at)


def _demand_time(session: Session, item: Item, values: Mapping[str, Any]) -> None:
    """Whoever ticks that the time is clear names it, unless the plan does. Raises ``Invalid`` at the day.

    Asked of people, at their form: the history that is taken in with a plan has tasks that run on without a day.
    """
    order = order_of(session, item.instance_id)
    if values.get("clear_time") and not values.get("due_on") and order and not (order.due_on or order.due_text):
        raise Invalid(NO_TIME, {"due_on": Refusal(NO_TIME)})


def _ask_for_the_record(session: Session, item: Item, *, actor: Actor, at: datetime) -> None:
    """Whoever signs a task off gets its record; in Vietnamese, as it goes to the file. The clock prints it."""
    case = session.get_one(ProcessInstance, item.instance_id)
    printing.request_paper(session, case, printing.RECORD, language=DEFAULT, actor=actor, at=at)
