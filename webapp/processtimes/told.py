"""A case as both kinds of log tell it: its title and steps in the reader's language, people under the names that may go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.language import own_name
from webapp.processtimes.pseudonyms import Pseudonyms
from webapp.shown import names
from webapp.shown.names import Named
from workflows.processtimes.log import Event, LoggedCase


@dataclass(frozen=True, slots=True)
class Told:
    """``events`` are facts with the activity that they belong to and who did it; ``units`` the codes by role."""

    case: LoggedCase
    title: str
    units: Mapping[str, Sequence[str]]
    events: Sequence[tuple[Event, str, str]]


def told_cases(session: Session, cases: Sequence[LoggedCase], called: Pseudonyms, *, named: bool) -> list[Told]:
    """Put cases into words; real names are looked up only where they may go out, in one query."""
    actors = {event.actor for case in cases for event in case.events} if named else set()
    numbers = [int(actor.partition(":")[2]) for actor in actors if actor.startswith("person:")]
    people = names.people(session, numbers)
    return [
        Told(
            case,
            own_name(case.row, "title"),
            _by_role(case),
            [(event, _activity(event), called.of(event.actor, people)) for event in case.events],
        )
        for case in cases
    ]


def _activity(event: Event) -> str:
    """The step's name for what is about a step; for anything else the fact, which needs no translation."""
    return own_name(Named(event.step_vi, event.step_en)) or event.element or event.fact


def _by_role(case: LoggedCase) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, role in case.units:
        found.setdefault(role, []).append(code)
    return found
