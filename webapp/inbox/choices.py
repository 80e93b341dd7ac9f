"""What the filters of the inbox offer, the chips that take one away again, and the headings of a grouped list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import g
from flask_babel import gettext
from sqlalchemy import select

from webapp.inbox.asked import Asked
from webapp.language import own_name
from webapp.shown import names
from webapp.times import exact_day
from workflows.calendar import local_date
from workflows.errors import N_
from workflows.limits import CHILDREN_PAGE
from workflows.organisation.models import OrgUnit
from workflows.resolutions.models import Resolution
from workflows.work import inbox as waiting
from workflows.work.item import Item
from workflows.work.narrowing import stands_at

DUE_WORDS: Mapping[str, str] = {
    "late": N_("late"),
    "soon": N_("due soon"),
    "week": N_("due this week"),
    "without": N_("without a due date"),
}
PRIORITY_WORDS: Mapping[str, str] = {"urgent": N_("urgent"), "ordinary": N_("ordinary")}
ORDERS: tuple[tuple[str, str], ...] = (
    ("", N_("due date, the most urgent first")),
    ("-priority,due", N_("priority, then due date")),
    ("-opened", N_("opened lately first")),
    ("opened", N_("waiting longest first")),
    ("code", N_("code of the task")),
)
GROUPINGS: tuple[tuple[str, str], ...] = (
    ("", N_("not grouped")),
    ("unit", N_("by unit")),
    ("step", N_("by step")),
    ("week", N_("by week of the due date")),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the selects of the filters offer, as (value, words)."""

    units: list[tuple[str, str]]
    steps: list[tuple[str, str]]
    resolutions: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in words, and the address of the list without it."""

    words: str
    without: str


def choice_of(asked: Asked) -> Choice:
    """What there is among what waits for the person; what is chosen now is always among it."""
    return offered_by(asked, waiting.kinds(g.session, g.standing))


def offered_by(asked: Asked, kinds: Sequence[Any]) -> Choice:
    """The same for a list that has steps of these units and elements."""
    units = names.units(g.session, {kind.unit_id for kind in kinds})
    offered = {unit.public_id: own_name(unit) for unit in units.values()}
    if asked.unit:
        offered.setdefault(asked.unit.public_id, own_name(asked.unit))
    steps = {kind.element: own_name(kind) for kind in kinds}
    if "step" in asked.words:
        steps.setdefault(asked.words["step"], asked.words["step"])
    codes = select(Resolution.public_id, Resolution.code).order_by(Resolution.code).limit(CHILDREN_PAGE)
    return Choice(
        sorted(offered.items(), key=lambda pair: pair[1]),
        sorted(steps.items(), key=lambda pair: pair[1]),
        [(public_id, code) for public_id, code in g.session.execute(codes)],
    )


def chips_of(listed: Any, choice: Choice) -> list[Chip]:
    """The filters in use. A list of another area (``webapp.desk.asked``) says its own filters with ``said``."""
    asked = listed if isinstance(listed, Asked) else listed.asked
    steps = dict(choice.steps)
    said = {
        "q": lambda word: f"“{word}”",
        "unit": lambda _word: own_name(asked.unit),
        "resolution": lambda _word: asked.resolution.code if asked.resolution else "",
        "step": lambda word: steps.get(word, word),
        "priority": lambda word: gettext(PRIORITY_WORDS[word]),
        "due": lambda word: gettext(DUE_WORDS[word]),
    }
    return [
        Chip(said[name](word) if name in said else listed.said(name, word), listed.address(**{name: None}))
        for name, word in listed.filters.items()
    ]


def heading_of(item: Item, unit: OrgUnit | None, group: str) -> str:
    """Under which heading a step stands in a grouped list; nothing in one that is not grouped."""
    if group == "unit":
        return own_name(unit) if unit else gettext("No unit")
    if group == "step":
        return own_name(item)
    if group != "week":
        return ""
    stands = stands_at(item)
    if stands is None:
        return gettext("No due date")
    if stands < g.at:
        return gettext("Late")
    day = local_date(stands)
    return gettext("Week of %(day)s", day=exact_day(day - timedelta(days=day.weekday())))
