"""The blueprint of these pages and what its routes share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, g
from flask_babel import gettext

from webapp.designer import listing
from webapp.designer.listing import Process
from webapp.language import own_name
from webapp.shown.names import Named
from webapp.times import exact_moment
from workflows.errors import N_, NotFound, Refusal
from workflows.migration.places import Place
from workflows.migration.remarks import Remark

migrations = Blueprint("migrations", __name__, url_prefix="/designer/<key>/migrations")
TOLD_ON_THE_PAGE = (409, 422, 429)
STATES: Mapping[str, tuple[str, str]] = {
    "tried": ("neutral", N_("not proposed yet")),
    "proposed": ("soon", N_("waits for a decision")),
    "running": ("on_time", N_("cases are going over")),
    "held": ("late", N_("only cases are left that cannot go over")),
    "paused": ("soon", N_("paused")),
    "done": ("done", N_("done")),
    "stopped": ("neutral", N_("stopped")),
    "returned": ("neutral", N_("returned")),
    "withdrawn": ("neutral", N_("withdrawn")),
}
VERDICTS: Mapping[str, tuple[str, str]] = {
    "same": ("on_time", N_("goes over as it is")),
    "changed": ("soon", N_("goes over with a change")),
    "blocked": ("late", N_("cannot go over")),
    "moved": ("done", N_("went over")),
}


def asked_process(key: str) -> Process:
    """The process of the address, if anything is known of it; raises ``NotFound``."""
    if key not in listing.known_keys(g.session, key):
        raise NotFound
    (process,) = listing.processes_of(g.session, [key], g.actor.person_id)
    return process


def said(remark: Remark) -> str:
    """A remark in the reader's language."""
    return gettext(remark.text, **{name: _in_words(name, value) for name, value in remark.params.items()})


def called(place: Place) -> str:
    """What a place is called in the reader's language, or its id where it has no name."""
    return own_name(Named(place.name, place.name_en)) or place.id


def refused(act: Callable[[], Any], shown: Callable[[Refusal], str]) -> Any:
    """Do it; what the page can show of a refusal comes back on it, with nothing kept of what was begun."""
    try:
        return act()
    except Refusal as refusal:
        if refusal.status not in TOLD_ON_THE_PAGE:
            raise
        g.session.rollback()
        return shown(refusal), refusal.status


def _in_words(name: str, value: Any) -> str:
    if name == "moment":
        return exact_moment(datetime.fromisoformat(value))
    if isinstance(value, list) and value and isinstance(value[0], list):
        return ", ".join(own_name(Named(*pair)) for pair in value)
    return own_name(Named(*value)) if isinstance(value, list) else str(value)
