"""How a definition is worded: choices by their words, numbers as the reader writes them, versions with what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from babel.numbers import format_decimal
from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp.language import current
from webapp.shown import names
from workflows.errors import N_
from workflows.indicators.definition import Definition, said_in, said_of
from workflows.indicators.fields import CHOICES, FIELDS
from workflows.indicators.models import IndicatorDefinition

STATES = {"registered": N_("Registered"), "opened": N_("Open for reporting"), "closed": N_("Closed")}
TONES = {"registered": "neutral", "opened": "on_time", "closed": "done"}
NOT_KEPT = N_("Expected a keeper of the plan, but you were not granted that role here.")
VALUES = {"1": N_("Yes"), "0": N_("No")}


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that a version says otherwise than the one before."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version as the page tells it: who, when, why, and what it changed."""

    number: int
    from_period: str
    who: str
    at: datetime
    reason: str
    changes: tuple[Changed, ...]


def number(value: Decimal, kind: str = "") -> str:
    """A number as the reader's language writes it; of a yes-or-no indicator the word."""
    if kind == "yes_no":
        return gettext(VALUES[str(int(value))])
    return format_decimal(value, locale=current(), decimal_quantization=False)


def said(name: str, text: str) -> str:
    """A field's text for a reader."""
    return gettext(CHOICES[name][text]) if name in CHOICES and text else text


def shown(definition: Definition) -> dict[str, str]:
    """Every field of a definition for a reader."""
    return {name: said(name, text) for name, text in said_of(definition).items()}


def versions_of(session: Session, versions: Sequence[IndicatorDefinition]) -> list[Version]:
    """The versions, the newest first, each with what it says otherwise than the one before it."""
    people = names.people(session, [_person(version.defined_by) for version in versions])
    found = []
    for version, before in zip(versions, [*versions[1:], None], strict=True):
        now, then = said_in(version.content), said_in(before.content) if before else None
        changes = [
            Changed(gettext(FIELDS[name][1]), said(name, then[name]), said(name, now[name]))
            for name in now
            if then is not None and then[name] != now[name]
        ]
        found.append(
            Version(
                version.number,
                version.from_period,
                who(version.defined_by, people),
                version.defined_at,
                version.reason,
                tuple(changes),
            )
        )
    return found


def _person(key: str) -> int | None:
    kind, _, number = key.partition(":")
    return int(number) if kind == "person" and number.isdigit() else None


def who(key: str, people: dict[int, str]) -> str:
    """Who acted, by the name of a person or in words."""
    found = _person(key)
    if found is not None:
        return people.get(found, "–")
    return gettext("the system, by the clock") if key == "clock" else gettext("the operator of the system")


def record_of(session: Session, key: str) -> str:
    """Who made one record."""
    return who(key, names.people(session, [_person(key)]))
