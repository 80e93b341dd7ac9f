"""What the page of an intervention shows: places, timers, data and steps in words; and what an intervention would do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.modifying.asking import ANSWER, Asked, typed
from webapp.shown import names
from webapp.shown.names import Named
from webapp.shown.sketch import nodes_of, own_words
from webapp.trail import Entry, trail
from workflows.definitions import deploy
from workflows.definitions.anatomy import Node
from workflows.definitions.fields import Field
from workflows.engine.placing.place import Place, begins, places
from workflows.errors import N_, Refusal
from workflows.instances.models import ProcessInstance, ProcessTimer, WorkItem
from workflows.instances.spoilt import readable

OFFERED = frozenset(
    {
        "userTask",
        "manualTask",
        "callActivity",
        "subProcess",
        "serviceTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "intermediateCatchEvent",
        "endEvent",
    }
)
ELEMENTS = frozenset({"element", "target", "join", "host"})
WAITS = {
    "message": N_("waits for a message"),
    "timer": N_("waits for a moment"),
    "signal": N_("waits for a signal"),
    "activity": N_("with all that runs inside"),
    "repeated": N_("all of its places"),
    "join": N_("branches meet here"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A place where the case waits, in words; a seat can be skipped, but goes elsewhere only with the others."""

    key: str
    element: str
    words: str
    waits: str
    inside: tuple[str, ...]
    holder: str
    performer: Named | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that is set."""

    words: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Effect:
    """What an intervention does: its facts in words, oldest first, who loses which step, which timers come and go."""

    facts: list[Entry]
    lost: list[tuple[str, str]]
    timers_set: list[Timer]
    timers_cleared: list[Timer]
    ends: bool


def lines(session: Session, case: ProcessInstance) -> list[Line]:
    """Where the case waits, outer before inner; a case that has ended waits nowhere."""
    if case.ended_at is not None:
        return []
    nodes = nodes_of(session, case)
    found = places(deploy.drawing_of(session, case.definition_version_id), case.state)
    items = {
        row.ref: row
        for row in session.scalars(
            select(WorkItem).where(WorkItem.instance_id == case.id, WorkItem.closed_at.is_(None))
        )
    }
    people = names.people(session, [row.assignee_id for row in items.values()])
    meant = names.performers(session, [row.candidate_key for row in items.values()])
    return [_line(one, nodes, items, people, meant) for one in found]


def _line(
    place: Place,
    nodes: Mapping[str, Node],
    items: Mapping[str, WorkItem],
    people: Mapping[int, str],
    meant: Mapping[str, Named],
) -> Line:
    item = items.get(place.ref or "") if place.kind == "item" else None
    words = called(nodes, place.element)
    if place.number is not None:
        words = gettext("%(step)s, place %(number)s", step=words, number=place.number + 1)
    return Line(
        key=place.key,
        element=place.element,
        words=words,
        waits=WAITS.get(place.kind, ""),
        inside=tuple(called(nodes, one) for one in place.inside),
        holder=people.get(item.assignee_id or 0, "") if item else "",
        performer=meant.get(item.candidate_key) if item else None,
        due_at=item.due_at if item else None,
    )


def timers(session: Session, case: ProcessInstance) -> dict[str, Timer]:
    """The timers of the case by reference, the next one first."""
    nodes = nodes_of(session, case)
    query = select(ProcessTimer).where(ProcessTimer.instance_id == case.id).order_by(ProcessTimer.due_at)
    return {row.ref: Timer(called(nodes, row.element), row.due_at) for row in session.scalars(query)}


def values(case: ProcessInstance) -> list[tuple[str, str]]:
    """The data of the case: the name of each value, and the value in words; lists and the like as JSON."""
    return list(_flat("", readable(case.variables)))


def _flat(before: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if isinstance(value, dict) and value and before.count(".") < 2:
            yield from _flat(f"{before}{name}.", value)
        else:
            yield f"{before}{name}", _in_words(value)


def _in_words(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return gettext("nothing")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return json.dumps(value, ensure_ascii=False)


def targets(session: Session, case: ProcessInstance) -> list[tuple[str, str]]:
    """Where a token may be put, in words and in the order of the drawings."""
    nodes = nodes_of(session, case)
    allowed = begins(deploy.drawing_of(session, case.definition_version_id))
    return [(node.id, called(nodes, node.id)) for node in nodes.values() if node.id in allowed and node.kind in OFFERED]


def called(nodes: Mapping[str, Node], element: str) -> str:
    """What an element is called; its id where it has no name."""
    return (own_words(nodes[element]) if element in nodes else "") or element


def name_elements(session: Session, case: ProcessInstance, refusal: Refusal) -> None:
    """Let a refusal of the engine's say what its elements are called."""
    nodes = nodes_of(session, case)
    for name in ELEMENTS & refusal.params.keys():
        refusal.params[name] = called(nodes, str(refusal.params[name]))


def dressed(fields: tuple[Field, ...], asked: Asked) -> list[tuple[Field, Any]]:
    """A step's own fields under names that are not ours, with what was answered."""
    given = typed(fields, asked.answers)
    return [(replace(one, key=ANSWER + one.key), given[one.key]) for one in fields]


class Foreseen:
    """The case before an intervention that is carried out only to be looked at, and then undone with its unit of work."""

    def __init__(self, session: Session, case: ProcessInstance) -> None:
        self.session, self.case = session, case
        self.stream = f"case:{case.public_id}"
        newest = trail(session, self.stream, limit=1, quiet=())
        self.seq = newest[0].seq if newest else 0
        self.lines = {one.key: one for one in lines(session, case)}
        self.timers = timers(session, case)
        self.open = self._open()

    def effect(self) -> Effect:
        """What is different now."""
        session, case = self.session, self.case
        session.expire_all()
        entries = [one for one in trail(session, self.stream, limit=100) if one.seq > self.seq]
        still, now = self._open(), timers(session, case)
        return Effect(
            facts=entries[::-1],
            lost=[self.open[ref] for ref in self.open if ref not in still and self.open[ref][1]],
            timers_set=[now[ref] for ref in now if ref not in self.timers],
            timers_cleared=[self.timers[ref] for ref in self.timers if ref not in now],
            ends=case.ended_at is not None,
        )

    def _open(self) -> dict[str, tuple[str, str]]:
        rows = self.session.scalars(
            select(WorkItem).where(WorkItem.instance_id == self.case.id, WorkItem.closed_at.is_(None))
        ).all()
        people = names.people(self.session, [row.assignee_id for row in rows])
        nodes = nodes_of(self.session, self.case)
        return {row.ref: (called(nodes, row.element), people.get(row.assignee_id or 0, "")) for row in rows}
