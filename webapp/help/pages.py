"""The page of help: one's own roles first, the others behind them, then the terms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template

from webapp.access import requires
from webapp.help.guides import own_first
from webapp.help.terms import TERMS

guidance = Blueprint("help", __name__, url_prefix="/help")


@guidance.get("", endpoint="top")
@requires("home.read")
def show_help() -> Any:
    """How a day goes for whoever reads this, and what the words mean."""
    own, others = own_first(g.standing)
    return render_template("help/top.html", own=own, others=others, terms=TERMS)
