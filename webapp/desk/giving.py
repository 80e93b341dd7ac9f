"""Giving work out: the steps chosen, one person, one act; each step by its own command, with a line for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access import requires
from webapp.desk.asked import moments
from webapp.desk.door import asked_unit, desk
from webapp.desk.listing import rows_of
from webapp.desk.people import LOADS, team_of
from webapp.desk.unit import unit_page
from webapp.outcomes import chosen, one_by_one, with_ticks
from webapp.typed import words_of
from workflows.errors import N_, Invalid, Refusal
from workflows.organisation.models import OrgUnit, Person
from workflows.work import assignment
from workflows.work.item import Item

NO_ONE = N_("Expected a person to give the steps to, but none was chosen.")
REASON = N_("Expected a reason, because some of these steps are taken from whoever holds them, but it is empty.")


@desk.get("/units/<public_id>/distribution", endpoint="choose")
@requires("desk.read")
def show_distribution(public_id: str) -> Any:
    """The steps that were ticked, and the people of the unit with the work of each."""
    unit = asked_unit(public_id)
    try:
        return _page(unit, chosen(request.args.getlist("item")), {}, None)
    except Invalid as refusal:
        flash(gettext(refusal.text, **refusal.params), "fault")
        return redirect(url_for("desk.unit", public_id=public_id), 303)


@desk.post("/units/<public_id>/distribution", endpoint="give")
@requires("desk.act")
def give_out(public_id: str) -> Any:
    """Give the steps to the person, and say of each what became of it."""
    unit = asked_unit(public_id)
    try:
        items = chosen(request.form.getlist("item"))
    except Invalid as refusal:
        g.session.rollback()
        return unit_page(asked_unit(public_id), request.form, refusal), refusal.status
    try:
        said = words_of(request.form, ("officer", "reason"))
        if not said["officer"]:
            raise Invalid(NO_ONE, {"officer": Refusal(NO_ONE)})
        for item in items:
            _demand_reason(item, said["reason"])
    except Invalid as refusal:
        g.session.rollback()
        return _page(unit, items, request.form, refusal), refusal.status
    outcomes = one_by_one(items, _giving(said["officer"], said["reason"].strip()))
    receiver = g.session.scalar(select(Person.full_name).where(Person.public_id == said["officer"]))
    heading = gettext("Work given out")
    return render_template("desk/done.html", unit=unit, outcomes=outcomes, heading=heading, receiver=receiver)


def _giving(officer: str, reason: str) -> Callable[[Session, Item], None]:
    """The command for one step after the other."""
    actor, at = g.actor, g.at

    def give(session: Session, item: Item) -> None:
        _demand_reason(item, reason)
        assignment.reassign(session, item, person=officer, reason=reason, actor=actor, at=at)

    return give


def _demand_reason(item: Item, reason: str) -> None:
    """What nobody holds is given out without a word; who takes work from somebody says why."""
    if item.assignee_id is not None and not reason.strip():
        raise Invalid(REASON, {"reason": Refusal(REASON)})


def _page(unit: OrgUnit, items: list[Item], said: Mapping[str, Any], refusal: Invalid | None) -> str:
    return render_template(
        "desk/give.html",
        unit=unit,
        rows=rows_of(items),
        team=team_of(g.session, unit, g.standing, moments()),
        loads=LOADS,
        said=said,
        refusal=refusal,
        faults=refusal.faults if refusal else {},
        back=with_ticks(url_for("desk.unit", public_id=unit.public_id), items),
    )
