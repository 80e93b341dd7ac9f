"""What the page of times is asked for by its address: a period, a unit with those below it, a kind of task, and what is coloured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import g
from flask_babel import gettext

from webapp.language import own_name
from webapp.processtimes.door import Shown
from webapp.resolutions.words import KINDS
from workflows.calendar import VIETNAM, local_date
from workflows.errors import N_
from workflows.limits import EARLIEST_YEAR, LATEST_YEAR, TIMES_DAYS
from workflows.organisation import hierarchy, roster
from workflows.organisation.models import OrgUnit
from workflows.processtimes.asked import Asked

DAYS = 90
BELOW = 100
NAMES = ("version", "drawing", "from", "to", "unit", "kind", "show")
SHOWS: Mapping[str, str] = {"time": N_("How long"), "frequency": N_("How often"), "returns": N_("How many returned")}
NO_DAY = N_(
    "Expected two days of the calendar in their order, at most a year apart; shown are the last %(days)s days instead."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter as it was understood; ``refused`` says what of it was not."""

    asked: Asked
    first: date
    last: date
    unit: OrgUnit | None
    show: str
    words: dict[str, str]
    refused: str

    def address(self, **other: object) -> dict[str, str]:
        """The words of the address with some of them replaced."""
        return {**self.words, **{name: str(value) for name, value in other.items()}}


def wanted_of(shown: Shown, said: Mapping[str, str]) -> Wanted:
    """Read the filter. Raises ``NotFound`` for a unit that does not exist."""
    words = {name: said[name][:100] for name in NAMES if said.get(name)}
    unit = hierarchy.find_unit(g.session, words["unit"]) if "unit" in words else None
    begin, end, refused = period_of(words, g.at)
    kind = words.get("kind", "") if words.get("kind") in KINDS else ""
    show = words.get("show", "time")
    asked = Asked(shown.key, begin, end, shown.number, unit.id if unit else None, kind)
    first, last = local_date(begin), local_date(end - timedelta(1))
    return Wanted(asked, first, last, unit, show if show in SHOWS else "time", words, refused)


def kind_options() -> list[tuple[str, str]]:
    """The kinds of tasks to choose from."""
    return [("", gettext("all kinds")), *((kind, gettext(words)) for kind, words in KINDS.items())]


def unit_options(unit: OrgUnit | None) -> list[tuple[str, str]]:
    """The way up from the unit that is chosen, itself, and the units right below it: one goes up and down step by step."""
    above = roster.path(g.session, unit.id) if unit else []
    below = roster.children(g.session, unit.id if unit else None, None, BELOW)
    return [
        ("", gettext("all units")),
        *((one.code, own_name(one)) for one in above),
        *((one.code, f"– {own_name(one)}") for one in below),
    ]


def period_of(said: Mapping[str, str], at: datetime) -> tuple[datetime, datetime, str]:
    """When the period begins and ends that an address names, and what was wrong with it."""
    first, last, refused = _period(said.get("from", ""), said.get("to", ""), local_date(at))
    return _begin(first), _begin(last + timedelta(1)), refused


def _period(since: str, until: str, today: date) -> tuple[date, date, str]:
    """The two days, or the last ninety where they mean nothing."""
    usual = (today - timedelta(DAYS - 1), today)
    if not since and not until:
        return *usual, ""
    try:
        first = date.fromisoformat(since) if since else usual[0]
        last = date.fromisoformat(until) if until else today
        if timedelta(0) <= last - first < timedelta(TIMES_DAYS) and EARLIEST_YEAR <= first.year <= LATEST_YEAR:
            return first, last, ""
    except ValueError:
        pass
    return *usual, gettext(NO_DAY, days=DAYS)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)
