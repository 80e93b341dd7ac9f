"""The texts that a page offers below its fields, their places filled from the task that the page is about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from flask import g, request, url_for

from webapp.texts.filling import filled, places_of
from webapp.texts.kept import texts_for
from webapp.texts.models import KeptText
from workflows.instances.models import ProcessInstance
from workflows.work.item import Item


@dataclass(frozen=True, slots=True)
class Line:
    """One text as it would be put in."""

    row: KeptText
    words: str


@dataclass(frozen=True, slots=True)
class Offered:
    """The texts of one page by field: ``page`` (with ``at``) shows it, ``about`` is the address of what fills their places."""

    place: str
    about: str
    page: str
    at: dict[str, Any]
    lines: dict[str, list[Line]] = field(default_factory=dict)

    def put_in(self, name: str, value: str | None) -> str:
        """What stands in a field, with the text that was asked for by a link behind it."""
        begun = value or ""
        if request.method != "GET" or request.args.get("into") != name:
            return begun
        wanted = request.args.get("text", "")
        words = next((line.words for line in self.lines.get(name, ()) if line.row.public_id == wanted), "")
        return "\n".join(part for part in (begun, words) if part)

    def address(self, name: str, line: Line) -> str:
        """The page once more, with this text in that field."""
        return url_for(self.page, **self.at, text=line.row.public_id, into=name, _anchor=name)


def offered(place: str, about: Item | ProcessInstance, page: str, **at: Any) -> Offered:
    """What the person on this request may put into the fields of a place; one query, two more where there is any text."""
    lines: dict[str, list[Line]] = defaultdict(list)
    if rows := texts_for(g.session, g.standing, place):
        places = places_of(about)
        for row in rows:
            lines[row.kind.partition(".")[2]].append(Line(row, filled(row.words, places)))
    return Offered(place, about.public_id, page, at, dict(lines))
