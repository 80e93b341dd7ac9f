"""The tables of a dashboard, by unit and by group of tasks, as one file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext

from webapp.access import requires
from webapp.dashboard.board import Row
from webapp.dashboard.pages import counted_board, dashboard, find_scope
from webapp.exports.answering import KINDS, download
from webapp.exports.sheets import Cell, sheet
from webapp.language import own_name
from webapp.rates import rated
from webapp.shown import classes


@dashboard.get(f"/export.{KINDS}", endpoint="export")
@requires("figures.read")
@rated("exports")
def export_board(kind: str) -> Any:
    """How the tasks stand by unit and by group: for the country, or for the unit whose address is given."""
    unit, top = find_scope(request.args.get("unit", ""))
    board, resolution = counted_board(unit, top)
    columns = [(gettext("Table"), 22), (gettext("Unit or group of tasks"), 44), (gettext("All"), 10)]
    columns += [(gettext(one.words), 16) for one in classes.CLASSES]
    rows = [_told(gettext("The whole"), own_name(unit) if unit else gettext("The whole country"), board.whole)]
    rows += [_told(gettext("By unit"), _name_of(row), row) for row in board.units]
    rows += [_told(gettext("By group of tasks"), row.name or gettext("In no group"), row) for row in board.groups]
    of = [own_name(unit) if unit else gettext("The whole country"), resolution.code if resolution else ""]
    return download(kind, sheet("tong-hop", of, columns, iter(rows), board.counted_at))


def _name_of(row: Row) -> str:
    if row.itself:
        return gettext("%(unit)s itself", unit=row.name)
    return row.name or gettext("Not yet led by one unit")


def _told(table: str, name: str, row: Row) -> Sequence[Cell]:
    return (table, name, row.total.number, *(cell.number for cell in row.cells))
