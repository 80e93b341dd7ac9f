"""What a task of the register said before: who changed it, when, why, field by field, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g
from flask_babel import gettext

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
    brought = files.get(row.imported_by_id or 0)
    keys = [one.changed_by for one in changes] + ([brought.imported_by] if brought else [])
    people = names.people(g.session, [_person(key) for key in keys])
    together: dict[tuple[datetime, str, str, int | None], list[TaskChange]] = {}
    for one in changes:
        together.setdefault((one.changed_at, one.changed_by, one.reason, one.import_id), []).append(one)
    past = [
        Past(_who(by, people), at, reason, _name(files.get(number or 0)), _fields(together[at, by, reason, number]))
        for at, by, reason, number in together
    ]
    if brought:
        past.append(Past(_who(brought.imported_by, people), brought.imported_at, "", brought.file_name, ()))
    return past


def _fields(changes: Sequence[TaskChange]) -> tuple[Field, ...]:
    return tuple(
        Field(
            words.FIELDS.get(one.field, one.field), words.said(one.field, one.before), words.said(one.field, one.after)
        )
        for one in reversed(changes)
        if one.field != "code"
    )


def _person(key: str) -> int | None:
    kind, _, number = key.partition(":")
    return int(number) if kind == "person" and number.isdigit() else None


def _who(key: str, people: dict[int, str]) -> str:
    number = _person(key)
    if number is not None:
        return people.get(number, "–")
    return gettext("the system, by the clock") if key == "clock" else gettext("the operator of the system")


def _name(file: PlanImport | None) -> str:
    return file.file_name if file else ""
