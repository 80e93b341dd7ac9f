"""Naming what each co-operating unit of a task contributes, and until when: one form for all of them. A refusal comes back filled in.

Where the document means units by a class ("các sở, ban, ngành"), they are listed, and those that are ticked take part, with one product and
day for all of them that each can be given otherwise afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.rates import rated
from webapp.resolutions.door import kept_resolution, resolutions
from webapp.shown import classes
from webapp.typed import words_of
from workflows.errors import Conflict, Invalid, Refusal
from workflows.limits import FORM_PARTS, REASON_LETTERS
from workflows.organisation.models import OrgUnit
from workflows.resolutions import naming_parts
from workflows.resolutions.cooperating import Cooperating
from workflows.resolutions.details import TaskDetails, find_resolution_task
from workflows.resolutions.naming_parts import Said

OF_CLASS = ("product", "due_on")
TICKED = "unit"
GONE = "gone-"
"""What the form's other fields are called: the product and day of all that are ticked, the ticks, and who takes part no longer."""


@resolutions.get("/resolution-tasks/<public_id>/contributions", endpoint="contributions")
@requires("plan.keep")
def show_parts(public_id: str) -> Any:
    """The form with what the co-operating units have to contribute now."""
    return _page(_asked(public_id), {}, None)


def _ticked(meant: Sequence[tuple[str, Sequence[OrgUnit]]]) -> frozenset[str]:
    """All the units of the class that the address asks for, by its place."""
    place = request.args.get("every", "")
    chosen = (
        meant[int(place)][1]
        if place.isascii() and place.isdigit() and len(place) < 3 and int(place) < len(meant)
        else ()
    )
    return frozenset(one.code for one in chosen)


@resolutions.post("/resolution-tasks/<public_id>/contributions", endpoint="name_parts")
@requires("plan.keep")
@rated("acts")
def name_parts(public_id: str) -> Any:
    """Let the units have these products and days, with a reason."""
    details = _asked(public_id)
    names = [name for one in details.cooperating for name in _names(one)]
    sent = {name: request.form.get(name, "") for name in [*names, *OF_CLASS, "reason"]}
    ticked = frozenset(request.form.getlist(TICKED)[:FORM_PARTS])
    try:
        typed = words_of(request.form, [name for name in sent if name in request.form])
        said = {code: Said(*(typed.get(name, "") for name in OF_CLASS)) for code in ticked} | {
            one.unit.code: Said(typed[product], typed.get(due_on, ""), f"{GONE}{one.unit.code}" not in request.form)
            for one in details.cooperating
            for product, due_on in [_names(one)]
            if product in typed
        }
        changes = naming_parts.name_parts(
            g.session,
            public_id,
            said,
            seen=request.form.get("seen", ""),
            reason=typed.get("reason", ""),
            actor=g.actor,
            at=g.at,
        )
    except (Invalid, Conflict) as refusal:
        g.session.rollback()
        return _page(_asked(public_id), sent, refusal, ticked), refusal.status
    flash(gettext("The parts of the co-operating units are named.") if changes else gettext("Nothing was changed."))
    return redirect(url_for("resolutions.show", public_id=public_id), 303)


def _asked(public_id: str) -> TaskDetails:
    """The task, for whoever keeps its plan. Raises ``NotFound``, ``Forbidden``."""
    details = find_resolution_task(g.session, public_id, g.standing, classes.moment_of(g.at))
    kept_resolution(details.resolution.public_id)
    return details


def _names(one: Cooperating) -> tuple[str, str]:
    """What the two fields of a unit are called."""
    return f"product-{one.unit.code}", f"due_on-{one.unit.code}"


def _faults(refusal: Refusal | None, ticked: frozenset[str]) -> Mapping[str, Refusal]:
    """What is wrong at which field; of the units that are ticked, at the fields that they share."""
    faults = refusal.faults if isinstance(refusal, Invalid) else {}
    shared = {f"{name}-{code}": name for name in OF_CLASS for code in ticked}
    return {shared.get(name, name): fault for name, fault in faults.items()}


def _page(
    details: TaskDetails, sent: Mapping[str, str], refusal: Refusal | None, ticked: frozenset[str] | None = None
) -> str:
    has = {}
    meant = naming_parts.proposed(g.session, details.task_row)
    for one in details.cooperating:
        product, due_on = _names(one)
        has |= {product: one.product, due_on: one.due_on.isoformat() if one.due_on else ""}
    return render_template(
        "resolutions/parts.html",
        details=details,
        ordered=details.task_row,
        said={**has, **sent},
        seen=naming_parts.fingerprint(details.cooperating),
        refusal=refusal,
        faults=_faults(refusal, ticked or frozenset()),
        most=REASON_LETTERS,
        meant=meant,
        ticked=_ticked(meant) if ticked is None else ticked,
        may_go=naming_parts.may_go(g.session, details.task_row),
        gone=frozenset(name.removeprefix(GONE) for name in request.form if name.startswith(GONE)),
    )
