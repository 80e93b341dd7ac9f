"""What a superior decides about a late item: reassign, take over, grant time, pass upward. The drawing calls the actions below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.facts import fact
from workflows.instances import actions
from workflows.instances.models import WorkItem
from workflows.instances.turn import Turn
from workflows.limits import LATEST_YEAR
from workflows.organisation.calendars import calendar_for
from workflows.work import panel, parts
from workflows.work.assignment import give, receiver_of
from workflows.work.authority import has_authority
from workflows.work.claim import hold
from workflows.work.due import change_due
from workflows.work.escalation import chain_of, escalation_of, raise_level, settle, write_act
from workflows.work.forms import cleaned
from workflows.work.item import Item, from_row, grip, item_by_id, item_query
from workflows.work.models import Escalation, Extension
from workflows.work.rules import may_act, may_be_given

CHOICES = ("reassign", "take_over", "grant_time", "pass_upward")


def handle(session: Session, item: Item, *, form: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Decide an escalation. A grant of time by somebody below the assigning authority becomes a proposal to it.

    Raises ``Invalid`` at the field that is wrong, ``Conflict`` when the late item was finished meanwhile.
    """
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_act(held.item, held.standing, "escalation"):
        raise refusal
    values = cleaned(held, form)
    escalation = escalation_of(session, held.item)
    late = item_by_id(session, escalation.work_item_id)
    if late.closed_at is not None:
        raise Conflict(N_("Expected a late step that is still open, but it was finished in the meantime."))
    decision = str(values.get("decision"))
    if decision not in CHOICES:
        raise Invalid(N_("Expected one of the decisions that the form offers, but got another."))
    if decision == "grant_time":
        day = future_day(values.get("due_on"), at, late.due_at)
        values |= {"due_on": day.isoformat(), "within_authority": has_authority(session, held.turn.id, held.standing)}
        _propose(session, held.turn, escalation, late, day, str(values.get("reason") or ""))
    if decision == "pass_upward" and escalation.level > len(chain_of(session, late, at)):
        raise Conflict(N_("Expected a superior to pass this to, but there is nobody above any more."))
    if decision == "reassign":
        if refusal := may_be_given(late):
            raise refusal
        values["person"] = receiver_of(session, late, values.get("person"), at)
    write_act(session, escalation, decision, str(values.get("reason") or ""), actor, at)
    held.turn.complete(held.item.ref, values)
    held.turn.finish()


def future_day(value: object, at: datetime, due_at: datetime | None) -> date:
    """A day later than today and than the due date it replaces; raises ``Invalid`` at ``due_on``."""
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        day = None
    if day is not None and day.year > LATEST_YEAR:
        sentence = N_("Expected a day by the end of %(year)s, but it is later.")
        raise Invalid(sentence, {"due_on": Refusal(sentence, year=LATEST_YEAR)}, year=LATEST_YEAR)
    if day is None or day <= local_date(at) or (due_at is not None and day <= local_date(due_at)):
        sentence = N_("Expected a new due date later than today and than the present one, but it is not.")
        raise Invalid(sentence, {"due_on": Refusal(sentence)})
    return day


def late_item(turn: Turn, parameters: dict[str, Any]) -> Item:
    """The late item that a message spoke of; raises ``Conflict`` when it is closed."""
    query = item_query().where(WorkItem.instance_id == turn.id, WorkItem.public_id == str(parameters.get("item")))
    row = turn.session.execute(query).first()
    if row is None or row.closed_at is not None:
        raise Conflict(N_("Expected a late step that is still open, but it was finished in the meantime."))
    return from_row(row)


def _propose(session: Session, turn: Turn, escalation: Escalation, late: Item, day: date, reason: str) -> None:
    """The superior's wish for more time, not decided yet: the drawing asks who has the authority."""
    assert turn.actor.person_id is not None and late.due_at is not None
    session.add(
        Extension(
            instance_id=turn.id,
            work_item_id=late.id,
            original_due_at=late.due_at,
            due_on=day,
            reason=reason,
            asked_by_id=turn.actor.person_id,
            asked_at=turn.at,
            escalation_id=escalation.id,
        )
    )
    session.flush()


@actions.register("grant_time")
def grant_time(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Grant the time that was proposed within an escalation; the Extension row keeps the original date beside it."""
    grant(turn, proposal_of(turn, parameters), parameters)


def proposal_of(turn: Turn, parameters: dict[str, Any]) -> Extension:
    """The undecided request or proposal that an action's parameters speak of: by its own address, or by its escalation's."""
    query = select(Extension).where(Extension.instance_id == turn.id, Extension.decided_at.is_(None))
    if parameters.get("extension"):
        query = query.where(Extension.public_id == str(parameters["extension"]))
    else:
        query = query.join(Escalation, Escalation.id == Extension.escalation_id)
        query = query.where(Escalation.public_id == str(parameters.get("escalation")))
    extension = turn.session.scalars(query).first()
    if extension is None:
        raise Conflict(N_("Expected a request for more time that waits for its decision, but there is none."))
    return extension


def grant(turn: Turn, extension: Extension, parameters: dict[str, Any]) -> None:
    """Decide the request in its favour and move the work's due date to the end of the day granted."""
    item = late_item(turn, {"item": item_by_id(turn.session, extension.work_item_id).public_id})
    extension.due_on = date.fromisoformat(str(parameters.get("due_on") or extension.due_on))
    decide_row(turn, extension, "granted", parameters)
    turn.note(
        fact(
            "extension.granted",
            extension.decision_reason,
            item=item.public_id,
            extension=extension.public_id,
            due_on=extension.due_on.isoformat(),
        )
    )
    due_at = calendar_for(turn.session, item.unit_id).end_of_day(extension.due_on)
    change_due(turn, item, due_at)
    if parts.delivers(item):
        parts.extend(turn, item, due_at)
    else:
        parts.follow(turn)


def decide_row(turn: Turn, extension: Extension, decision: str, parameters: dict[str, Any]) -> None:
    """Write the decision, its reason and who made it into the request's row."""
    extension.decision, extension.decided_by_id, extension.decided_at = decision, turn.actor.person_id, turn.at
    extension.decision_reason = str(parameters.get("reason") or "") or None
    turn.session.flush()


@actions.register("reassign_item")
def reassign_item(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Give the late item to the person chosen by the superior."""
    give(turn, late_item(turn, parameters), int(parameters["person"]), str(parameters.get("reason") or ""))


@actions.register("take_over_item")
def take_over_item(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """The superior takes the late item into their own hands."""
    item, reason = late_item(turn, parameters), str(parameters.get("reason") or "")
    assert actor.person_id is not None
    if refusal := panel.may_sit(item, panel.seats_of(turn.session, item), actor.person_id):
        raise refusal
    hold(turn, item, actor.person_id, how="taken_over", reason=reason)
    turn.note(fact("work_item.taken_over", reason, item=item.public_id))
    settle(turn, item, "new_person")


@actions.register("pass_upward")
def pass_upward(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Raise the next level now instead of waiting for the ladder; nothing happens when the clock was quicker."""
    item = late_item(turn, parameters)
    escalation = turn.session.scalars(
        select(Escalation).where(Escalation.public_id == str(parameters.get("escalation")))
    ).one()
    level = escalation.level + 1
    raised = select(Escalation.id).where(
        Escalation.work_item_id == item.id, Escalation.due_version == item.due_version, Escalation.level >= level
    )
    turn.note(
        fact(
            "escalation.passed_upward",
            str(parameters.get("reason") or "") or None,
            item=item.public_id,
            escalation=escalation.public_id,
            level=level,
        )
    )
    if turn.session.execute(raised.limit(1)).first() is None:
        raise_level(turn, item, level)
