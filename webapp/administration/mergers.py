"""Merging units into one: a look at everything that would go over, the decision, and taking it back before its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy import select

from webapp.administration.acts import KINDS, Act, Thing, unit_of_id
from webapp.administration.door import demand, find
from webapp.administration.fields import Field
from webapp.administration.units import ACTS, NO_UNIT, REASON
from webapp.messages import VALUES
from webapp.shown import names
from workflows.calendar import local_date
from workflows.errors import N_, Invalid, Refusal
from workflows.organisation import roster
from workflows.organisation.models import Grant, OrgUnit, Person, in_force
from workflows.organisation.roster import Post
from workflows.reorganising import merging
from workflows.reorganising.burdens import Burdens, burdens_of
from workflows.reorganising.models import UnitMerger

MOST = 20  # units in one decision; each is looked at with a dozen queries


@dataclass(frozen=True, slots=True)
class Goes:
    """What would go over with one unit, who holds its posts, whose roles are at stake, and why it may not, if so."""

    unit: OrgUnit
    burdens: Burdens
    posts: Sequence[Post]
    grants: Sequence[tuple[str, str]]
    refusal: Refusal | None


def _sources(codes: Sequence[str]) -> list[OrgUnit]:
    """The units that were ticked, each administered by the person. Raises ``Invalid`` at the field."""
    known = names.units_by_code(g.session, codes)
    for code in codes:
        if code not in known:
            raise Invalid(NO_UNIT, {"units": Refusal(NO_UNIT, code=code)}, code=code)
    if len(codes) > MOST:
        sentence = N_("Expected at most %(most)s units at once, but there are %(count)s.")
        raise Invalid(sentence, {"units": Refusal(sentence, most=MOST, count=len(codes))}, most=MOST, count=len(codes))
    for unit in known.values():
        demand(unit.id)
    return [known[code] for code in codes]


def _look(into: OrgUnit, said: Mapping[str, Any]) -> dict[str, Any]:
    goes = [_goes(unit, into) for unit in _sources(said["units"])]
    head = next((post for post in roster.posts(g.session, into.id, local_date(g.at)) if post.rank == "head"), None)
    return {"goes": goes, "head": head, "into": into}


def _goes(unit: OrgUnit, into: OrgUnit) -> Goes:
    today = local_date(g.at)
    roles = select(Person.full_name, Grant.role).join(Grant, Grant.person_id == Person.id)
    held = g.session.execute(roles.where(Grant.unit_id == unit.id, in_force(Grant, today)).order_by(Grant.id))
    return Goes(
        unit,
        burdens_of(g.session, unit.id, today),
        roster.posts(g.session, unit.id, today),
        [(name, VALUES[role]) for name, role in held],
        merging.may_merge(g.session, unit, into),
    )


def _decide(into: OrgUnit, said: Mapping[str, Any], _seen: str) -> None:
    days = {"from_on": said["from_on"], "keeps_grants": said["keeps_grants"], "reason": said["reason"]}
    merging.decide_merger(g.session, _sources(said["units"]), into, **days, actor=g.actor, at=g.at)


def _withdraw(merger: UnitMerger, said: Mapping[str, Any], _seen: str) -> None:
    merging.withdraw_merger(g.session, merger, reason=said["reason"], actor=g.actor, at=g.at)


ACTS["merger"] = Act(
    N_("Merge units into this one"),
    N_(
        "From that day on the posts with whoever holds them, the groups, the units below, the tasks and every open step are this unit's. "
        "Heads become deputies here. The old units are closed, hang below this one, and their pages say where they went."
    ),
    N_("Decide the merger"),
    N_("The merger is decided. The clock carries it out from its day on, case by case."),
    lambda into: (
        Field("units", N_("Units that go into it"), "units"),
        Field("from_on", N_("From"), "date", hint=N_("Today: it begins at once.")),
        Field(
            "keeps_grants",
            N_("Roles granted on the old units hold on this one, too (your own do not)"),
            "check",
            required=False,
        ),
        REASON,
    ),
    _decide,
    lambda into: {"from_on": local_date(g.at).isoformat()},
    danger=True,
    shows=_look,
    template="administration/merger.html",
    looks_first=True,
)
KINDS["mergers"] = Thing(
    lambda public_id: find(UnitMerger, public_id),
    lambda merger: unit_of_id(g.session, merger.unit_id),
    lambda merger: str(unit_of_id(g.session, merger.unit_id).code),
    {
        "withdrawal": Act(
            N_("Take the merger back"),
            N_("Nothing has gone over yet; everything stays as it is."),
            N_("Take it back"),
            N_("The merger is taken back."),
            lambda merger: (REASON,),
            _withdraw,
            danger=True,
        )
    },
)
