"""Documents about a case: asking for one, seeing whether it is there, and taking it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.errors import is_part
from webapp.language import current
from webapp.paper import printing
from webapp.paper.models import PrintJob
from webapp.rates import rated
from webapp.shown.incidents import sentence_of
from workflows.errors import N_, Conflict, NotFound
from workflows.instances.models import ProcessInstance
from workflows.work.directing import find_case
from workflows.work.evidence import EvidenceStore

papers = Blueprint("papers", __name__)
CONFINED = "sandbox; default-src 'none'"
GONE = N_(
    "Expected the bytes of this document, but they are no longer kept. Ask for the document again on the page of its case."
)
NAMES = {"record": N_("Record of the completion of a task"), "file": N_("File of a task")}


@papers.post("/cases/<public_id>/papers", endpoint="request")
@requires("work.read")
@rated("papers")
def request_paper(public_id: str) -> Any:
    """Ask for a document about a case that the person may see; the clock prints it."""
    case = find_case(g.session, public_id, standing=g.standing)
    job = printing.request_paper(
        g.session, case, request.form.get("kind", ""), language=current(), actor=g.actor, at=g.at
    )
    flash(gettext("The document is being prepared."))
    return redirect(url_for("papers.show", public_id=job.public_id), 303)


@papers.get("/papers/<public_id>", endpoint="show")
@requires("work.read")
def show_paper(public_id: str) -> Any:
    """Whether it is there yet; looked at again by itself until it is."""
    job = _asked(public_id)
    trouble = printing.trouble_of(g.session, job) if job.is_waiting else None
    return render_template(
        "paper/state.html" if is_part() else "paper/show.html",
        job=job,
        case=g.session.get_one(ProcessInstance, job.instance_id),
        name=NAMES[job.kind],
        trouble=sentence_of(trouble) if trouble else "",
        kept_until=job.printed_at + printing.KEPT if job.printed_at else None,
    )


@papers.get("/papers/<public_id>/document", endpoint="document")
@requires("work.read")
def take_paper(public_id: str) -> Response:
    """The document itself; the right is asked at this moment, whoever asked for it."""
    job = _asked(public_id)
    if job.is_waiting or job.refused_at is not None:
        raise NotFound
    path = EvidenceStore(current_app.config["NQ57"].paper_dir).path_of(job.stored_as or "")
    if job.stored_as is None or not path.is_file():
        raise Conflict(GONE)
    case = g.session.get_one(ProcessInstance, job.instance_id)
    kind = "ho-so" if job.kind == printing.FILE else "bien-ban"
    answer = send_file(
        path,
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{kind}-{case.business_key}.pdf".replace("/", "-"),
        etag=False,
        max_age=None,
    )
    answer.headers["Content-Security-Policy"] = CONFINED
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _asked(public_id: str) -> PrintJob:
    return printing.find_paper(g.session, public_id, standing=g.standing)
