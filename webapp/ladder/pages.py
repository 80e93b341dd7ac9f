"""The two pages: of a step that is open, and of a due date that somebody thinks of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, g, render_template, request

from webapp.access import requires
from webapp.administration.fields import Field, read, typed
from webapp.language import own_name
from webapp.shown import names
from workflows.calendar import local_date
from workflows.deadlines import foretelling
from workflows.deadlines.foretelling import Told
from workflows.definitions import deploy
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.organisation import hierarchy
from workflows.organisation.models import OrgUnit
from workflows.resolutions.starting import PROCESS
from workflows.work.item import find_work_item

ladder = Blueprint("ladder", __name__, url_prefix="/ladder")
URGENT, USUAL = 80, 50
RESULT = "submission"  # the kind of work that a task's own due date is about
PLANNED = (
    Field("unit", N_("Unit that would answer"), "unit"),
    Field("due", N_("Due on"), "date"),
    Field("urgent", N_("Urgent"), "check", required=False),
)
PAST = N_("Expected a day still to come, but %(day)s is over.")
NO_UNIT = N_("Expected a unit from the list, but “%(code)s” is none.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page: what happens, when, at which post with whom, and the vacant posts that it passes."""

    told: Told
    post: str
    holders: str
    passed_over: str


@ladder.get("/steps/<public_id>", endpoint="step")
@requires("work.read")
def show_step(public_id: str) -> Any:
    """What will happen with an open step if nobody acts."""
    item = find_work_item(g.session, public_id, standing=g.standing)
    told = foretelling.of_step(g.session, item, g.at)
    return render_template("ladder/step.html", item=item, lines=None if told is None else lines_of(told))


@ladder.get("", endpoint="planned")
@requires("work.read")
def show_planned() -> Any:
    """What would happen with a task's result, due on a day, in a unit: asked by the address."""
    values: dict[str, Any] = dict(typed(PLANNED, request.args))
    unit, lines, refusal = None, None, None
    if request.args:
        try:
            said = read(PLANNED, request.args)
            unit, lines = _planned(said)
        except Invalid as found:
            refusal = found
    unit = unit or names.units_by_code(g.session, [values["unit"]]).get(values["unit"])
    return render_template(
        "ladder/planned.html",
        fields=PLANNED,
        values=values,
        unit=unit,
        lines=lines,
        refusal=refusal,
        faults=refusal.faults if refusal else {},
    ), refusal.status if refusal else 200


def _planned(said: dict[str, Any]) -> tuple[OrgUnit, list[Line] | None]:
    if said["due"] < local_date(g.at):
        raise Invalid(PAST, {"due": Refusal(PAST, day=said["due"])}, day=said["due"])
    try:
        unit = hierarchy.find_unit(g.session, said["unit"])
    except NotFound:
        raise Invalid(NO_UNIT, {"unit": Refusal(NO_UNIT, code=said["unit"])}, code=said["unit"]) from None
    version = deploy.latest(g.session, PROCESS)
    priority = URGENT if said["urgent"] else USUAL
    told = foretelling.of_planned(g.session, version.id, RESULT, priority, unit.id, said["due"], g.at)
    return unit, None if told is None else lines_of(told)


def lines_of(told: list[Told]) -> list[Line]:
    """What was foretold with the names of posts as a reader says them; the units' names in one query."""
    posts = {post.id: post for one in told for post in (one.post, *one.passed_over) if post is not None}
    units = names.units(g.session, (post.unit_id for post in posts.values()))

    def name(number: int) -> str:
        post = posts[number]
        return f"{own_name(post, 'title')}, {own_name(units[post.unit_id])}"

    return [
        Line(
            one,
            name(one.post.id) if one.post else "",
            ", ".join(person.full_name for person in one.holders),
            "; ".join(name(post.id) for post in one.passed_over),
        )
        for one in told
    ]


def is_now(moment: datetime) -> bool:
    """Whether it happens with the clock's next beat."""
    return bool(moment <= g.at)


@ladder.context_processor
def words() -> dict[str, Any]:
    """For the templates of this area."""
    return {"is_now": is_now}
