"""Operations: the clocks, what waits for them, and what could not go on, with what can be done about each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from webapp.access import requires
from webapp.errors import is_part
from webapp.operations import heartbeats, view, ways
from webapp.operations.ways import WAYS
from webapp.rates import rated
from webapp.shown.incidents import told
from webapp.trail import trail
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.instances.attending import find_incident
from workflows.instances.models import Incident, ProcessInstance
from workflows.work.access import may_see_case

operations = Blueprint("operations", __name__, url_prefix="/operations")
NOUN = f"<any({', '.join(map(repr, WAYS))}):noun>"
NO_BUTTON = N_("Expected an incident about which you may do this now, but you may not, or not any more.")


@operations.get("", endpoint="top")
@requires("operations.read")
def show_operations() -> Any:
    """The figures and the list of incidents, or the next part of the list."""
    closed = request.args.get("shelf") == "closed"
    rows, following = view.incidents(g.session, g.standing, closed=closed, after=_after())
    shown: dict[str, Any] = {"rows": rows, "following": following, "closed": closed}
    if is_part():
        return render_template("operations/more.html", **shown)
    return render_template("operations/top.html", **shown, **_figures())


@operations.get("/figures", endpoint="figures")
@requires("operations.read")
def show_figures() -> Any:
    """The figures alone, looked at again."""
    if not is_part():
        return redirect(url_for("operations.top"), 303)
    return render_template("operations/figures.html", **_figures())


@operations.get("/incidents/<public_id>", endpoint="incident")
@requires("operations.read")
def show_incident(public_id: str) -> Any:
    """One incident: what happened, how often it was tried, its story, and what can be done."""
    incident = _asked(public_id)
    case = g.session.get(ProcessInstance, incident.instance_id) if incident.instance_id else None
    stream = f"case:{case.public_id}" if case else f"incident:{incident.public_id}"
    return render_template(
        "operations/incident.html",
        told=told(g.session, [incident])[0],
        case=case if case and may_see_case(g.session, case.id, g.standing) else None,
        intervention=case.public_id if case and case.ended_at is None else "",
        entries=trail(g.session, stream, about=incident.public_id),
        open_ways=ways.open_ways(g.session, incident, g.standing),
        ways=WAYS,
    )


@operations.get(f"/incidents/<public_id>/{NOUN}/new", endpoint="way")
@requires("operations.read")
def ask_way(public_id: str, noun: str) -> Any:
    """The form of one way; closed when the rules do not allow it."""
    incident = _asked(public_id)
    if noun not in ways.open_ways(g.session, incident, g.standing):
        raise Conflict(NO_BUTTON)
    return _page(incident, noun, MultiDict(ways.begun(g.session, incident, noun)), None)


@operations.post(f"/incidents/<public_id>/{NOUN}", endpoint="went")
@requires("operations.act")
@rated("acts")
def go_way(public_id: str, noun: str) -> Any:
    """Do it."""
    try:
        WAYS[noun].command(g.session, _asked(public_id), request.form, g.actor, g.at)
    except Invalid as refusal:
        g.session.rollback()
        return _page(_asked(public_id), noun, request.form, refusal), refusal.status
    flash(gettext(WAYS[noun].done))
    return redirect(url_for("operations.incident", public_id=public_id), 303)


def _asked(public_id: str) -> Incident:
    return find_incident(g.session, public_id, standing=g.standing)


def _after() -> int | None:
    text = request.args.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _figures() -> dict[str, Any]:
    hearts = heartbeats.hearts(g.session, at=g.at)
    number, parked = view.counted(g.session, g.standing)
    return {
        "hearts": hearts,
        "beating": sum(heart.beats for heart in hearts),
        "queues": view.queues(g.session, g.at),
        "deliveries": view.deliveries(g.session, g.at),
        "number": number,
        "parked": parked,
        "most": view.MOST_COUNTED,
    }


def _page(incident: Incident, noun: str, form: MultiDict[str, str], refusal: Refusal | None) -> str:
    return render_template(
        "operations/way.html",
        told=told(g.session, [incident])[0],
        noun=noun,
        way=WAYS[noun],
        form=form,
        refusal=refusal,
        faults=getattr(refusal, "faults", {}),
        kinds=[(kind, gettext(words)) for kind, words in ways.KINDS],
        people=ways.administrators(g.session) if "person" in WAYS[noun].fields else [],
        known=ways.known_values(g.session, incident) if "name" in WAYS[noun].fields else "",
    )
