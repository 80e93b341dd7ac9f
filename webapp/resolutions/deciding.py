"""What a later plan file says otherwise about running tasks: each difference beside what we have, to be taken or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from webapp.access import requires
from webapp.rates import rated
from webapp.resolutions import words
from webapp.resolutions.door import kept_resolution, resolutions
from webapp.typed import words_of
from workflows.errors import N_, NotFound, Refusal
from workflows.resolutions import differences
from workflows.resolutions.models import PlanDifference, Resolution, ResolutionTask

TAKEN = N_("What the new plan says is taken for %(code)s.")
KEPT = N_("What we had is kept for %(code)s.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference as the page shows it: the field's name and both values in the reader's words."""

    row: PlanDifference
    ordered: ResolutionTask
    label: str
    ours: str
    theirs: str


@resolutions.get("/resolutions/<public_id>/differences", endpoint="differences")
@requires("plan.keep")
def show_differences(public_id: str) -> Any:
    """The differences that wait for a decision."""
    return _page(kept_resolution(public_id), None, None)


@resolutions.post("/plan-differences/<public_id>/decision", endpoint="decide")
@requires("plan.keep")
@rated("acts")
def decide(public_id: str) -> Any:
    """Take the new plan's value or keep ours. A refusal comes back beside the difference, with the reason as it was typed."""
    resolution, code = _resolution_of(public_id)
    decision = request.form.get("decision", "")
    try:
        reason = words_of(request.form, ("reason",))["reason"]
        differences.decide_difference(g.session, public_id, decision=decision, reason=reason, actor=g.actor, at=g.at)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        g.session.rollback()
        return _page(kept_resolution(resolution.public_id), public_id, refusal), refusal.status
    flash(gettext(TAKEN if decision == "take" else KEPT, code=code))
    return redirect(url_for("resolutions.differences", public_id=resolution.public_id), 303)


def _resolution_of(public_id: str) -> tuple[Resolution, str]:
    """The kept resolution that a difference belongs to, and its task's code. Raises ``NotFound``, ``Forbidden``."""
    query = (
        select(Resolution.public_id, ResolutionTask.code)
        .join(ResolutionTask, ResolutionTask.resolution_id == Resolution.id)
        .join(PlanDifference, PlanDifference.task_id == ResolutionTask.id)
        .where(PlanDifference.public_id == public_id)
    )
    row = g.session.execute(query).first()
    if row is None:
        raise NotFound
    return kept_resolution(row.public_id), row.code


def _page(resolution: Resolution, refused: str | None, refusal: Refusal | None) -> str:
    shown = _shown(differences.waiting(g.session, resolution.id))
    known = refused in {one.row.public_id for one in shown}
    return render_template(
        "resolutions/differences.html",
        resolution=resolution,
        differences=shown,
        refused=refused if known else None,
        refusal=refusal,
        reason=request.form.get("reason", ""),
    )


def _shown(rows: Sequence[tuple[PlanDifference, ResolutionTask]]) -> list[Shown]:
    return [
        Shown(
            row,
            ordered,
            words.FIELDS.get(row.field, row.field),
            words.said(row.field, row.ours),
            words.said(row.field, row.theirs),
        )
        for row, ordered in rows
    ]
