"""The organisation: its top, a unit with what lies below it and who holds its posts, and search."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template, request
from sqlalchemy import select

from webapp.access import requires
from webapp.errors import is_part
from webapp.shown.ways import way_of
from webapp.typed import searched
from workflows.calendar import local_date
from workflows.errors import NotFound
from workflows.limits import UNITS_FOUND, UNITS_PAGE, UNITS_PICKED
from workflows.organisation import roster
from workflows.organisation.models import OrgUnit

organisation = Blueprint("organisation", __name__, url_prefix="/organisation")


@organisation.get("", endpoint="top")
@requires("organisation.read")
def show_top() -> Any:
    """The units at the top, or what a search found."""
    text = searched()
    if text:
        found = roster.search(g.session, text, UNITS_FOUND + 1)
        return render_template(
            "organisation/search.html", text=text, units=found[:UNITS_FOUND], more=len(found) > UNITS_FOUND
        )
    units, following = _page(None)
    name = "organisation/more_units.html" if is_part() else "organisation/top.html"
    return render_template(name, units=units, following=following, unit=None, text="")


@organisation.get("/pick", endpoint="pick")
@requires("organisation.read")
def pick_units() -> Any:
    """For a form's picker: the units that what was typed finds, each with a box named as the form's field."""
    text = searched()
    units = roster.search(g.session, text, UNITS_PICKED, existing=True) if text else []
    several = request.args.get("several", "1") == "1"
    return render_template(
        "organisation/pick.html", units=units, text=text, name=request.args.get("name", "unit")[:60], several=several
    )


@organisation.get("/units/<public_id>", endpoint="unit")
@requires("organisation.read")
def show_unit(public_id: str) -> Any:
    """A unit: the way to it from the top, its posts with their holders, and the units below it."""
    unit = find_unit(public_id)
    units, following = _page(unit.id)
    if is_part():
        return render_template("organisation/more_units.html", unit=unit, units=units, following=following)
    return render_template(
        "organisation/unit.html",
        unit=unit,
        way=way_of(g.session, unit),
        above=roster.path(g.session, unit.id)[:-1],
        posts=roster.posts(g.session, unit.id, local_date(g.at)),
        units=units,
        following=following,
        text="",
    )


def find_unit(public_id: str) -> OrgUnit:
    """The unit at this address. Raises ``NotFound``."""
    unit = g.session.scalar(select(OrgUnit).where(OrgUnit.public_id == public_id))
    if unit is None:
        raise NotFound
    found: OrgUnit = unit
    return found


def _page(unit_id: int | None) -> tuple[list[roster.UnitRow], str | None]:
    """One page of the units below, and the code after which the next one begins (``None`` on the last)."""
    rows = roster.children(g.session, unit_id, request.args.get("after") or None, UNITS_PAGE + 1)
    return rows[:UNITS_PAGE], rows[UNITS_PAGE - 1].code if len(rows) > UNITS_PAGE else None
