"""Places in a kept text, filled from the task that it is put to: a fixed list, looked up by name, nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from flask import g
from flask_babel import gettext

from webapp.language import own_name
from webapp.shown import names
from webapp.times import exact_day
from workflows.calendar import local_date
from workflows.errors import N_, Refusal
from workflows.instances.models import ProcessInstance
from workflows.work.item import Item

PLACES = ("code", "title", "unit", "due", "today")
PLACE = re.compile(r"\{([^{}\s]*)\}")
UNKNOWN = N_("Expected only {code}, {title}, {unit}, {due} and {today} between braces, but there is {%(name)s}.")


def fault_in(words: str) -> Refusal | None:
    """A place that nobody fills would stand in an answer as it is."""
    unknown = next((name for name in PLACE.findall(words) if name not in PLACES), None)
    return None if unknown is None else Refusal(UNKNOWN, name=unknown[:40])


def filled(words: str, places: Mapping[str, str]) -> str:
    """``words`` with every known place filled, in one go: what is put in is not looked at again."""
    return PLACE.sub(lambda found: places.get(found[1], found[0]), words)


def places_of(about: Item | ProcessInstance) -> dict[str, str]:
    """What a step or a case puts into the places, in the reader's language."""
    if isinstance(about, Item):
        unit_id, due_at = about.unit_id, about.due_at
    else:
        leads = names.units_of_case(g.session, about.id).get("lead", [])
        unit_id, due_at = (leads[0].id if leads else None), about.due_at
    unit = names.units(g.session, [unit_id]).get(unit_id or 0)
    return {
        "code": about.business_key,
        "title": own_name(about, "title"),
        "unit": own_name(unit) if unit else gettext("no unit yet"),
        "due": _day(due_at) or gettext("no due date"),
        "today": _day(g.at),
    }


def _day(at: datetime | None) -> str:
    return exact_day(local_date(at)) if at else ""
