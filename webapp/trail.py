"""The trail of a page: the ledger's facts of one stream in sentences, newest first, with names instead of keys."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.language import own_name
from webapp.messages import word_for, words_of
from webapp.resolutions import words
from webapp.shown.incidents import sentences_for
from webapp.shown.sketch import nodes_of, own_words
from webapp.times import exact_day, exact_moment
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry, LedgerNote
from workflows.organisation.models import CandidateGroup, OrgUnit, Person, Position

PERSONS, UNITS, POSITIONS = ("person", "officer"), ("unit", "parent", "into"), ("position", "superior")
LEADS = ("lead_unit", "before_lead")
FIELDS, CALLED = ("field", "fields"), {**words.FIELDS, **words.OF_DOCUMENTS}
MOMENTS, DAYS = ("due_at", "before", "saved_at"), ("due_on", "from_on", "until_on", "day")
QUIET = frozenset({"draft.saved", "work_item.completed", "comment.mentioned"})  # said better by the fact beside them
STEPS = ("element", "target")
OF_STEPS = frozenset({"case.moved", "case.repeated", "case.step_skipped", "case.place_closed"})  # others keep the id
TROUBLES = frozenset(
    {"incident.raised", "incident.parked"}
)  # their words are the system's, said in the reader's language
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail: what happened, who did it, when, and their own words, if any."""

    seq: int
    kind: str
    words: str
    who: str
    at: datetime
    note: str | None


def trail(
    session: Session,
    stream: str,
    *,
    before: int | None = None,
    limit: int = LONGEST,
    quiet: Iterable[str] = QUIET,
    about: str | None = None,
    naming: Sequence[tuple[str, int]] = (),
) -> list[Entry]:
    """The newest entries of ``stream`` below the number ``before``, without the kinds that only repeat others.

    ``about`` keeps those that name one thing (an incident of a case) among their values, ``naming`` those in which one of these
    values has this number.
    """
    query = (
        select(LedgerEntry, LedgerNote.words)
        .outerjoin(LedgerNote, LedgerNote.entry_id == LedgerEntry.id)
        .where(LedgerEntry.stream == stream, LedgerEntry.kind.not_in(quiet))
        .order_by(LedgerEntry.seq.desc())
        .limit(limit)
    )
    if about is not None:
        query = query.where(LedgerEntry.data.contains(f'"{about}"', autoescape=True))
    if naming:  # the values are kept with sorted keys and no spaces
        ends = [f'"{name}":{number}{end}' for name, number in naming for end in ",}"]
        query = query.where(or_(*(LedgerEntry.data.contains(end, autoescape=True) for end in ends)))
    rows = list(session.execute(query.where(LedgerEntry.seq < before) if before else query))
    facts = [json.loads(entry.data) for entry, _ in rows]
    names = _names(session, facts, [entry.actor for entry, _ in rows])
    if any(entry.kind in OF_STEPS for entry, _ in rows):
        names.of["step"].update(_steps(session, stream))
    raised = {data["incident"] for (entry, _), data in zip(rows, facts, strict=True) if entry.kind in TROUBLES}
    troubles = sentences_for(session, raised)
    return [
        Entry(
            entry.seq,
            entry.kind,
            words_of(entry.kind, _said(data, names)),
            names.actor(entry.actor),
            entry.happened_at,
            _in_own_words(note, troubles) if entry.kind in TROUBLES else note,
        )
        for (entry, note), data in zip(rows, facts, strict=True)
    ]


def _in_own_words(note: str | None, troubles: Mapping[str, str]) -> str | None:
    """A sentence of the system's as it was recorded, in the reader's language where the catalogue has it."""
    return note and (troubles.get(note) or gettext(note))


class Names:
    """What keys are called, looked up once for all lines."""

    def __init__(self) -> None:
        self.of: dict[str, dict[Any, str]] = defaultdict(dict)

    def get(self, kind: str, key: Any) -> str:
        """The name, or a dash for what is no longer there."""
        return self.of[kind].get(key, "–")

    def performer(self, key: str) -> str:
        """Who a candidate key (``group:2``) stands for."""
        kind, _, number = key.partition(":")
        return self.get(kind, int(number)) if number.isdigit() else key

    def actor(self, key: str) -> str:
        """Who did it."""
        if key == "clock":
            return gettext("the system, by the clock")
        return gettext("the operator of the system") if key == "operator" else self.performer(key)


def _names(session: Session, facts: list[dict[str, Any]], actors: list[str]) -> Names:
    """Every name that the lines need, one query for each kind of thing."""
    wanted: dict[str, set[Any]] = defaultdict(set)
    keys = list(actors)
    for data in facts:
        for name, value in data.items():
            if value is None:
                continue
            if name in PERSONS:
                wanted["person"].add(value)
            elif name in UNITS:
                wanted["unit"].add(value)
            elif name in POSITIONS:
                wanted["position"].add(value)
            elif name in ("group", "item"):
                wanted[name].add(value)
            elif name in LEADS:
                wanted["code"] |= set(str(value).split("; "))
            elif name in ("performer", "to"):
                keys.append(str(value))
    for key in keys:
        kind, _, number = key.partition(":")
        if number.isdigit():
            wanted[kind].add(int(number))
    return _looked_up(session, wanted)


def _looked_up(session: Session, wanted: Mapping[str, set[Any]]) -> Names:
    names = Names()
    sources: tuple[tuple[str, Any, Any, str], ...] = (
        ("person", Person, Person.id, "full_name"),
        ("unit", OrgUnit, OrgUnit.id, "name"),
        ("code", OrgUnit, OrgUnit.code, "name"),
        ("group", CandidateGroup, CandidateGroup.id, "name"),
        ("item", WorkItem, WorkItem.public_id, "name"),
    )
    for kind, model, column, word in sources:
        if wanted.get(kind):
            for thing in session.scalars(select(model).where(column.in_(wanted[kind]))):
                names.of[kind][getattr(thing, column.key)] = (
                    thing.full_name if word == "full_name" else own_name(thing, word)
                )
    if wanted.get("position"):
        held = (
            select(Position, OrgUnit)
            .join(OrgUnit, OrgUnit.id == Position.unit_id)
            .where(Position.id.in_(wanted["position"]))
        )
        for position, unit in session.execute(held):
            names.of["position"][position.id] = f"{own_name(position, 'title')}, {own_name(unit)}"
    return names


def _steps(session: Session, stream: str) -> dict[str, str]:
    """What the elements of a case's drawing are called."""
    query = select(ProcessInstance).where(ProcessInstance.public_id == stream.removeprefix("case:"))
    case = session.scalars(query).first()
    return {} if case is None else {key: own_words(node) or key for key, node in nodes_of(session, case).items()}


def _said(data: Mapping[str, Any], names: Names) -> dict[str, Any]:
    return {name: None if value is None else _in_words(name, value, names) for name, value in data.items()}


def _in_words(name: str, value: Any, names: Names) -> str:
    if name in PERSONS:
        return names.get("person", value)
    if name in UNITS:
        return names.get("unit", value)
    if name in POSITIONS:
        return names.get("position", value)
    if name in ("group", "item"):
        return names.get(name, value)
    if name in LEADS:
        return "; ".join(names.get("code", code) for code in str(value).split("; "))
    if name in ("performer", "to"):
        return names.performer(str(value))
    if name in STEPS:
        return names.of["step"].get(str(value), str(value))
    if name in MOMENTS and isinstance(value, str):
        return exact_moment(datetime.fromisoformat(value))
    if name in DAYS:
        return exact_day(date.fromisoformat(str(value)))
    if name in FIELDS:
        return ", ".join(gettext(CALLED.get(one, one)) for one in (value if isinstance(value, list) else [value]))
    return ", ".join(map(str, value)) if isinstance(value, list) else word_for(value)
