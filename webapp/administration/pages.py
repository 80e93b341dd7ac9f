"""The administrators' pages: the units that are theirs, one unit with everything about it, and the form of each act."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request
from flask_babel import gettext

from webapp.access import requires
from webapp.administration import appointments, days, files, groups, mergers, people, posts, roles, units
from webapp.administration.acts import KINDS, Act, Thing
from webapp.administration.door import administration, demand, find
from webapp.administration.fields import codes_in, read, typed
from webapp.administration.unit_page import unit_values
from webapp.rates import rated
from webapp.shown import names
from webapp.typed import searched
from workflows.errors import NotFound, Refusal
from workflows.limits import UNITS_FOUND
from workflows.organisation import roster
from workflows.organisation.models import OrgUnit
from workflows.organisation.seen import CHANGED

MENDABLE = (409, 422)
PARTS = (appointments, days, files, groups, mergers, people, posts, roles, units)  # each adds its acts or routes


@administration.get("", endpoint="top")
@requires("organisation.administer")
def show_top() -> Any:
    """The units on which the person was granted the administration, or what a search finds among everything below them."""
    text, granted = searched(), g.standing.roles.get("administrator", frozenset())
    found: Any = (
        roster.search(g.session, text, UNITS_FOUND, within=granted) if text else names.units(g.session, granted)
    )
    units = found if text else list(found.values())
    return render_template("administration/top.html", units=units, text=text)


@administration.get("/units/<public_id>", endpoint="unit")
@requires("organisation.administer")
def show_unit(public_id: str) -> Any:
    """One unit: its posts with holders and vacancies, and whatever else is administered there."""
    unit = find(OrgUnit, public_id)
    demand(unit.id)
    return render_template("administration/unit.html", unit=unit, **unit_values(unit))


@administration.get("/<kind>/<public_id>/<noun>/new", endpoint="ask")
@requires("organisation.administer")
def ask(kind: str, public_id: str, noun: str) -> Any:
    """The form of an act, filled in with what holds now; or what it would do, where the address already says what is wanted."""
    thing_kind, thing, act = _asked(kind, public_id, noun)
    if "look" not in request.args:
        return _form(thing_kind, thing, act, act.begins(thing), None)
    try:
        said = read(act.fields(thing), request.args)
        return _form(thing_kind, thing, act, said, None, looked=True)
    except Refusal as refusal:
        if refusal.status not in MENDABLE:
            raise
        return _form(thing_kind, thing, act, typed(act.fields(thing), request.args), refusal), refusal.status


@administration.post("/<kind>/<public_id>/<noun>", endpoint="act")
@requires("organisation.administer")
@rated("acts")
def carry_out(kind: str, public_id: str, noun: str) -> Any:
    """Do it; what is refused comes back filled in, with the sentence, and with what holds by now."""
    thing_kind, thing, act = _asked(kind, public_id, noun)
    fields = act.fields(thing)
    try:
        gone_to = act.command(thing, read(fields, request.form), request.form.get("seen", ""))
    except Refusal as refusal:
        if refusal.status not in MENDABLE:
            raise
        g.session.rollback()
        thing_kind, thing, act = _asked(kind, public_id, noun)
        return _form(thing_kind, thing, act, typed(act.fields(thing), request.form), refusal), refusal.status
    flash(gettext(act.done))
    return redirect(gone_to if isinstance(gone_to, str) else thing_kind.address(thing), 303)


def _asked(kind: str, public_id: str, noun: str) -> tuple[Thing, Any, Act]:
    """The thing and the act at this address, for whoever administers its unit. Raises ``NotFound``, ``Forbidden``."""
    if kind not in KINDS or noun not in KINDS[kind].acts:
        raise NotFound
    thing = KINDS[kind].find(public_id)
    demand(KINDS[kind].unit_of(thing).id)
    return KINDS[kind], thing, KINDS[kind].acts[noun]


def _form(kind: Thing, thing: Any, act: Act, values: Any, refusal: Refusal | None, *, looked: bool = False) -> str:
    is_stale = refusal is not None and refusal.text == CHANGED
    return render_template(
        act.template,
        act=act,
        thing=thing,
        name=kind.name(thing),
        unit=kind.unit_of(thing),
        back=kind.address(thing),
        fields=act.fields(thing),
        values=values,
        by_now=act.begins(thing) if is_stale else {},
        chosen_units=_chosen_units(act.fields(thing), values),
        seen=kind.seen(thing),
        refusal=refusal,
        faults=getattr(refusal, "faults", {}) if refusal else {},
        looked=looked,
        **(act.shows(thing, values) if act.shows and (looked or not act.looks_first) else {}),
    )


def _chosen_units(fields: Any, values: Any) -> dict[str, OrgUnit]:
    """The units that the form's pickers hold, by code."""
    return names.units_by_code(
        g.session,
        [code for field in fields if field.kind in ("unit", "units") for code in codes_in(values.get(field.name))],
    )
