"""An event log in OCEL 2.0 (JSON): facts as events; cases, steps, units and people as the objects that they are about.

Written in one go forwards: events while they are read, then the objects, of which units and people are remembered by name only, then the
types that came up. The order of the four lists in the file means nothing to its readers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from webapp.processtimes.told import Told
from workflows.processtimes.log import VALUES, Event

TYPES: dict[str, dict[str, str]] = {
    "case": {"code": "string", "title": "string", "version": "integer", "ended": "time", "outcome": "string"},
    "step": {"element": "string", "kind": "string", "due": "time"},
    "unit": {"name": "string"},
    "person": {},
}
NUMBERS = ("level", "percent", "number")
EVENT_ATTRIBUTES = {
    "activity": "string",
    "transition": "string",
    "fact": "string",
    **{name: "integer" if name in NUMBERS else "string" for name in VALUES},
}


class Seen:
    """What events came past, for the lists behind them."""

    def __init__(self) -> None:
        self.types: set[str] = set()
        self.units: set[str] = set()
        self.people: set[str] = set()


def ocel_pieces(
    events_of: Iterable[Told], objects_of: Iterable[Told], units_called: Callable[[set[str]], Iterable[tuple[str, str]]]
) -> Iterator[bytes]:
    """The log as JSON; the cases are read twice, once for their events and once for what these are about."""
    seen = Seen()
    yield b'{"events":[\n'
    yield from _joined(_event(told, *one, seen) for told in events_of for one in told.events)
    yield b'],\n"objects":[\n'
    yield from _joined(_objects(objects_of, units_called, seen))
    yield b'],\n"eventTypes":'
    attributes = [{"name": name, "type": kind} for name, kind in EVENT_ATTRIBUTES.items()]
    yield json.dumps([{"name": name, "attributes": attributes} for name in sorted(seen.types)]).encode()
    yield b',\n"objectTypes":'
    yield json.dumps(
        [
            {"name": name, "attributes": [{"name": one, "type": kind} for one, kind in known.items()]}
            for name, known in TYPES.items()
        ]
    ).encode()
    yield b"}\n"


def type_of(event: Event) -> str:
    """The type of an event: what happened to which element (“submit_result completed”), or to the case."""
    return f"{event.element} {event.verb}" if event.element else event.fact.replace(".", " ").replace("_", " ")


def _event(told: Told, event: Event, activity: str, resource: str, seen: Seen) -> dict[str, Any]:
    case = told.case.row.public_id
    about = [(f"case:{case}", "case")]
    if event.item:
        about.append((f"step:{event.item}", "step"))
    if event.unit:
        seen.units.add(event.unit)
        about.append((f"unit:{event.unit}", "unit that answers"))
    seen.people.add(resource)
    about.append((f"person:{resource}", "done by"))
    seen.types.add(type_of(event))
    values = {"activity": activity, "transition": event.transition, "fact": event.fact, **event.values}
    return {
        "id": f"{case}-{event.seq}",
        "type": type_of(event),
        "time": _moment(event.at),
        "attributes": [{"name": name, "value": _value(name, value)} for name, value in values.items()],
        "relationships": [{"objectId": one, "qualifier": qualifier} for one, qualifier in about],
    }


def _objects(
    cases: Iterable[Told], units_called: Callable[[set[str]], Iterable[tuple[str, str]]], seen: Seen
) -> Iterator[dict[str, Any]]:
    for told in cases:
        row, began = told.case.row, told.case.row.started_at
        seen.units.update(code for code, _ in told.case.units)
        seen.units.update(step.unit for step in told.case.steps if step.unit)
        values = {
            "code": row.business_key,
            "title": told.title,
            "version": told.case.version,
            "ended": row.ended_at,
            "outcome": row.outcome,
        }
        units = [(f"unit:{code}", role) for code, role in told.case.units]
        yield _object(f"case:{row.public_id}", "case", values, began, units)
        for step in told.case.steps:
            belongs = [(f"case:{row.public_id}", "of the case")]
            belongs += [(f"unit:{step.unit}", "unit that answers")] if step.unit else []
            about = {"element": step.element, "kind": step.kind, "due": step.due_at}
            yield _object(f"step:{step.public_id}", "step", about, step.opened_at, belongs)
    for code, name in units_called(seen.units):
        yield _object(f"unit:{code}", "unit", {"name": name}, datetime.fromtimestamp(0, UTC), [])
    for name in sorted(seen.people):
        yield _object(f"person:{name}", "person", {}, datetime.fromtimestamp(0, UTC), [])


def _object(
    identity: str, kind: str, values: dict[str, Any], since: datetime, related: list[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "id": identity,
        "type": kind,
        "attributes": [
            {"name": name, "time": _moment(since), "value": _moment(value) if isinstance(value, datetime) else value}
            for name, value in values.items()
            if value is not None and value != ""
        ],
        "relationships": [{"objectId": one, "qualifier": qualifier} for one, qualifier in related],
    }


def _value(name: str, value: Any) -> Any:
    return int(value) if name in NUMBERS and str(value).isdigit() else str(value)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _joined(values: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    for number, value in enumerate(values):
        yield (",\n" if number else "").encode() + json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
