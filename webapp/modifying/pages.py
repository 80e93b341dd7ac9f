"""The page on which an administrator intervenes in one case: look, say what shall happen, see what it does, do it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from webapp.access import requires
from webapp.modifying import view
from webapp.modifying.asking import ACTS, LINES, VALUE_KINDS, Asked, asked_in, shown_again
from webapp.rates import rated
from webapp.shown.damage import said_damage, sound
from webapp.shown.sketch import UNSEEN, drawing_xml, sketch_of
from webapp.typed import searched
from workflows.errors import Invalid, NotFound, Refusal
from workflows.instances import modifying
from workflows.instances.models import ProcessInstance, Suspension
from workflows.work import intervening
from workflows.work.access import may_see_case

interventions = Blueprint("modifying", __name__, url_prefix="/cases")
NOTHING = Asked({}, (), {})
LOOKING = "designer"
MOST_FOUND = 20


@interventions.get("/interventions", endpoint="find")
@requires("cases.modify")
def find_cases() -> Any:
    """The running cases with a code, as far as the person administers them; the page of the only one at once."""
    found = g.session.scalars(
        select(ProcessInstance)
        .where(ProcessInstance.business_key == searched(), ProcessInstance.ended_at.is_(None))
        .where(modifying.administered(g.standing))
        .order_by(ProcessInstance.id)
        .limit(MOST_FOUND)
    ).all()
    if len(found) == 1:
        return redirect(url_for("modifying.case", public_id=found[0].public_id), 303)
    return render_template("modifying/found.html", found=found, code=searched())


@interventions.get("/<public_id>/intervention", endpoint="case")
@requires("cases.examine")
def show_case(public_id: str) -> str:
    """The case as it stands, and the form."""
    return _page(_asked_case(public_id), NOTHING)


@interventions.get("/<public_id>/intervention/drawing", endpoint="drawing")
@requires("cases.examine")
def show_drawing(public_id: str) -> Response:
    """The drawing that the case runs on, as BPMN."""
    return Response(drawing_xml(g.session, _asked_case(public_id)), mimetype="application/xml")


@interventions.post("/<public_id>/intervention/preview", endpoint="preview")
@requires("cases.modify")
@rated("acts")
def preview(public_id: str) -> Any:
    """What would happen: it is done, looked at, and undone."""
    case = _asked_case(public_id)
    before = view.Foreseen(g.session, case)
    try:
        asked = asked_in(request.form)
        asked.carry_out(g.session, case, actor=g.actor, at=g.at)
        effect = before.effect()
    except Refusal as refusal:
        return _refused(public_id, refusal)
    g.session.rollback()
    return _page(_asked_case(public_id), asked, effect=effect)


@interventions.post("/<public_id>/intervention", endpoint="done")
@requires("cases.modify")
@rated("acts")
def intervene(public_id: str) -> Any:
    """Do it."""
    try:
        asked_in(request.form).carry_out(g.session, _asked_case(public_id), actor=g.actor, at=g.at)
    except Refusal as refusal:
        return _refused(public_id, refusal)
    flash(gettext("It is done. Whoever lost a step by it is told."))
    return redirect(url_for("modifying.case", public_id=public_id), 303)


def _refused(public_id: str, refusal: Refusal) -> Any:
    """The form again, filled in, with what was wrong; whoever has no right to it sees the sentence alone."""
    if refusal.status in (403, 404):
        raise refusal
    g.session.rollback()
    case = _asked_case(public_id)
    view.name_elements(g.session, case, refusal)
    return _page(case, shown_again(request.form), refusal=refusal), refusal.status


def _asked_case(public_id: str) -> ProcessInstance:
    """The case at this address, for whoever administers it, and for a designer who may see it. Raises ``NotFound``."""
    case = g.session.scalars(select(ProcessInstance).where(ProcessInstance.public_id == public_id)).first()
    if case is None:
        raise NotFound
    looks = LOOKING in g.standing.roles and may_see_case(g.session, case.id, g.standing)
    if not looks and not modifying.reaches(g.session, case.id, g.standing):
        raise NotFound
    return case


def may_not(case: ProcessInstance) -> Refusal | None:
    """Why this person may not intervene now, if so."""
    still = select(Suspension.id).where(Suspension.instance_id == case.id, Suspension.resumed_at.is_(None)).limit(1)
    return modifying.may_modify(
        ended=case.ended_at is not None,
        suspended=g.session.execute(still).first() is not None,
        administers=modifying.reaches(g.session, case.id, g.standing),
        has_part=intervening.has_part(g.session, case.id, g.standing.person_id),
    )


def _page(
    case: ProcessInstance, asked: Asked, *, refusal: Refusal | None = None, effect: view.Effect | None = None
) -> str:
    skips = asked.act == "skip" and len(asked.chosen) == 1 and case.ended_at is None
    fields = intervening.asked_fields(g.session, case, asked.chosen[0]) if skips else ()
    sees = may_see_case(g.session, case.id, g.standing)
    return render_template(
        "modifying/case.html",
        case=case,
        sees=sees,
        back=url_for("cases.case", public_id=case.public_id) if sees else url_for("operations.top"),
        asked=asked,
        refusal=refusal,
        faults=refusal.faults if isinstance(refusal, Invalid) else {},
        effect=effect,
        acts=ACTS,
        kinds=VALUE_KINDS,
        value_lines=LINES,
        value_fields=[f"{name}{line}" for line in LINES for name in ("name", "value")],
        may_not=may_not(case),
        places=sound(case.id, lambda: view.lines(g.session, case), []),
        timers=sound(case.id, lambda: list(view.timers(g.session, case).values()), []),
        values=view.values(case),
        targets=sound(case.id, lambda: view.targets(g.session, case), []),
        fields=view.dressed(fields, asked),
        sketch=sound(case.id, lambda: sketch_of(g.session, case), UNSEEN),
        damage=said_damage(case.id),
    )
