"""What people say about a case: read, said, and, for an instruction, taken note of."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.cases.door import asked_case, cases
from webapp.errors import is_part
from webapp.rates import rated
from webapp.shown.comments import said
from webapp.texts.offering import offered
from webapp.typed import words_of
from workflows.errors import N_, Invalid
from workflows.limits import COMMENTS_PAGE, LINK_LETTERS
from workflows.work import comments, mentions

SAID = N_("Your comment is recorded.")
NOTED = N_("You have taken note of the instruction; whoever gave it is told.")


@cases.get("/<public_id>/comments", endpoint="comments")
@requires("work.read")
def show_comments(public_id: str) -> Any:
    """Everything that was said about the case, page by page, and the form to say something."""
    return _page(public_id, "", None)


@cases.post("/<public_id>/comments", endpoint="comment")
@requires("work.act")
@rated("acts")
def comment(public_id: str) -> Any:
    """Say something; after a refusal the form comes back filled in."""
    try:
        words = words_of(request.form, ("words",))["words"]
        comments.comment(g.session, asked_case(public_id), words=words, actor=g.actor, at=g.at)
    except Invalid as refusal:
        g.session.rollback()
        return _page(public_id, request.form.get("words", ""), refusal), refusal.status
    flash(gettext(SAID))
    return redirect(url_for("cases.comments", public_id=public_id), 303)


@cases.post("/<public_id>/instructions/<comment_id>/acknowledgement", endpoint="acknowledge")
@requires("work.act")
def acknowledge(public_id: str, comment_id: str) -> Any:
    """Take note of an instruction."""
    asked_case(public_id)
    item = comments.acknowledge(g.session, comment_id, actor=g.actor, at=g.at)
    flash(gettext(NOTED))
    pile = request.form.get("pile", "")[:LINK_LETTERS] or None
    return redirect(url_for("work.item", public_id=item.public_id, pile=pile), 303)


def _page(public_id: str, words: str, refusal: Invalid | None) -> str:
    case = asked_case(public_id)
    before = request.args.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found, older = said(g.session, case.id, g.standing, limit=COMMENTS_PAGE, before=number)
    shown = {"case": case, "found": found, "older": older}
    if is_part():
        return render_template("cases/more_comments.html", **shown)
    return render_template(
        "cases/comments.html",
        words=words,
        kept_texts=offered("comments", case, "cases.comments", public_id=public_id),
        refusal=refusal,
        may_not=comments.may_comment(g.session, case.id, g.standing, ended=case.ended_at is not None),
        near=list(mentions.around(g.session, case.id, at=g.at)),
        **shown,
    )
