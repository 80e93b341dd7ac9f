"""What can be done about an incident, noun by noun: the words, the fields of its form, and the command behind it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from workflows.actor import Actor
from workflows.calendar import WorkCalendar, local_date
from workflows.errors import N_, Invalid, Refusal
from workflows.instances import attending
from workflows.instances.models import Incident, ProcessInstance
from workflows.organisation.models import Grant, Person, in_force
from workflows.organisation.standing import Standing
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.variables import first_variables
from workflows.work import mending

Command = Callable[[Session, Incident, MultiDict[str, str], Actor, datetime], None]
MOST_ADMINISTRATORS = 200


@dataclass(frozen=True, slots=True)
class Way:
    """A command with its words: title, what follows from it, button, what is said when done; ``fields`` its form asks for.

    A way without fields acts at once.
    """

    command: Command
    title: str
    means: str
    button: str
    done: str
    fields: tuple[str, ...] = ("reason",)
    danger: bool = False


def _give(session: Session, incident: Incident, form: MultiDict[str, str], actor: Actor, at: datetime) -> None:
    asked = session.scalar(select(Person.id).where(Person.public_id == form.get("person", "")))
    if asked is None:
        sentence = N_("Expected somebody to be chosen, but nobody was.")
        raise Invalid(sentence, {"person": Refusal(sentence)})
    attending.give(session, incident, asked, reason=form.get("reason", ""), actor=actor, at=at)


def _change(session: Session, incident: Incident, form: MultiDict[str, str], actor: Actor, at: datetime) -> None:
    value = mending.value_of(form.get("kind", ""), form.get("value", ""))
    name, reason = form.get("name", "").strip(), form.get("reason", "")
    mending.change_variable(session, incident, name=name, value=value, reason=reason, actor=actor, at=at)


def _move(session: Session, incident: Incident, form: MultiDict[str, str], actor: Actor, at: datetime) -> None:
    try:
        due_at = WorkCalendar().at_eight(date.fromisoformat(form.get("due_on", "")))
    except ValueError:
        sentence = N_("Expected a day, but got none.")
        raise Invalid(sentence, {"due_on": Refusal(sentence)}) from None
    mending.move_timer(session, incident, due_at=due_at, reason=form.get("reason", ""), actor=actor, at=at)


WAYS: Mapping[str, Way] = {
    "care": Way(
        lambda session, incident, form, actor, at: attending.take(session, incident, actor=actor, at=at),
        N_("Take care of it"),
        "",
        N_("Take care of it"),
        N_("You take care of this incident."),
        (),
    ),
    "retry": Way(
        lambda session, incident, form, actor, at: attending.retry(session, incident, actor=actor, at=at),
        N_("Try again now"),
        "",
        N_("Try again now"),
        N_("The clock tries it with its next beat."),
        (),
    ),
    "handover": Way(
        _give,
        N_("Ask somebody else to take care of it"),
        N_("They find it on this page under their name. You can take it back at any time."),
        N_("Hand it over"),
        N_("The incident is handed over."),
        ("person", "reason"),
    ),
    "value": Way(
        _change,
        N_("Mend a value of the case"),
        N_("For an expression of the drawing that finds no value, or the wrong kind. The case is tried again at once."),
        N_("Change the value and try again"),
        N_("The value is changed; the clock tries the case with its next beat."),
        ("name", "kind", "value", "reason"),
    ),
    "values": Way(
        lambda session, incident, form, actor, at: mending.replace_variables(
            session, incident, values=form.get("values", ""), reason=form.get("reason", ""), actor=actor, at=at
        ),
        N_("Replace the unreadable values"),
        N_("What the plan knows is filled in below. Add what the case had found out by now; its history says it."),
        N_("Replace all values and try again"),
        N_("The values are replaced; the clock tries the case with its next beat."),
        ("values", "reason"),
    ),
    "timer": Way(
        _move,
        N_("Move the timer"),
        N_("The timer fires at 08:00 of the day that you name, instead of now."),
        N_("Move the timer"),
        N_("The timer is moved."),
        ("due_on", "reason"),
    ),
    "timer-end": Way(
        lambda session, incident, form, actor, at: mending.skip_timer(
            session, incident, reason=form.get("reason", ""), actor=actor, at=at
        ),
        N_("Skip the timer"),
        N_("It never fires. What it hangs on goes on waiting for its person or its message."),
        N_("Skip the timer"),
        N_("The timer is skipped."),
    ),
    "closing": Way(
        lambda session, incident, form, actor, at: attending.dismiss(
            session, incident, reason=form.get("reason", ""), actor=actor, at=at
        ),
        N_("Close the incident without a further try"),
        N_(
            "For what was mended elsewhere, or is not needed any more. A task whose case was not started stays without one."
        ),
        N_("Close the incident"),
        N_("The incident is closed."),
    ),
    "cancellation": Way(
        lambda session, incident, form, actor, at: mending.give_up(
            session, incident, reason=form.get("reason", ""), actor=actor, at=at
        ),
        N_("Cancel the case"),
        N_("The case ends without a result and everything open is closed. This cannot be undone."),
        N_("Cancel the case for good"),
        N_("The case is cancelled."),
        danger=True,
    ),
}
KINDS = (
    ("text", N_("Words")),
    ("number", N_("A number")),
    ("yes", N_("Yes")),
    ("no", N_("No")),
    ("nothing", N_("Nothing")),
    ("json", N_("A list or a record, in JSON")),
)


def open_ways(session: Session, incident: Incident, standing: Standing) -> tuple[str, ...]:
    """The nouns of what this person may do now: every rule is asked here for the button, and again by the command."""
    case = session.get(ProcessInstance, incident.instance_id) if incident.instance_id else None
    mend, timer = mending.may_mend(incident, case), mending.timer_of(session, incident)
    readable = case is None or mending.is_readable(case)
    asked = {
        "care": attending.may_take(incident, attending.owner_of(session, incident), standing),
        "retry": attending.may_retry(incident),
        "handover": attending.may_attend(incident),
        "value": mend or (None if readable else REFUSED),
        "values": mend or (REFUSED if readable else None),
        "timer": mend or mending.may_mend_timer(incident, timer),
        "timer-end": mend or mending.may_skip_timer(session, incident, timer),
        "closing": attending.may_dismiss(incident),
        "cancellation": mend,
    }
    return tuple(noun for noun, said in asked.items() if said is None)


REFUSED = Refusal("")


def begun(session: Session, incident: Incident, noun: str) -> dict[str, str]:
    """What the form of a way begins with: for unreadable values, what the plan knows of the task."""
    if noun != "values":
        return {}
    order = session.scalars(select(ResolutionTask).where(ResolutionTask.instance_id == incident.instance_id)).first()
    if order is None:
        return {"values": "{}"}
    return {"values": json.dumps(first_variables(session, order.id), ensure_ascii=False, indent=2)}


def known_values(session: Session, incident: Incident) -> str:
    """The case's values as they are, for whoever mends one of them."""
    case = session.get(ProcessInstance, incident.instance_id) if incident.instance_id else None
    if case is None:
        return ""
    return (
        json.dumps(mending.fields_of(case.variables), ensure_ascii=False, indent=2) if mending.is_readable(case) else ""
    )


def administrators(session: Session) -> list[tuple[str, str]]:
    """Everybody who is an administrator of something today, as a form offers them: (address, name)."""
    query = (
        select(Person.public_id, Person.full_name)
        .distinct()
        .join(Grant, Grant.person_id == Person.id)
        .where(Grant.role == attending.ROLE, in_force(Grant, local_date(g.at)))
        .order_by(Person.full_name)
        .limit(MOST_ADMINISTRATORS)
    )
    return [(public_id, name) for public_id, name in session.execute(query)]
