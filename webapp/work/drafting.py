"""The addresses under which a step's page saves what is being typed, and throws it away."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.dates import time_of_day
from webapp.rates import rated
from webapp.work import filling, own_drafts, sending
from webapp.work.door import asked_item, work
from workflows.errors import N_, Conflict
from workflows.work.rules import may_act

THROWN_AWAY = N_("What you had typed is thrown away.")
ANYWAY = "anyway"


@work.post("/<public_id>/own-draft", endpoint="own_draft")
@requires("work.act")
@rated("drafts")
def save_own_draft(public_id: str) -> Any:
    """Save what stands in the form now; the answer is for the page's script, in words that it can show."""
    item = asked_item(public_id)
    if refusal := may_act(item, g.standing):
        raise refusal
    values = sending.typed(filling.fields_of(g.session, item), request.form)
    sent = request.form.get("edition", "")
    seen = None if sent == ANYWAY else int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
    try:
        edition = own_drafts.save(g.session, item, values, seen=seen, person_id=g.actor.person_id, at=g.at)
    except Conflict as refusal:
        g.session.rollback()
        time = time_of_day(refusal.params["time"])
        return {"words": gettext(refusal.text, time=time)}, refusal.status
    words = gettext("Saved for you at %(time)s. Nobody has been sent anything yet.", time=time_of_day(g.at))
    return {"edition": edition, "words": words}


@work.post("/<public_id>/own-draft/removal", endpoint="throw_away")
@requires("work.act")
def throw_away(public_id: str) -> Any:
    """Forget what was typed here and not sent."""
    item = asked_item(public_id)
    own_drafts.discard(g.session, item, g.actor.person_id)
    flash(gettext(THROWN_AWAY))
    return redirect(url_for("work.item", public_id=public_id, pile=request.form.get("pile") or None), 303)
