"""An event log in XES (IEEE 1849): one trace for each case, with the extensions concept, time, lifecycle, organizational and identity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from lxml import etree

from webapp.processtimes.told import Told

NAMESPACE = "http://www.xes-standard.org/"
EXTENSIONS = (
    ("Concept", "concept"),
    ("Time", "time"),
    ("Lifecycle", "lifecycle"),
    ("Organizational", "org"),
    ("Identity", "identity"),
)


def xes_pieces(name: str, cases: Iterable[Told]) -> Iterator[bytes]:
    """The log as XML, a case at a time."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<log xes.version="1849.2016" xes.features="" xmlns="{NAMESPACE}">\n'.encode()
    for full, prefix in EXTENSIONS:
        yield _bytes(_made("extension", name=full, prefix=prefix, uri=f"{NAMESPACE}{prefix}.xesext"))
    yield _bytes(_scope("trace", {"concept:name": "", "identity:id": ""}))
    yield _bytes(
        _scope(
            "event",
            {"concept:name": "", "lifecycle:transition": "complete", "time:timestamp": datetime.fromtimestamp(0, UTC)},
        )
    )
    yield _bytes(_made("classifier", name="Activity", keys="concept:name"))
    yield _bytes(_made("classifier", name="Activity and transition", keys="concept:name lifecycle:transition"))
    yield _bytes(_attribute("concept:name", name))
    yield _bytes(_attribute("lifecycle:model", "standard"))
    for case in cases:
        yield _bytes(_trace(case))
    yield b"</log>\n"


def _trace(told: Told) -> etree._Element:
    case = told.case
    trace = _made("trace")
    for key, value in {
        "concept:name": case.row.business_key,
        "identity:id": case.row.public_id,
        "title": told.title,
        "version": case.version,
        "outcome": case.row.outcome,
        "due": case.row.due_at,
    }.items():
        _add(trace, key, value)
    for role, codes in told.units.items():
        _add(trace, f"{role} units", ", ".join(codes))
    for event, activity, resource in told.events:
        place = etree.SubElement(trace, "event")
        for key, value in {
            "concept:name": activity,
            "concept:instance": event.item,
            "lifecycle:transition": event.transition,
            "time:timestamp": event.at,
            "org:resource": resource,
            "org:group": event.unit,
            "identity:id": f"{case.row.public_id}-{event.seq}",
            "fact": event.fact,
            "element": event.element,
            **event.values,
        }.items():
            _add(place, key, value)
    return trace


def _scope(scope: str, attributes: dict[str, Any]) -> etree._Element:
    found = _made("global", scope=scope)
    for key, value in attributes.items():
        found.append(_attribute(key, value))
    return found


def _add(place: etree._Element, key: str, value: Any) -> None:
    """Add an attribute, unless there is nothing to say."""
    if value is not None and value != "":
        place.append(_attribute(key, value))


def _attribute(key: str, value: Any) -> etree._Element:
    if isinstance(value, datetime):
        return _made("date", key=key, value=value.isoformat(timespec="milliseconds"))
    if isinstance(value, int):
        return _made("int", key=key, value=str(value))
    return _made("string", key=key, value=_sound(str(value)))


def _made(tag: str, **attributes: str) -> etree._Element:
    made = etree.Element(tag)
    for name, value in attributes.items():
        made.set(name, value)
    return made


def _bytes(element: etree._Element) -> bytes:
    kept = BytesIO()
    etree.ElementTree(element).write(kept, encoding="UTF-8", xml_declaration=False)
    return kept.getvalue() + b"\n"


def _sound(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(
        letter for letter in text if letter in "\t\n\r" or (ord(letter) >= 0x20 and not 0xD800 <= ord(letter) < 0xE000)
    )
