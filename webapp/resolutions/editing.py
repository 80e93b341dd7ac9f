"""Entering a task by hand and correcting one: the same form, with the fields of a plan file. A refusal comes back filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from webapp.access import requires
from webapp.rates import rated
from webapp.resolutions import words
from webapp.resolutions.door import is_kept_by_unit, kept_resolution, resolutions
from webapp.shown import classes
from webapp.typed import words_of
from workflows.errors import Conflict, Invalid, Refusal
from workflows.instances.models import ProcessInstance
from workflows.limits import CONTRIBUTIONS_LETTERS, PLAN_CELL_LETTERS
from workflows.resolutions import editing, entering
from workflows.resolutions.columns import fingerprint, row_of
from workflows.resolutions.contributions import COLUMN, written_of
from workflows.resolutions.details import TaskDetails, find_resolution_task
from workflows.resolutions.models import ResolutionTask

FIELDS = (
    "code",
    "title_vi",
    "title_en",
    "group",
    "lead_agency",
    "coordinating_agencies",
    "contributions",
    "deliverable",
    "evidence_required",
    "due_date",
    "due_text",
    "source",
    "priority",
    "kind",
    "province",
)


@resolutions.get("/resolutions/<public_id>/tasks/new", endpoint="enter")
@requires("plan.keep")
def show_empty_form(public_id: str) -> Any:
    """The form of a new task."""
    resolution = kept_resolution(public_id)
    return render_template("resolutions/enter.html", resolution=resolution, **_form({"kind": "one-off"}, None))


@resolutions.post("/resolutions/<public_id>/tasks", endpoint="register")
@requires("plan.keep")
@rated("acts")
def register_one(public_id: str) -> Any:
    """Put the task into the register."""
    resolution = kept_resolution(public_id)
    said = {name: request.form.get(name, "") for name in FIELDS}
    try:
        typed = _typed(FIELDS)
        made = entering.enter_task(
            g.session,
            resolution.id,
            typed,
            not_classified=request.form.get("no_classified") == "true",
            actor=g.actor,
            at=g.at,
        )
    except Invalid as refusal:
        g.session.rollback()
        shown = {"resolution": kept_resolution(public_id), **_form(said, refusal)}
        return render_template("resolutions/enter.html", **shown), refusal.status
    flash(gettext("Task %(code)s is in the plan. Its case starts within a minute.", code=made.code))
    return redirect(url_for("resolutions.show", public_id=made.public_id), 303)


@resolutions.get("/resolution-tasks/<public_id>/change", endpoint="change")
@requires("plan.keep")
def show_form(public_id: str) -> Any:
    """The form with what the task says now."""
    details = _asked(public_id)
    return _page(details, _row(details), "", None)


@resolutions.post("/resolution-tasks/<public_id>/changes", endpoint="changed")
@requires("plan.keep")
@rated("acts")
def change_one(public_id: str) -> Any:
    """Let the task say what was typed, with a reason."""
    _asked(public_id)
    said = {name: request.form[name] for name in FIELDS if name in request.form and name != "code"}
    reason = request.form.get("reason", "")
    try:
        typed = _typed(said)
        changes = editing.edit_task(
            g.session,
            public_id,
            typed,
            seen=request.form.get("seen", ""),
            reason=words_of(request.form, ("reason",))["reason"],
            actor=g.actor,
            at=g.at,
        )
    except (Invalid, Conflict) as refusal:
        g.session.rollback()
        details = _asked(public_id)
        return _page(details, {**_row(details), **said}, reason, refusal), refusal.status
    flash(gettext("The task is changed.") if changes else gettext("Nothing was changed."))
    return redirect(url_for("resolutions.show", public_id=public_id), 303)


def may_edit(row: ResolutionTask) -> bool:
    """Whether the person on this request may correct the task now: asked by the button, and again by the command."""
    ended = g.session.scalar(select(ProcessInstance.ended_at).where(ProcessInstance.id == row.instance_id))
    return editing.may_edit(ended is not None, keeps=is_kept_by_unit(row.assigning_unit_id)) is None


def _asked(public_id: str) -> TaskDetails:
    """The task, for whoever keeps its plan. Raises ``NotFound``, ``Forbidden``."""
    details = find_resolution_task(g.session, public_id, g.standing, classes.moment_of(g.at))
    kept_resolution(details.resolution.public_id)
    return details


def _typed(fields: Iterable[str]) -> dict[str, str]:
    """What was typed; the parts of all units together may be longer than another cell."""
    asked = set(fields)
    longer = words_of(request.form, asked & {COLUMN}, most=CONTRIBUTIONS_LETTERS)
    return words_of(request.form, [name for name in fields if name != COLUMN], most=PLAN_CELL_LETTERS) | longer


def _row(details: TaskDetails) -> dict[str, str]:
    """What the task says now."""
    return row_of(details.task_row, details.resolution.code, written_of(g.session, details.task_row))


def _page(details: TaskDetails, said: Mapping[str, str], reason: str, refusal: Refusal | None) -> str:
    row = details.task_row
    return render_template(
        "resolutions/change.html",
        details=details,
        ordered=row,
        seen=fingerprint(row, written_of(g.session, row)),
        reason=reason,
        is_running=row.instance_id is not None,
        lead_stays=row.instance_id is not None or row.parent_id is not None,
        has=row_of(row, details.resolution.code),
        **_form(said, refusal),
    )


def _form(said: Mapping[str, str], refusal: Refusal | None) -> dict[str, Any]:
    """What the form shows: what was typed, each fault at its field, the choices."""
    kinds = [(name.replace("_", "-"), gettext(shown)) for name, shown in words.KINDS.items()]
    faults = refusal.faults if isinstance(refusal, Invalid) else {}
    most = {"most": PLAN_CELL_LETTERS, "most_of_parts": CONTRIBUTIONS_LETTERS}
    return {"said": said, "refusal": refusal, "faults": faults, "kinds": kinds, **most}
