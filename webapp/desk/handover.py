"""Handing over all the work of a person who is absent or leaves: choose, see what would become of each step, do it.

What was chosen stands in the page's address. A step that was handed over is not the person's any more and leaves the page, so
whoever was cut off opens it again and goes on with the rest. The form has no one-time key for the same reason: sent again it does
what is left to do, and a step that has arrived stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access import requires
from webapp.desk.door import asked_unit, desk
from webapp.outcomes import chosen, one_by_one
from webapp.shown import names
from webapp.typed import words_of
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.limits import SEVERAL_STEPS
from workflows.organisation.models import OrgUnit, Person
from workflows.work import assignment
from workflows.work.coming_back import last_day
from workflows.work.handover import Held, held_by, plan_of
from workflows.work.item import Item

REASON = N_("Expected a reason, but it is empty.")
NO_ONE = N_("Expected at least one person to hand over to, but none was chosen.")
STAYS = "stays"


@desk.get("/units/<public_id>/people/<person_id>/handover", endpoint="handover")
@requires("desk.read")
def show_handover(public_id: str, person_id: str) -> Any:
    """The person's work with a choice for each step; once chosen, what would become of it."""
    return _page(asked_unit(public_id), _asked_person(person_id), {}, None)


@desk.post("/units/<public_id>/people/<person_id>/handover", endpoint="hand_over")
@requires("desk.act")
def hand_over(public_id: str, person_id: str) -> Any:
    """Hand over what was chosen, each step by its own act, and say of each what became of it."""
    unit, person = asked_unit(public_id), _asked_person(person_id)
    wanted = dict(pair.split(" ", 1) for pair in request.form.getlist("give") if " " in pair)
    try:
        items = chosen(wanted)
        reason = words_of(request.form, ("reason",))["reason"].strip()
        if not reason:
            raise Invalid(REASON, {"reason": Refusal(REASON)})
        until = last_day(words_of(request.form, ("until",))["until"], g.at) if "until" in request.form else None
    except Invalid as refusal:
        g.session.rollback()
        if not wanted:
            flash(gettext(NO_ONE), "fault")
            return redirect(url_for("desk.handover", public_id=public_id, person_id=person_id), 303)
        return _page(unit, person, request.form, refusal), refusal.status
    outcomes = one_by_one(items, _giving(person, wanted, reason, until))
    return render_template("desk/handed.html", unit=unit, person=person, outcomes=outcomes, until=until)


def _giving(
    person: Person, wanted: Mapping[str, str], reason: str, until: date | None
) -> Callable[[Session, Item], None]:
    """The command for one step after the other. What has arrived already stays as it is."""
    actor, at, from_id = g.actor, g.at, person.id

    def give(session: Session, item: Item) -> None:
        to = wanted[item.public_id]
        if item.assignee_id is not None and item.assignee_id == _number_of(session, to):
            return
        assignment.reassign(session, item, person=to, reason=reason, actor=actor, at=at, from_id=from_id, until=until)

    return give


def _page(unit: OrgUnit, person: Person, said: Mapping[str, Any], refusal: Invalid | None) -> str:
    held, more = held_by(g.session, person.id, g.standing, g.at, SEVERAL_STEPS)
    mine = [one.item for one in held if one.refusal is None]
    wanted = _wanted(mine)
    planned, people = plan_of(g.session, mine, wanted, g.at)
    return render_template(
        "desk/handover.html",
        unit=unit,
        person=person,
        units=names.units(g.session, (one.item.unit_id for one in held)),
        held=held,
        more=more,
        stays=STAYS,
        wanted=wanted,
        chosen={item.public_id: _own(item) for item in mine},
        planned=[one for one in planned if wanted.get(one.item.public_id)],
        people=_offered(held, people, person),
        everybody=_everybody(people, person),
        said=said,
        refusal=refusal,
        faults=refusal.faults if refusal else {},
    )


def _wanted(items: list[Item]) -> dict[str, str]:
    """Whom each step shall go to: the one chosen for it, or the one chosen for all; nobody where it stays."""
    if request.method == "POST":
        return dict(pair.split(" ", 1) for pair in request.form.getlist("give") if " " in pair)
    found = {item.public_id: _own(item) or request.args.get("to", "") for item in items}
    return {address: to for address, to in found.items() if to and to != STAYS}


def _own(item: Item) -> str:
    return request.args.get(f"to_{item.public_id}", "")


def _offered(held: list[Held], people: Mapping[int, list[Person]], person: Person) -> dict[str, list[tuple[str, str]]]:
    """The people to whom each step may be given: those of its unit, without whoever hands over."""
    return {
        one.item.public_id: [
            (other.public_id, other.full_name)
            for other in people.get(one.item.unit_id or 0, ())
            if other.id != person.id
        ]
        for one in held
        if one.refusal is None
    }


def _everybody(people: Mapping[int, list[Person]], person: Person) -> list[tuple[str, str]]:
    found = {other.public_id: other.full_name for several in people.values() for other in several}
    return [(address, name) for address, name in found.items() if address != person.public_id]


def _asked_person(public_id: str) -> Person:
    person = g.session.scalars(select(Person).where(Person.public_id == public_id)).first()
    if person is None:
        raise NotFound
    return person


def _number_of(session: Session, public_id: str) -> int | None:
    return session.scalar(select(Person.id).where(Person.public_id == public_id))
