"""A case: everything about it on one page, its drawing as a file, and suspend, resume and cancel for the assigning authority."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.cases import comments, reopening, view
from webapp.cases.door import asked_case, cases
from webapp.errors import is_part
from webapp.rates import rated
from webapp.shown.sketch import drawing_xml
from webapp.typed import words_of
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.instances.models import ProcessInstance
from workflows.work import directing

PARTS = (comments, reopening, view)  # some add their routes
NO_BUTTON = N_("Expected a case on which you may do this now, but you may not, or not any more.")


@dataclass(frozen=True, slots=True)
class Direction:
    """What the authority can do: the command, and its words (title, what follows from it, button, what is said when done)."""

    command: Callable[..., None]
    title: str
    means: str
    button: str
    done: str
    danger: bool = False


DIRECTIONS: Mapping[str, Direction] = {
    "suspension": Direction(
        directing.suspend,
        N_("Suspend the case"),
        N_("Nothing can be done and no deadline runs until the case is resumed. The time that is left is kept."),
        N_("Suspend the case"),
        N_("The case is suspended."),
    ),
    "resumption": Direction(
        directing.resume,
        N_("Resume the case"),
        N_("The case goes on where it stood. Every due date moves by the working days that it stood still."),
        N_("Resume the case"),
        N_("The case goes on."),
    ),
    "cancellation": Direction(
        directing.cancel,
        N_("Cancel the case"),
        N_("The case ends without a result and everything open is closed. This cannot be undone."),
        N_("Cancel the case for good"),
        N_("The case is cancelled."),
        danger=True,
    ),
}
NOUN = f"<any({', '.join(map(repr, DIRECTIONS))}):noun>"


@cases.get("/<public_id>", endpoint="case")
@requires("work.read")
def show_case(public_id: str) -> Any:
    """The case, or the next older part of its life."""
    case = asked_case(public_id)
    before = request.args.get("before", "")
    entries, older = view.life(
        g.session, case, int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    )
    if is_part():
        return render_template("cases/life.html", case=case, entries=entries, older=older)
    return render_template(
        "cases/case.html", case=case, entries=entries, older=older, **view.case_values(g.session, case)
    )


@cases.get("/<public_id>/drawing", endpoint="drawing")
@requires("work.read")
def show_drawing(public_id: str) -> Response:
    """The drawing that the case runs on, as BPMN."""
    return Response(drawing_xml(g.session, asked_case(public_id)), mimetype="application/xml")


@cases.get(f"/<public_id>/{NOUN}/new", endpoint="direct")
@requires("work.read")
def ask_direction(public_id: str, noun: str) -> Any:
    """The page that asks for the reason; closed when the rules do not allow the act."""
    case = asked_case(public_id)
    if noun not in view.directions(g.session, case):
        raise Conflict(NO_BUTTON)
    return _page(case, noun, "", None)


@cases.post(f"/<public_id>/{NOUN}", endpoint="directed")
@requires("work.act")
@rated("acts")
def direct(public_id: str, noun: str) -> Any:
    """Do it, with a reason."""
    try:
        reason = words_of(request.form, ("reason",))["reason"]
        DIRECTIONS[noun].command(g.session, asked_case(public_id), reason=reason, actor=g.actor, at=g.at)
    except Invalid as refusal:
        g.session.rollback()
        return _page(asked_case(public_id), noun, request.form.get("reason", ""), refusal), refusal.status
    flash(gettext(DIRECTIONS[noun].done))
    return redirect(url_for("cases.case", public_id=public_id), 303)


def _page(case: ProcessInstance, noun: str, reason: str, refusal: Refusal | None) -> str:
    return render_template(
        "cases/direction.html", case=case, noun=noun, direction=DIRECTIONS[noun], reason=reason, refusal=refusal
    )
