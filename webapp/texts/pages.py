"""The texts that a person may use: listed, kept, called otherwise, deleted; shared by the head of a unit with its people."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from webapp.access import requires
from webapp.errors import is_part, sentence
from webapp.rates import rated
from webapp.texts import kept
from webapp.texts.filling import filled, places_of
from webapp.texts.kinds import is_kind, words_of_kind
from webapp.texts.models import KeptText
from webapp.texts.offering import Line
from webapp.typed import words_of
from workflows.errors import N_, NotFound, Refusal
from workflows.instances.models import ProcessInstance
from workflows.limits import KEPT_TEXT_LETTERS
from workflows.work.access import visible_cases
from workflows.work.item import find_work_item

texts = Blueprint("texts", __name__, url_prefix="/texts")
KEPT = N_("The text “%(name)s” is kept.")
DELETED = N_("The text is deleted. What was written with it stays.")
SHOWN_HERE = (409, 422, 429)


@texts.get("", endpoint="list")
@requires("work.read")
def show_texts() -> Any:
    """Everything that the person may put in, by kind of field."""
    rows = kept.texts_for(g.session, g.standing)
    kinds = [(words_of_kind(kind), list(some)) for kind, some in groupby(rows, lambda row: row.kind)]
    led = {unit_id for unit_id in {row.unit_id for row in rows} if kept.heads(g.session, g.standing, unit_id)}
    return render_template("texts/list.html", kinds=kinds, may_change={None, *led})


@texts.get("/new", endpoint="new")
@requires("work.read")
def show_new() -> Any:
    """The form for a text of one kind of field; without a kind, the list of those that there are."""
    kind = request.args.get("kind", "")
    if not is_kind(kind):
        return redirect(url_for("texts.list"), 303)
    return _page(kind, None, {}, None)


@texts.post("", endpoint="keep")
@requires("work.act")
@rated("acts")
def keep() -> Any:
    """Keep a text. To the script of a field: the text as it is offered there from now on, or a sentence why not."""
    kind = request.form.get("kind", "")
    try:
        said = words_of(request.form, ("name", "words"), most=KEPT_TEXT_LETTERS)
        unit_id = g.viewer.unit_id if request.form.get("shared") == "true" else None
        row = kept.keep(g.session, kind=kind, **said, standing=g.standing, unit_id=unit_id, at=g.at)
    except Refusal as refusal:
        if refusal.status not in SHOWN_HERE:
            raise
        g.session.rollback()
        if is_part():
            return Response(sentence(refusal), status=refusal.status, mimetype="text/plain")
        if not is_kind(kind):
            raise
        return _page(kind, None, request.form, refusal), refusal.status
    if is_part():
        return render_template("texts/one.html", line=Line(row, _as_put_in(row)), address="")
    flash(gettext(KEPT, name=row.name))
    return redirect(url_for("texts.list"), 303)


@texts.get("/<public_id>", endpoint="edit")
@requires("work.read")
def show_text(public_id: str) -> Any:
    """The form for a text that is there."""
    row = kept.find_text(g.session, public_id, g.standing)
    return _page(row.kind, row, {"name": row.name, "words": row.words}, None)


@texts.post("/<public_id>", endpoint="change")
@requires("work.act")
@rated("acts")
def change(public_id: str) -> Any:
    """Call it otherwise, or say it otherwise."""
    row = kept.find_text(g.session, public_id, g.standing)
    try:
        said = words_of(request.form, ("name", "words"), most=KEPT_TEXT_LETTERS)
        kept.change(g.session, row, **said, at=g.at)
    except Refusal as refusal:
        if refusal.status not in SHOWN_HERE:
            raise
        g.session.rollback()
        row = kept.find_text(g.session, public_id, g.standing)
        return _page(row.kind, row, request.form, refusal), refusal.status
    flash(gettext(KEPT, name=row.name))
    return redirect(url_for("texts.list"), 303)


@texts.post("/<public_id>/removal", endpoint="remove")
@requires("work.act")
@rated("acts")
def remove(public_id: str) -> Any:
    """Forget a text."""
    kept.remove(g.session, kept.find_text(g.session, public_id, g.standing))
    flash(gettext(DELETED))
    return redirect(url_for("texts.list"), 303)


def _as_put_in(row: KeptText) -> str:
    """A text that was kept just now, its places filled from the step or the case of the page that it was typed on."""
    about = request.form.get("about", "")
    try:
        return filled(row.words, places_of(find_work_item(g.session, about, standing=g.standing)))
    except NotFound:
        query = select(ProcessInstance).where(ProcessInstance.public_id == about, visible_cases(g.standing))
        case = g.session.scalars(query).first()
        return filled(row.words, places_of(case)) if case else row.words


def _page(kind: str, row: KeptText | None, said: Mapping[str, Any], refusal: Refusal | None) -> str:
    return render_template(
        "texts/form.html",
        kind=kind,
        kind_words=words_of_kind(kind),
        row=row,
        said=said,
        refusal=refusal,
        faults=getattr(refusal, "faults", {}),
        may_share=row is None and kept.heads(g.session, g.standing, g.viewer.unit_id),
        name_letters=kept.NAME_LETTERS,
        letters=KEPT_TEXT_LETTERS,
    )
