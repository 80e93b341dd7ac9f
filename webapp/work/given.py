"""Files and links that were given already, to be used again: a list to choose from, and what was chosen put to the evidence."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import ngettext

from webapp.access import requires
from webapp.errors import is_part
from webapp.rates import rated
from webapp.work.door import asked_item, work
from webapp.work.evidence import NOT_CONFIRMED, confirmed
from webapp.work.pile import pile_word
from workflows.errors import Conflict, Invalid, Refusal
from workflows.limits import EVIDENCE_PIECES, GIVEN_PAGE, SEARCH_LETTERS
from workflows.work import reuse
from workflows.work.attachments import may_add
from workflows.work.item import Item


@work.get("/<public_id>/evidence/given", endpoint="given")
@requires("work.read")
def show_given(public_id: str) -> Any:
    """What may be used again, newest first, or the next older part of it; closed when no evidence may be added."""
    item = asked_item(public_id)
    if refusal := may_add(item, g.standing):
        raise refusal
    return _page(item, None)


@work.post("/<public_id>/evidence/given", endpoint="use_given")
@requires("work.act")
@rated("acts")
def use_given(public_id: str) -> Any:
    """Put what was ticked to the evidence."""
    item = asked_item(public_id)
    chosen = request.form.getlist("piece")[: EVIDENCE_PIECES + 1]
    try:
        if not confirmed("given_not_classified"):
            raise Invalid(NOT_CONFIRMED, {"given_not_classified": Refusal(NOT_CONFIRMED)})
        uses = reuse.reuse(g.session, item, chosen=chosen, not_classified=True, actor=g.actor, at=g.at)
    except (Invalid, Conflict) as refusal:
        g.session.rollback()
        return _page(asked_item(public_id), refusal), refusal.status
    flash(
        ngettext(
            "%(num)s piece of evidence was put to the result.",
            "%(num)s pieces of evidence were put to the result.",
            len(uses),
        )
    )
    return redirect(url_for("work.item", public_id=public_id, pile=pile_word(), _anchor="evidence"), 303)


def _page(item: Item, refusal: Refusal | None) -> str:
    search = request.values.get("q", "").strip()[:SEARCH_LETTERS]
    before = request.args.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = reuse.find_given(g.session, item, standing=g.standing, search=search, before=number, limit=GIVEN_PAGE)
    return render_template(
        "work/given_more.html" if is_part() else "work/given.html",
        item=item,
        pile=pile_word(),
        search=search,
        found=found[:GIVEN_PAGE],
        older=found[GIVEN_PAGE - 1][0].id if len(found) > GIVEN_PAGE else None,
        chosen=request.form.getlist("piece"),
        refusal=refusal,
        faults=getattr(refusal, "faults", {}),
    )
