"""What a keeper does to indicators: register, define anew, open, close. A refused form comes back filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from webapp.access import requires
from webapp.indicators import words
from webapp.indicators.door import indicators, is_kept
from webapp.language import own_name
from webapp.rates import rated
from webapp.typed import words_of
from workflows.errors import Conflict, Forbidden, Invalid, Refusal
from workflows.indicators import catalogue, fields
from workflows.indicators.catalogue import IndicatorRow
from workflows.indicators.defining import define, register_indicator
from workflows.indicators.definition import said_in
from workflows.indicators.opening import close_indicator, open_indicator
from workflows.limits import REASON_LETTERS
from workflows.organisation.models import OrgUnit
from workflows.resolutions.details import find_resolutions

PICKED = ("owner", "approver", "lead")


@indicators.get("/new", endpoint="enter")
@requires("indicators.keep")
def show_empty_form() -> Any:
    """The form of a new indicator."""
    return _form(None, {"set": "strategic", "accumulation": "each"}, "", 0, None)


@indicators.post("", endpoint="entered")
@requires("indicators.keep")
@rated("acts")
def enter() -> Any:
    """Register it with its first definition."""
    try:
        made = register_indicator(g.session, _typed((*fields.OF_INDICATOR, *fields.FIELDS)), actor=g.actor, at=g.at)
    except (Invalid, Conflict, Forbidden) as refusal:
        g.session.rollback()
        return _form(None, _as_sent(), "", 0, refusal), refusal.status
    flash(gettext("The indicator is registered. It is reported on once it is opened."))
    return redirect(url_for("indicators.show", public_id=made.public_id), 303)


@indicators.get("/<public_id>/definition", endpoint="define")
@requires("indicators.keep")
def show_form(public_id: str) -> Any:
    """The form of a new version, with what the newest one says."""
    row = _kept(public_id)
    return _form(row, said_in(row.version.content), "", row.version.number, None)


@indicators.post("/<public_id>/definitions", endpoint="defined")
@requires("indicators.keep")
@rated("acts")
def define_anew(public_id: str) -> Any:
    """Keep what was typed as the next version."""
    row = _kept(public_id)
    number = request.form.get("seen", "")
    seen = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    try:
        typed = _typed((*fields.FIELDS, "reason"))
        made = define(g.session, public_id, typed, seen=seen, reason=typed["reason"], actor=g.actor, at=g.at)
    except (Invalid, Conflict) as refusal:
        g.session.rollback()
        return _form(row, _as_sent(), request.form.get("reason", ""), seen, refusal), refusal.status
    flash(gettext("Version %(number)s of the definition is kept.", number=made.number))
    return redirect(url_for("indicators.show", public_id=public_id), 303)


@indicators.post("/<public_id>/opening", endpoint="open")
@requires("indicators.keep")
@rated("acts")
def open_one(public_id: str) -> Any:
    """Let it be reported on; what is missing is said in the form where it belongs."""
    row = _kept(public_id)
    try:
        open_indicator(g.session, public_id, actor=g.actor, at=g.at)
    except Invalid as refusal:
        g.session.rollback()
        return _form(row, said_in(row.version.content), "", row.version.number, refusal), refusal.status
    flash(gettext("The indicator is open."))
    return redirect(url_for("indicators.show", public_id=public_id), 303)


@indicators.get("/<public_id>/closing", endpoint="close")
@requires("indicators.keep")
def show_closing(public_id: str) -> Any:
    """Ask why it is closed."""
    return render_template("indicators/close.html", row=_kept(public_id), reason="", refusal=None, faults={})


@indicators.post("/<public_id>/closings", endpoint="closed")
@requires("indicators.keep")
@rated("acts")
def close_one(public_id: str) -> Any:
    """Let it be reported on no more."""
    row, reason = _kept(public_id), request.form.get("reason", "")
    try:
        typed = words_of(request.form, ("reason",))
        close_indicator(g.session, public_id, reason=typed["reason"], actor=g.actor, at=g.at)
    except Invalid as refusal:
        g.session.rollback()
        shown = {"reason": reason, "refusal": refusal, "faults": refusal.faults}
        return render_template("indicators/close.html", row=row, **shown), refusal.status
    flash(gettext("The indicator is closed."))
    return redirect(url_for("indicators.show", public_id=public_id), 303)


def _kept(public_id: str) -> IndicatorRow:
    """The indicator, when the person keeps it; raises ``NotFound`` or ``Forbidden``."""
    row = catalogue.find_indicator(g.session, public_id)
    if not is_kept(row):
        raise Forbidden(words.NOT_KEPT)
    return row


def _typed(names: tuple[str, ...]) -> dict[str, str]:
    """What was typed; several co-operating units that were ticked are one field."""
    said = words_of(request.form, (name for name in names if name != "cooperating"), most=REASON_LETTERS)
    return {**said, "cooperating": "; ".join(request.form.getlist("cooperating"))}


def _as_sent() -> dict[str, str]:
    """The form as it came, to be filled in again."""
    return {**request.form.to_dict(), "cooperating": "; ".join(request.form.getlist("cooperating"))}


def _form(row: IndicatorRow | None, said: Mapping[str, str], reason: str, seen: int, refusal: Refusal | None) -> str:
    codes = {
        name: [code.strip() for code in said.get(name, "").split(";") if code.strip()]
        for name in (*PICKED, "cooperating")
    }
    every = {code for several in codes.values() for code in several}
    units = {one.code: own_name(one) for one in g.session.scalars(select(OrgUnit).where(OrgUnit.code.in_(every)))}
    return render_template(
        "indicators/form.html",
        row=row,
        said=said,
        reason=reason,
        seen=seen,
        chosen={name: [(code, units.get(code, code)) for code in several] for name, several in codes.items()},
        resolutions=[(one.code, f"{one.code} · {own_name(one, 'title')}") for one in find_resolutions(g.session)],
        fields=fields,
        refusal=refusal,
        faults=refusal.faults if isinstance(refusal, Invalid) else {},
    )
