"""The addresses of the desks: one's own first, and each unit's."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from webapp.access import requires
from webapp.desk import giving, handover, listing, supervising
from webapp.desk.door import asked_unit, desk, led_units
from webapp.desk.unit import unit_page
from workflows.errors import NotFound

PARTS = (giving, handover, listing, supervising)  # each adds its routes


@desk.get("", endpoint="top")
@requires("desk.read")
def show_top() -> Any:
    """The desk of the highest unit that the person leads."""
    led = led_units()
    if not led:
        raise NotFound
    return redirect(url_for("desk.unit", public_id=led[0].public_id), 303)


@desk.get("/units/<public_id>", endpoint="unit")
@requires("desk.read")
def show_unit(public_id: str) -> Any:
    """The desk of a unit."""
    return unit_page(asked_unit(public_id))
