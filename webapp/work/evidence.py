"""Evidence on a step: files and links added, replaced and removed, and the files handed out again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, send_file, url_for
from werkzeug.datastructures import FileStorage

from webapp import command_keys, rates
from webapp.access import requires
from webapp.errors import is_part
from webapp.rates import rated
from webapp.typed import words_of
from webapp.work import view
from webapp.work.door import asked_item, work
from webapp.work.sections.result import evidence_of
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.organisation.standing import Standing
from workflows.work import attachments, links, versions
from workflows.work.attachments import may_add
from workflows.work.evidence import EvidenceStore
from workflows.work.item import Item
from workflows.work.parts import delivers
from workflows.work.rules import may_act

evidence = Blueprint("evidence", __name__, url_prefix="/evidence")
NO_FILE = N_("Expected a file, but none was chosen.")
ONE_BY_ONE = N_("Expected one file at a time, but there are %(count)s; none of them was kept.")
NOT_CONFIRMED = N_("Expected your confirmation that the evidence holds no classified content, but the box is empty.")
UNTITLED = N_("Expected a title for the link, but it is empty.")
LINK_FIELDS = ("link_title", "link_shows")
LOST = N_(
    "Expected the bytes of this file in the evidence folder, but they are not there. Please tell the administrator."
)
CONFINED = "sandbox; default-src 'none'"


@work.get("/<public_id>/evidence", endpoint="evidence")
@requires("work.read")
def show_evidence(public_id: str) -> Any:
    """The evidence block alone, for the page that shows it; otherwise the page."""
    item = asked_item(public_id)
    return (
        _block(item, None)
        if is_part()
        else redirect(url_for("work.item", public_id=public_id, _anchor="evidence"), 303)
    )


@work.post("/<public_id>/evidence/files", endpoint="add_file")
@requires("work.act")
def add_file(public_id: str) -> Any:
    """Put a file to the evidence."""
    return _taken_in(public_id, may_add, lambda item, **said: attachments.attach_file(g.session, item, **said))


@work.post("/<public_id>/evidence/<attachment_id>/versions", endpoint="replace_file")
@requires("work.act")
def replace_file(public_id: str, attachment_id: str) -> Any:
    """Put a newer version in the place of a file."""
    return _taken_in(
        public_id,
        versions.may_replace,
        lambda item, **said: versions.replace_file(g.session, item, attachment_id, **said),
        beside_its_form=False,
    )


def _taken_in(
    public_id: str,
    rule: Callable[[Item, Standing], Refusal | None],
    command: Callable[..., Any],
    *,
    beside_its_form: bool = True,
) -> Any:
    """Take one file in. Its bytes are on disk before the row that names them is committed. What is refused is said at its field,
    or above all evidence where the file's form is folded away.
    """
    item = asked_item(public_id)
    try:
        if refusal := rule(item, g.standing):
            raise refusal
        sent = _one_file()
        for kind in ("files", "file_bytes"):
            if refusal := rates.may_go_on(g.session, kind, g.actor.person_id, at=g.at):
                raise refusal
        g.session.rollback()  # while the bytes go to disk nobody waits for the lock; the form's key is taken again after it
        stored = store().save(sent.stream)
    except Refusal as refusal:
        return _refused(public_id, refusal, beside_its_form=beside_its_form)
    try:
        earlier = command_keys.use(g.session, g.actor.person_id)
        if earlier is None:
            rates.count(g.session, "files", g.actor.person_id, at=g.at)
            rates.count(g.session, "file_bytes", g.actor.person_id, at=g.at, amount=stored.size)
            command(item, name=sent.filename or "", stored=stored, not_classified=True, actor=g.actor, at=g.at)
            return redirect(url_for("work.evidence", public_id=public_id), 303)
        store().discard(stored)
        return earlier
    except Refusal as refusal:
        store().discard(stored)
        return _refused(public_id, refusal)


@work.post("/<public_id>/evidence/links", endpoint="add_link")
@requires("work.act")
@rated("acts")
def add_link(public_id: str) -> Any:
    """Put a link to the evidence."""
    item = asked_item(public_id)
    try:
        said = _link()
        links.attach_link(g.session, item, **said, not_classified=True, actor=g.actor, at=g.at)
    except Refusal as refusal:
        return _refused(public_id, refusal)
    return redirect(url_for("work.evidence", public_id=public_id), 303)


@work.post("/<public_id>/evidence/<attachment_id>/removal", endpoint="remove_evidence")
@requires("work.act")
@rated("acts")
def remove_evidence(public_id: str, attachment_id: str) -> Any:
    """Take a piece of evidence away from the result in the making."""
    try:
        attachments.remove(g.session, asked_item(public_id), attachment_id, actor=g.actor, at=g.at)
    except Refusal as refusal:
        return _refused(public_id, refusal)
    return redirect(url_for("work.evidence", public_id=public_id), 303)


@evidence.get("/<public_id>", endpoint="download")
@requires("work.read")
def download(public_id: str) -> Response:
    """Hand a file out to whoever may see its case: always to be saved, never to be run, whatever it holds."""
    row = attachments.find_attachment(g.session, public_id, standing=g.standing)
    if row.stored_as is None:
        raise NotFound
    path = store().path_of(row.stored_as)
    if not path.is_file():
        raise Refusal(LOST, status=500)
    answer = send_file(
        path, mimetype=row.media_type, as_attachment=True, download_name=row.name, etag=False, max_age=None
    )
    answer.headers["Content-Security-Policy"] = CONFINED
    answer.headers["Cache-Control"] = "no-store"
    return answer


def store() -> EvidenceStore:
    """The folder of evidence, with the limit of this installation."""
    settings = current_app.config["NQ57"]
    return EvidenceStore(settings.evidence_dir, settings.upload_bytes)


def _link() -> dict[str, str]:
    """What the link's fields say, with the confirmation. Raises ``Invalid`` with every field at fault."""
    said = {"url": request.form.get("url", "").strip(), **words_of(request.form, LINK_FIELDS)}
    asked = {
        "url": links.may_be_link(said["url"]),
        "link_title": None if said["link_title"].strip() else Refusal(UNTITLED),
        "link_not_classified": None if confirmed("link_not_classified") else Refusal(NOT_CONFIRMED),
    }
    faults = {name: refusal for name, refusal in asked.items() if refusal}
    if faults:
        raise Invalid(next(iter(faults.values())).text, faults)
    return {name.removeprefix("link_"): words for name, words in said.items()}


def _one_file() -> FileStorage:
    """The file that was sent, with the confirmation. Raises ``Invalid`` at the field at fault."""
    sent = [one for one in request.files.getlist("file") if one.filename]
    if not sent:
        raise Invalid(NO_FILE, {"file": Refusal(NO_FILE)})
    if len(sent) > 1:
        raise Invalid(ONE_BY_ONE, {"file": Refusal(ONE_BY_ONE, count=len(sent))}, count=len(sent))
    if not confirmed("file_not_classified"):
        raise Invalid(NOT_CONFIRMED, {"file_not_classified": Refusal(NOT_CONFIRMED)})
    return sent[0]


def confirmed(name: str) -> bool:
    """Whether a box was ticked."""
    return request.form.get(name) == "true"


def _refused(public_id: str, refusal: Refusal, *, beside_its_form: bool = True) -> Any:
    """The block again with the sentence, or the whole page; a right that is missing is the door's to answer."""
    if refusal.status not in (409, 422, 429):
        raise refusal
    if not beside_its_form:
        refusal = Refusal(refusal.text, status=refusal.status, **refusal.params)
    g.session.rollback()
    item = asked_item(public_id)
    if is_part():
        return _block(item, refusal), refusal.status
    if item.closed_at is not None:  # its page has no place for evidence any more
        raise refusal
    return view.item_page(item, evidence_refusal=refusal), refusal.status


def _block(item: Item, refusal: Refusal | None) -> str:
    may = {"act"} if may_act(item, g.standing, None if delivers(item) else "submission") is None else set()
    return render_template("work/evidence_part.html", item=item, **evidence_of(item, may, refusal))
