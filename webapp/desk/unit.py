"""What a unit's desk shows: who has how much, what nobody holds, what comes back, what is late and why, and the units below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, render_template
from sqlalchemy import select

from webapp.desk.asked import NOBODY, STATE_WORDS, moments
from webapp.desk.door import led_units
from webapp.desk.listing import Row, rows_of
from webapp.desk.people import LOADS, team_of
from webapp.desk.reasons import reasons_of
from workflows.errors import Refusal
from workflows.organisation import roster
from workflows.organisation.models import OrgUnit
from workflows.work import desk as work
from workflows.work import raised
from workflows.work.authority import leads_unit
from workflows.work.desk import Sums, Which
from workflows.work.narrowing import Bounds, Narrowed

FEW = 10
"""So many of what comes back, and of what is late, stand on the desk itself; the rest is behind the number."""


@dataclass(frozen=True, slots=True)
class Below:
    """A unit directly below, with the work of everything below it."""

    unit: OrgUnit
    sums: Sums


@dataclass(frozen=True, slots=True)
class Back:
    """What comes back in one way: how many, and the first few."""

    state: work.State
    words: str
    number: int
    rows: list[Row]


def unit_page(unit: OrgUnit, said: Mapping[str, Any] | None = None, refusal: Refusal | None = None) -> str:
    """A unit's desk; after a refusal with the person and the note that were chosen for giving steps out."""
    until = moments()
    team = team_of(g.session, unit, g.standing, until)
    free = work.steps(g.session, Which(unit.id, free=True), g.standing, until)
    late = work.steps(g.session, Which(unit.id), g.standing, until, narrowed=Narrowed(due="late"), limit=FEW)
    declined = work.count_up_to(g.session, Which(unit.id, state="declined"), g.standing, until)
    return render_template(
        "desk/unit.html",
        unit=unit,
        above=[one for one in roster.path(g.session, unit.id)[:-1] if leads_unit(g.session, one.id, g.standing)],
        also=[one for one in led_units() if one.id != unit.id],
        team=team,
        loads=LOADS,
        nobody=NOBODY,
        free=rows_of(free.items),
        more_free=free.after is not None,
        back=_back(unit, until, {"confirming": team.confirming, "returned": team.whole.returned, "declined": declined}),
        late=reasons_of(g.session, late.items),
        below=_below(unit, until),
        raised=raised.number_waiting(g.session, g.standing, g.at),
        said=said or {},
        refusal=refusal,
    )


def _back(unit: OrgUnit, until: Bounds, numbers: dict[work.State, int]) -> list[Back]:
    """What comes back; only the ways in which something does are looked at."""
    found = []
    for state, number in numbers.items():
        if number:
            page = work.steps(g.session, Which(unit.id, state=state), g.standing, until, limit=FEW)
            found.append(Back(state, STATE_WORDS[state], number, rows_of(page.items)))
    return found


def _below(unit: OrgUnit, until: Bounds) -> list[Below]:
    """The units below with open work, those with the most late first."""
    sums = work.below(g.session, unit.id, until)
    units = g.session.scalars(select(OrgUnit).where(OrgUnit.id.in_(sums))) if sums else ()
    rows = [Below(one, sums[one.id]) for one in units]
    return sorted(rows, key=lambda row: (-row.sums.late, -row.sums.open, row.unit.id))
