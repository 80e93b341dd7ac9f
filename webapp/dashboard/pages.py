"""How the tasks stand: for the country, and for a unit with everything below it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy import select

from webapp.access import requires
from webapp.dashboard.board import Board, board_of, is_within, scopes
from webapp.shown import classes
from workflows.errors import NotFound
from workflows.organisation import roster
from workflows.organisation.models import OrgUnit
from workflows.resolutions.details import find_resolution, find_resolutions
from workflows.resolutions.models import Resolution
from workflows.resolutions.progress import COMPLETED_LATE
from workflows.resolutions.wanted import TaskFilter
from workflows.work import inbox as waiting

dashboard = Blueprint("dashboard", __name__, url_prefix="/dashboard")


@dashboard.get("", endpoint="top")
@requires("figures.read")
def show_country() -> Any:
    """The country for whoever may see all of it; for others their own unit's page."""
    seen = scopes(g.session, g.standing)
    if not seen:
        raise NotFound
    if seen[0].parent_id is not None:
        return redirect(url_for("dashboard.unit", public_id=seen[0].public_id), 303)
    return _page(None, seen[0], seen)


@dashboard.get("/units/<public_id>", endpoint="unit")
@requires("figures.read")
def show_unit(public_id: str) -> Any:
    """A unit with everything below it. Raises ``NotFound`` for a unit outside what the person may see."""
    unit, top = find_scope(public_id)
    return _page(unit, top, scopes(g.session, g.standing))


def find_scope(public_id: str) -> tuple[OrgUnit | None, OrgUnit]:
    """The unit with this address and itself as the top; without an address the country, for whoever may see all of it.

    Raises ``NotFound`` for what lies outside of what the person may see.
    """
    if not public_id:
        seen = scopes(g.session, g.standing)
        if not seen:
            raise NotFound
        return (None, seen[0]) if seen[0].parent_id is None else (seen[0], seen[0])
    unit = g.session.scalar(select(OrgUnit).where(OrgUnit.public_id == public_id))
    if unit is None or not is_within(g.session, unit, g.standing):
        raise NotFound
    return unit, unit


def finding(board: Board) -> tuple[str, str]:
    """What the numbers say: a sentence on what is overdue and one on what is completed. They name no unit: which one is late is for
    the table to say."""
    whole, total = board.whole, board.whole.total.number
    if total == 0:
        return gettext("No task is counted here yet."), ""
    if whole.overdue:
        first = ngettext(
            "%(num)s of %(total)s tasks is overdue.",
            "%(num)s of %(total)s tasks are overdue.",
            whole.overdue,
            total=total,
        )
    else:
        first = ngettext("The one task is not overdue.", "None of the %(num)s tasks is overdue.", total)
    late = whole.of(COMPLETED_LATE)
    second = ngettext("%(num)s is completed", "%(num)s are completed", whole.completed)
    third = ngettext("%(num)s of them late", "%(num)s of them late", late)
    return first, f"{second}, {third}." if late else f"{second}."


def counted_board(unit: OrgUnit | None, top: OrgUnit) -> tuple[Board, Resolution | None]:
    """The numbers, for the resolution that is asked for or for all of them."""
    asked = request.args.get("resolution", "")
    resolution = find_resolution(g.session, asked) if asked else None
    wanted = TaskFilter(resolution_id=resolution.id if resolution else None)
    words = {"resolution": asked} if resolution else {}
    return board_of(g.session, unit, top, wanted, words, g.standing, classes.moment_of(g.at)), resolution


def _page(unit: OrgUnit | None, top: OrgUnit, seen: list[OrgUnit]) -> str:
    board, resolution = counted_board(unit, top)
    moment = classes.moment_of(g.at)
    mine = waiting.counts(g.session, g.standing, at=g.at, soon_until=moment.soon_before)
    within = (
        [upper for upper in roster.path(g.session, unit.id)[:-1] if is_within(g.session, upper, g.standing)]
        if unit
        else []
    )
    return render_template(
        "dashboard/board.html",
        board=board,
        unit=unit,
        top=top,
        seen=seen,
        above=within,
        classes=classes,
        finding=finding(board),
        resolutions=find_resolutions(g.session),
        resolution=resolution,
        mine=mine,
        kept={"resolution": resolution.public_id} if resolution else {},
    )
