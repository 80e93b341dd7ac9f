"""The page of a step, and what is done with its form: taken, kept as a draft, sent."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext

from webapp import rates
from webapp.access import requires
from webapp.typed import words_of
from webapp.work import aside_own, asides, drafting, evidence, filling, given, own_drafts, pile, sending, showing, view
from webapp.work.door import asked_item, work
from workflows.errors import N_, Conflict, Refusal
from workflows.work import claim, forms, submission
from workflows.work.item import Item

PARTS = (
    aside_own,
    asides,
    drafting,
    evidence,
    filling,
    given,
    own_drafts,
    pile,
    sending,
    showing,
    view,
)  # some add routes
TAKEN = N_("You have taken this step. It waits for nobody else now.")
KEPT = N_("What you typed is kept. Nobody has been sent anything yet.")
SEEN_MOST = 64
SHOWN_HERE = (409, 422, 429)  # what the page of the step can say; anything else is a page of its own


@work.get("/<public_id>", endpoint="item")
@requires("work.read")
def show_item(public_id: str) -> Any:
    """A step: what it asks, its form when it is the person's to do, and everything that helps to decide."""
    return view.item_page(asked_item(public_id))


@work.post("/<public_id>/claim", endpoint="claim")
@requires("work.act")
def claim_item(public_id: str) -> Any:
    """Take a free step."""
    item = asked_item(public_id)
    try:
        taken = claim.claim(g.session, item, actor=g.actor, at=g.at)
    except Conflict as refusal:
        return _as_it_is_now(public_id, refusal, None)
    flash(gettext(TAKEN))
    return redirect(_same_step(taken), 303)


@work.post("/<public_id>/draft", endpoint="draft")
@requires("work.act")
def keep_draft(public_id: str) -> Any:
    """Keep what was typed, unfinished as it is."""
    item, values = _typed(public_id)
    try:
        rates.count(g.session, "drafts", g.actor.person_id, at=g.at)
        forms.save_draft(g.session, item, form=values, actor=g.actor, at=g.at)
    except Refusal as refusal:
        return _as_it_is_now(public_id, refusal, values)
    own_drafts.discard(g.session, item, g.actor.person_id)
    flash(gettext(KEPT))
    return redirect(_same_step(public_id), 303)


@work.post("/<public_id>/completion", endpoint="complete")
@requires("work.act")
def complete_item(public_id: str) -> Any:
    """Send the step's form: the result is submitted, the decision made, the task assigned, as the step's kind has it."""
    item, values = _typed(public_id)
    seen = request.form.get("seen_sha256", "")[:SEEN_MOST]
    try:
        rates.count(g.session, "completions", g.actor.person_id, at=g.at)
        sending.send(g.session, item, values, seen, actor=g.actor, at=g.at)
    except Refusal as refusal:
        return _as_it_is_now(public_id, refusal, values)
    own_drafts.discard(g.session, item, g.actor.person_id)
    return redirect(pile.way_on(item, done=sending.said_done(item, values)), 303)


@work.get("/<public_id>/next", endpoint="next")
@requires("work.read")
def show_next(public_id: str) -> Any:
    """Skip a step: the next like it on the pile that it was opened from, or back to that list."""
    return redirect(pile.way_on(asked_item(public_id)), 303)


def _same_step(public_id: str) -> str:
    asked = pile.asked_pile()
    return url_for("work.item", public_id=public_id, pile=asked.pile if asked else None)


def _typed(public_id: str) -> tuple[Item, dict[str, Any]]:
    item = asked_item(public_id)
    values = sending.typed(filling.fields_of(g.session, item), request.form)
    if submission.WITHOUT in request.form:  # asked beside the form, where a co-operating unit's part is missing
        values[submission.WITHOUT] = words_of(request.form, (submission.WITHOUT,))[submission.WITHOUT]
    return item, values


def _as_it_is_now(public_id: str, refusal: Refusal, values: dict[str, Any] | None) -> Any:
    """The page again after a refusal: nothing was kept, what was typed is still there, and the state is read anew."""
    if refusal.status not in SHOWN_HERE:
        raise refusal
    g.session.rollback()
    return view.item_page(asked_item(public_id), values=values, refusal=refusal), refusal.status
