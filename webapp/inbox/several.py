"""Several steps at once: taken, put back, decided or given to somebody, each by its own command in a unit of work of its own.

What is chosen is shown first, with what the decision is about; the answer has one line for each step. One that is refused keeps
no other from being done. The same form sent twice acts once: its key is kept before the first step is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access import allowed, requires
from webapp.inbox.asked import Asked, asked_in
from webapp.inbox.door import inbox
from webapp.outcomes import chosen, one_by_one, with_ticks
from webapp.shown import names, results
from webapp.shown.order import orders_of
from webapp.typed import words_of
from webapp.work import filling, own_drafts, sending
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.organisation.models import Person
from workflows.work import assignment, claim, reminding, review
from workflows.work.item import Item

OF_ONE_KIND = N_("Expected steps of one kind to decide on together, but these are of several.")
OF_ONE_UNIT = N_("Expected steps of one unit to give to somebody together, but these are of several.")
NO_DECISION = N_("Expected steps that check a result, but “%(step)s” is none. Open it to work on it.")
REASON = N_("Expected a reason, but it is empty.")
SEEN_MOST = 64


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be done with several steps: its heading, its button, and what is said of each that was done."""

    heading: str
    button: str
    done: str


VERBS: Mapping[str, Verb] = {
    "claim": Verb(N_("Take several steps"), N_("Take these steps"), N_("taken")),
    "release": Verb(N_("Put several steps back"), N_("Put these steps back"), N_("put back")),
    "decide": Verb(N_("Decide on several results"), N_("Send this decision for all of them"), N_("decided")),
    "reassign": Verb(N_("Give several steps to another person"), N_("Give them to this person"), N_("given on")),
    "remind": Verb(N_("Remind of several steps"), N_("Remind those who have them"), N_("reminded")),
}


@inbox.get("/several", endpoint="choose_several")
@requires("work.read")
def show_several() -> Any:
    """The chosen steps with the one form for all of them; where nothing was chosen to do, the list again."""
    if not request.args.get("do"):
        return redirect(_home()[2], 303)
    items: list[Item] = []
    try:
        items = chosen(request.args.getlist("item"))
        return _page(_verb(request.args), items, {}, None)
    except Invalid as refusal:
        flash(gettext(refusal.text, **refusal.params), "fault")
        return redirect(with_ticks(_home()[2], items), 303)


@inbox.post("/several", endpoint="do_several")
@requires("work.act")
def do_several() -> Any:
    """Do it with one after the other, and say of each what became of it."""
    verb, said = _verb(request.form), {}
    items = chosen(request.form.getlist("item"))
    try:
        said = words_of(request.form, ("reason", "officer"))
        if verb in ("release", "reassign") and not said["reason"].strip():
            raise Invalid(REASON, {"reason": Refusal(REASON)})
        act = _act(verb, items, said)
    except Invalid as refusal:
        g.session.rollback()
        return _page(verb, items, request.form, refusal), refusal.status
    outcomes = one_by_one(items, act)
    receiver = None
    if verb == "reassign":
        receiver = g.session.scalar(select(Person.full_name).where(Person.public_id == said["officer"]))
    return render_template(
        "inbox/done.html", outcomes=outcomes, verb=VERBS[verb], receiver=receiver, asked=_asked(), home=_home()
    )


def _act(verb: str, items: list[Item], said: Mapping[str, str]) -> Callable[[Session, Item], None]:
    """The command behind a verb, ready for one step after the other."""
    actor, at, reason = g.actor, g.at, said["reason"].strip()
    if verb == "claim":
        return lambda session, item: claim.claim(session, item, actor=actor, at=at)
    if verb == "release":
        return lambda session, item: claim.release(session, item, reason=reason, actor=actor, at=at)
    if verb == "remind":
        return lambda session, item: reminding.remind(session, item, words=reason, actor=actor, at=at)
    if verb == "reassign":
        person = said["officer"]
        return lambda session, item: assignment.reassign(
            session, item, person=person, reason=reason, actor=actor, at=at
        )
    values = sending.typed(filling.fields_of(g.session, items[0]), request.form)
    seen = {item.public_id: request.form.get(f"seen_{item.public_id}", "")[:SEEN_MOST] for item in items}

    def decide(session: Session, item: Item) -> None:
        review.decide(session, item, form=values, seen_sha256=seen[item.public_id], actor=actor, at=at)
        own_drafts.discard(session, item, actor.person_id)

    return decide


def _page(verb: str, items: list[Item], said: Mapping[str, Any], refusal: Invalid | None) -> str:
    """Raises ``Invalid`` where what was chosen does not go together."""
    units = names.units(g.session, [item.unit_id for item in items])
    handed, orders, parts, people = {}, {}, [], []
    if verb == "decide":
        other = next((item for item in items if item.step not in sending.REVIEWS), None)
        if other is not None:
            raise Invalid(NO_DECISION, step=other.name_vi)
        if len({(item.element, item.definition_version_id) for item in items}) > 1:
            raise Invalid(OF_ONE_KIND)
        handed = {item.id: results.handed_in(g.session, item.instance_id)[:1] for item in items}
        orders = orders_of(g.session, [item.instance_id for item in items])
        fields = filling.fields_of(g.session, items[0])
        values = sending.typed(fields, request.form) if refusal else {}
        parts = filling.parts(g.session, fields, values, items[0].unit_id, g.at)
    if verb == "reassign":
        if len({item.unit_id for item in items}) > 1:
            raise Invalid(OF_ONE_UNIT)
        people = filling.people_of(g.session, items[0].unit_id, g.at)
    return render_template(
        "inbox/several.html",
        name=verb,
        verb=VERBS[verb],
        items=items,
        units=units,
        handed=handed,
        orders=orders,
        parts=parts,
        people=people,
        said=said,
        refusal=refusal,
        faults=refusal.faults if refusal else {},
        asked=_asked(),
        home=_home(),
        back=with_ticks(_home()[2], items),
    )


def _home() -> tuple[str, str, str]:
    """From where the steps were chosen, and back to where one goes: the unit's desk where it says so, otherwise the list."""
    unit = request.values.get("unit", "")
    if unit.isalnum() and allowed("desk.read"):
        return unit, gettext("Unit's desk"), url_for("desk.unit", public_id=unit)
    return "", gettext("Inbox"), _asked().address()


def _verb(given: Mapping[str, str]) -> str:
    verb = given.get("do", "")
    if verb not in VERBS:
        raise NotFound
    return verb


def _asked() -> Asked:
    return asked_in(request.values.get("pile", ""))
