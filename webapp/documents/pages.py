"""The register of documents that give tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.errors import is_part
from webapp.rates import rated
from webapp.resolutions.history import Field, Past, gathered
from webapp.resolutions.words import OF_DOCUMENTS as LABELS
from webapp.resolutions.words import said as in_words
from webapp.shown import classes
from webapp.typed import words_of
from workflows.errors import Conflict, Invalid, Refusal
from workflows.limits import DOCUMENTS_PAGE, PLAN_CELL_LETTERS, SEARCH_LETTERS
from workflows.resolutions import document_register as kept
from workflows.resolutions import register
from workflows.resolutions.models import AssigningDocument, DocumentChange
from workflows.resolutions.wanted import TaskFilter

documents = Blueprint("documents", __name__, url_prefix="/documents")


@documents.get("", endpoint="list")
@requires("plan.read")
def show_list() -> Any:
    """The documents that may be seen, or those with some words, a page at a time."""
    text, before = request.args.get("q", "").strip()[:SEARCH_LETTERS], request.args.get("before", "")
    key = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = kept.find_documents(g.session, text, g.standing, before=key, limit=DOCUMENTS_PAGE + 1)
    following = found[DOCUMENTS_PAGE - 1].id if len(found) > DOCUMENTS_PAGE else None
    name = "documents/rows.html" if is_part() else "documents/list.html"
    return render_template(name, rows=found[:DOCUMENTS_PAGE], text=text, following=following)


@documents.get("/<public_id>", endpoint="show")
@requires("plan.read")
def show_one(public_id: str) -> Any:
    """A document, the tasks that cite it, and what the register said of it before."""
    document = kept.find_document(g.session, public_id, g.standing)
    wanted, moment = TaskFilter(document_id=document.id), classes.moment_of(g.at)
    rows, total = register.find_and_count(g.session, wanted, g.standing, moment)
    return render_template(
        "documents/show.html",
        document=document,
        rows=rows,
        total=total,
        most=register.COUNTED,
        past=past_of(document),
        classes=classes,
    )


@documents.get("/new", endpoint="enter")
@requires("plan.keep")
def show_empty_form() -> Any:
    """The form of a new document."""
    return _form(None, {}, "", None)


@documents.post("", endpoint="entered")
@requires("plan.keep")
@rated("acts")
def enter() -> Any:
    """Put it into the register."""
    said = {name: request.form.get(name, "") for name in kept.FIELDS}
    try:
        typed = words_of(request.form, kept.FIELDS, most=PLAN_CELL_LETTERS)
        made = kept.enter_document(g.session, typed, actor=g.actor, at=g.at)
    except (Invalid, Conflict) as refusal:
        g.session.rollback()
        return _form(None, said, "", refusal), refusal.status
    flash(gettext("The document is in the register."))
    return redirect(url_for("documents.show", public_id=made.public_id), 303)


@documents.get("/<public_id>/correction", endpoint="correct")
@requires("plan.keep")
def show_form(public_id: str) -> Any:
    """The form with what the register says now."""
    document = kept.find_document(g.session, public_id, g.standing)
    return _form(document, kept.said_of(document), "", None)


@documents.post("/<public_id>/corrections", endpoint="corrected")
@requires("plan.keep")
@rated("acts")
def correct(public_id: str) -> Any:
    """Let the register say what was typed, with a reason."""
    kept.find_document(g.session, public_id, g.standing)
    said, reason = {name: request.form.get(name, "") for name in kept.FIELDS}, request.form.get("reason", "")
    try:
        typed = words_of(request.form, (*kept.FIELDS, "reason"), most=PLAN_CELL_LETTERS)
        who = {"actor": g.actor, "at": g.at}
        kept.correct_document(
            g.session, public_id, typed, seen=request.form.get("seen", ""), reason=typed["reason"], **who
        )
    except (Invalid, Conflict) as refusal:
        g.session.rollback()
        return _form(kept.find_document(g.session, public_id, g.standing), said, reason, refusal), refusal.status
    flash(gettext("The document is corrected."))
    return redirect(url_for("documents.show", public_id=public_id), 303)


def past_of(document: AssigningDocument) -> list[Past]:
    """What the register said before, the newest first."""
    changes = kept.find_document_changes(g.session, document.id)
    return gathered(g.session, changes, {}, _field)


def _field(change: Any) -> Field | None:
    assert isinstance(change, DocumentChange)
    if not change.before and change.field == "words" and not change.reason:
        return None
    label = LABELS[change.field]
    day = "due_on" if change.field == "issued_on" else ""
    return Field(label, in_words(day, change.before), in_words(day, change.after))


def _form(document: AssigningDocument | None, said: Mapping[str, str], reason: str, refusal: Refusal | None) -> str:
    return render_template(
        "documents/form.html",
        document=document,
        said=said,
        reason=reason,
        seen=kept.fingerprint(document) if document else "",
        labels=LABELS,
        refusal=refusal,
        faults=refusal.faults if isinstance(refusal, Invalid) else {},
    )
