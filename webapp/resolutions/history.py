"""What a task of the register said before: who changed it, when, why, field by field, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp.resolutions import words
from webapp.shown import names
from workflows.resolutions.details import find_changes, find_imports
from workflows.resolutions.models import PlanImport, ResolutionTask, TaskChange


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, and what it said before and says since."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Past:
    """What one person changed at one moment for one reason; no fields: the task came into the register then."""

    who: str
    at: datetime
    reason: str
    by_file: str
    fields: tuple[Field, ...]


def past_of(row: ResolutionTask) -> list[Past]:
    """The task's history, the newest first, down to where it came from."""
    changes = find_changes(g.session, row.id)
    files = find_imports(g.session, [row.imported_by_id, *(one.import_id for one in changes)])
    past = gathered(g.session, changes, files, _field)
    if brought := files.get(row.imported_by_id or 0):
        people = names.people(g.session, [_person(brought.imported_by)])
        who = _who(brought.imported_by, people)
        past.append(Past(who, brought.imported_at, "", brought.file_name, ()))
    return past


def gathered(
    session: Session, changes: Sequence[Any], files: Mapping[int, PlanImport], field: Callable[[Any], Field | None]
) -> list[Past]:
    """Changes (rows with who, when and why) told together that were made together; ``field`` says one in words."""
    people = names.people(session, [_person(one.changed_by) for one in changes])
    together: dict[tuple[datetime, str, str, int | None], list[Any]] = {}
    for one in changes:
        key = (one.changed_at, one.changed_by, one.reason, getattr(one, "import_id", None))
        together.setdefault(key, []).append(one)
    return [
        Past(
            _who(by, people),
            at,
            reason,
            files[number].file_name if number in files else "",
            tuple(said for one in reversed(made) if (said := field(one))),
        )
        for (at, by, reason, number), made in together.items()
    ]


def _field(change: TaskChange) -> Field | None:
    if change.field == "code":
        return None
    before, after = words.said(change.field, change.before), words.said(change.field, change.after)
    return Field(words.FIELDS.get(change.field, change.field), before, after)


def _person(key: str) -> int | None:
    kind, _, number = key.partition(":")
    return int(number) if kind == "person" and number.isdigit() else None


def _who(key: str, people: dict[int, str]) -> str:
    number = _person(key)
    if number is not None:
        return people.get(number, "–")
    return gettext("the system, by the clock") if key == "clock" else gettext("the operator of the system")
