"""A unit's people with the work of each: how much, how it stands, and how heavy it is beside that of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.shown import names
from workflows.calendar import local_date
from workflows.errors import N_
from workflows.organisation import roster
from workflows.organisation.models import Appointment, OrgUnit, Person, Position, in_force
from workflows.organisation.standing import Standing
from workflows.work import desk
from workflows.work.desk import Sums
from workflows.work.narrowing import Bounds

LOADS: Mapping[str, str] = {
    "none": N_("no work"),
    "light": N_("light"),
    "usual": N_("as usual in the unit"),
    "heavy": N_("heavy"),
}
LIGHT, HEAVY, FEW = 0.5, 1.5, 5
"""Below and above these shares of what a person of the unit has on average, a load is light or heavy; a few steps are never heavy."""


@dataclass(frozen=True, slots=True)
class Line:
    """The work of one person, or of a post that nobody holds (``vacant``). ``here``: the person holds a post of the unit itself.

    ``who`` is how the list's address names them; ``share`` the length of the bar, in hundredths of the longest.
    """

    who: str
    name: str
    vacant: names.Named | None
    here: bool
    sums: Sums
    confirming: int = 0
    load: str = "none"
    share: int = 0


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody who has work of the unit or could have it, what nobody holds, and the whole."""

    lines: tuple[Line, ...]
    free: Sums
    whole: Sums
    confirming: int

    @property
    def here(self) -> tuple[Line, ...]:
        """Those to whom work of the unit can be given."""
        return tuple(line for line in self.lines if line.here)


def team_of(session: Session, unit: OrgUnit, standing: Standing, bounds: Bounds) -> Team:
    """Count a unit's open work person by person; the same number of statements whatever there is."""
    held = desk.by_holder(session, unit.id, standing, bounds)
    made = desk.by_maker(session, unit.id, standing)
    own = roster.people_of_unit(session, unit.id, local_date(bounds.at))
    behind = _behind(session, [key for key in held if isinstance(key, str)], bounds.at)
    sums: dict[int, Sums] = {person.id: Sums() for person in own}
    vacant: dict[str, Sums] = {}
    for key, counted in held.items():
        if isinstance(key, str) and not behind[key]:
            vacant[key] = counted
        for person_id in behind[key] if isinstance(key, str) else [key]:
            if person_id is not None:
                sums[person_id] = sums.get(person_id, Sums()).plus(counted)
    for person_id in made:
        sums.setdefault(person_id, Sums())
    people = {person.id: person for person in own}
    missing = set(sums) - set(people)
    if missing:
        people |= {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(missing)))}
    here = {person.id for person in own}
    lines = [
        Line(person.public_id, person.full_name, None, person_id in here, sums[person_id], made.get(person_id, 0))
        for person_id, person in sorted(people.items(), key=lambda pair: (pair[0] not in here, pair[1].folded))
    ]
    lines += _vacant(session, vacant)
    whole = Sums()
    for counted in held.values():
        whole = whole.plus(counted)
    return Team(_weighed(lines), held.get(None, Sums()), whole, sum(made.values()))


def _behind(session: Session, keys: Iterable[str], at: datetime) -> dict[str, list[int]]:
    """Whoever stands behind each key of a post or a person."""
    found: dict[str, list[int]] = {key: [] for key in keys}
    posts = [int(key.partition(":")[2]) for key in found if key.startswith("position:")]
    for key in found:
        if key.startswith("person:"):
            found[key] = [int(key.partition(":")[2])]
    if posts:
        held = select(Appointment.position_id, Appointment.person_id).where(
            Appointment.position_id.in_(posts), in_force(Appointment, local_date(at))
        )
        for position_id, person_id in session.execute(held.distinct()):
            found[f"position:{position_id}"].append(person_id)
    return found


def _vacant(session: Session, sums: Mapping[str, Sums]) -> list[Line]:
    """The posts that nobody holds, and the work that waits for them."""
    if not sums:
        return []
    called = names.performers(session, sums)
    ids = [int(key.partition(":")[2]) for key in sums]
    posts = {f"position:{post.id}": post for post in session.scalars(select(Position).where(Position.id.in_(ids)))}
    return [Line(posts[key].public_id, "", called[key], False, counted) for key, counted in sums.items()]


def _weighed(lines: list[Line]) -> tuple[Line, ...]:
    """Say of each how heavy the work is beside that of the unit's other people."""
    here = [line.sums.open for line in lines if line.here]
    usual = sum(here) / len(here) if here else 0
    longest = max((line.sums.open for line in lines), default=0) or 1

    def word(number: int) -> str:
        if not number:
            return "none"
        if number > max(usual * HEAVY, FEW):
            return "heavy"
        return "light" if number < usual * LIGHT else "usual"

    return tuple(
        replace(line, load=word(line.sums.open), share=round(100 * line.sums.open / longest)) for line in lines
    )
