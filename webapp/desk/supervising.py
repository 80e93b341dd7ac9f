"""The supervisor's desk: delays raised to a person, each with its whole story and the choices on it, and what came of the decisions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.desk.door import desk
from webapp.desk.story import lines_of, story_of
from webapp.rates import rated
from webapp.shown.damage import sound
from webapp.shown.granting import granting_unit
from webapp.texts.offering import offered
from webapp.typed import words_of
from webapp.work import filling, sending
from webapp.work.asides import NOTES, REASON
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.limits import LINK_LETTERS
from workflows.work import escalation, raised, rules
from workflows.work.item import Item
from workflows.work.models import Escalation
from workflows.work.narrowing import Key, key_from

LAST = 20
SHOWN_HERE = (409, 422, 429)
NOTED = N_("What you said is recorded. The late step still waits for a decision.")
DECIDED = N_("Your decision is recorded. What comes of it is shown below.")
NO_DESK = N_("Expected a delay that still waits for its superior, but it was decided or settled in the meantime.")


@desk.get("/escalations", endpoint="escalations")
@requires("work.read")
def show_escalations() -> Any:
    """What waits for the person, the longest first; and what they decided, with what came of it."""
    page = raised.waiting(g.session, g.standing, g.at, _after())
    found = raised.escalations_of(g.session, map(raised.about, page.items))
    waits = [found[address] for item in page.items if (address := raised.about(item)) in found]
    return render_template(
        "desk/escalations.html",
        waits=lines_of(waits),
        following=json.dumps(page.after, default=datetime.isoformat) if page.after else None,
        decided=lines_of(raised.acted_on(g.session, g.standing, LAST)),
    )


@desk.get("/escalations/<public_id>", endpoint="escalation")
@requires("work.read")
def show_escalation(public_id: str) -> Any:
    """The whole story of one delay, with what the person can do about it."""
    return _page(raised.find_escalation(g.session, public_id, g.standing))


@desk.post("/escalations/<public_id>/notes", endpoint="note")
@requires("work.act")
@rated("acts")
def note(public_id: str) -> Any:
    """Take note, urge, or demand a remedy plan."""
    found = raised.find_escalation(g.session, public_id, g.standing)
    try:
        said = words_of(request.form, ("act", "words"))
        if not said["words"].strip():
            raise Invalid(REASON, {"words": Refusal(REASON)})
        escalation.note_act(
            g.session, _desk(found), act=said["act"], reason=said["words"].strip(), actor=g.actor, at=g.at
        )
    except Refusal as refusal:
        return _again(public_id, refusal, said=request.form)
    flash(gettext(NOTED))
    return redirect(url_for("desk.escalation", public_id=public_id), 303)


@desk.post("/escalations/<public_id>/decision", endpoint="decide")
@requires("work.act")
@rated("completions")
def decide(public_id: str) -> Any:
    """Reassign, take over, grant time, or pass it upward."""
    found = raised.find_escalation(g.session, public_id, g.standing)
    values: dict[str, Any] = {}
    try:
        item = _desk(found)
        values = sending.typed(filling.fields_of(g.session, item), request.form)
        sending.send(g.session, item, values, "", actor=g.actor, at=g.at)
    except Refusal as refusal:
        return _again(public_id, refusal, values=values)
    flash(gettext(DECIDED))
    return redirect(url_for("desk.escalation", public_id=public_id), 303)


def _desk(found: Escalation) -> Item:
    item = raised.desk_of(g.session, found)
    if item is None:
        raise Conflict(NO_DESK)
    return item


def _again(
    public_id: str, refusal: Refusal, *, said: Mapping[str, Any] | None = None, values: dict[str, Any] | None = None
) -> Any:
    """The page as it is now, with what was typed; nothing was kept."""
    if refusal.status not in SHOWN_HERE:
        raise refusal
    g.session.rollback()
    found = raised.find_escalation(g.session, public_id, g.standing)
    return _page(found, said=said, values=values, refusal=refusal), refusal.status


def _page(
    found: Escalation,
    *,
    said: Mapping[str, Any] | None = None,
    values: dict[str, Any] | None = None,
    refusal: Refusal | None = None,
) -> str:
    story, item = story_of(found), raised.desk_of(g.session, found)
    mine = item is not None and rules.may_act(item, g.standing, "escalation") is None
    parts: list[filling.Part] = []
    if mine and item is not None:
        fields = sound(item.instance_id, lambda: filling.fields_of(g.session, item), ())
        parts = filling.parts(g.session, fields, values or {}, story.late.unit_id, g.at)
    more = (
        {"kept_texts": offered("escalation", item, "desk.escalation", public_id=found.public_id)}
        if mine and item
        else {}
    )
    return render_template(
        "desk/escalation.html",
        **more,
        row=found,
        story=story,
        mine=mine,
        parts=parts,
        grants=granting_unit(g.session, item.instance_id, g.standing) if mine and item is not None else None,
        notes=[(act, gettext(words)) for act, words in NOTES],
        said=said or {},
        refusal=refusal,
        faults=getattr(refusal, "faults", {}),
    )


def _after() -> Key | None:
    """The key after which the next page begins; a spoilt one begins at the top."""
    try:
        words = json.loads(request.args.get("after", "")[:LINK_LETTERS])
    except (ValueError, RecursionError):
        return None
    return key_from(words, ("opened",)) if isinstance(words, list) else None
