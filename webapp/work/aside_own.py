"""What a person does about a step for themselves alone: put it off until a day, follow its case."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.inbox import own
from webapp.rates import rated
from webapp.times import exact_day
from webapp.work.door import asked_item, work
from webapp.work.pile import asked_pile, pile_word
from workflows.errors import N_, Invalid

PUT_OFF = N_("The step is put off until %(day)s. It comes back earlier if it gets late.")
SAID = {
    "return": N_("The step is back in your inbox."),
    "following": N_("You follow this case now. Its open steps stand on the shelf “Followed”."),
    "unfollowing": N_("You do not follow this case any more."),
}


@work.post("/<public_id>/put-off", endpoint="put_off")
@requires("work.act")
@rated("acts")
def put_off(public_id: str) -> Any:
    """Hide the step from the person's own lists until a day."""
    item = asked_item(public_id)
    try:
        day = own.put_off(g.session, item, g.actor.person_id, until=request.form.get("until_on", ""), at=g.at)
    except Invalid as refusal:
        flash(gettext(refusal.text), "fault")
        return redirect(url_for("work.item", public_id=public_id, pile=pile_word()), 303)
    flash(gettext(PUT_OFF, day=exact_day(day)))
    asked = asked_pile()
    return redirect(asked.address() if asked else url_for("inbox.list"), 303)


@work.post("/<public_id>/<any('return', 'following', 'unfollowing'):noun>", endpoint="for_oneself")
@requires("work.act")
@rated("acts")
def for_oneself(public_id: str, noun: str) -> Any:
    """Bring the step back; follow its case, or no longer."""
    item = asked_item(public_id)
    if noun == "return":
        own.bring_back(g.session, item, g.actor.person_id)
    elif noun == "following":
        own.follow(g.session, item, g.actor.person_id, at=g.at)
    else:
        own.unfollow(g.session, item, g.actor.person_id)
    flash(gettext(SAID[noun]))
    return redirect(url_for("work.item", public_id=public_id, pile=pile_word()), 303)
