"""Fields of the administrators' forms: what each asks, and how what was sent is read into values or into sentences at the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from webapp.typed import words_of
from workflows.errors import N_, Invalid, Refusal
from workflows.limits import EARLIEST_YEAR, LATEST_YEAR, LINE_LETTERS

CHECK = N_("Expected every field to be filled in as asked, but not all are; to be put right: %(count)s.")
EMPTY = N_("Expected an answer here, but it is empty.")


@dataclass(frozen=True, slots=True)
class Field:
    """One question: ``kind`` is text, area, date, select, check, or unit and units (found while typing); ``options`` are (value,
    catalogue sentence or name).
    """

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    required: bool = True
    longest: int = LINE_LETTERS
    options: Sequence[tuple[str, str]] = ()


def read(fields: Sequence[Field], form: MultiDict[str, str]) -> dict[str, Any]:
    """The values by field: words, days (``None`` where none was given), lists of codes.

    Raises ``Invalid`` with a sentence for each field that is empty, too long, unreadable, no day or none of the choices.
    """
    said: dict[str, Any] = {}
    faults: dict[str, Refusal] = {}
    for field in fields:
        try:
            said[field.name] = _value(field, form)
        except Invalid as refusal:
            faults |= refusal.faults
        except Refusal as refusal:
            faults[field.name] = refusal
    if faults:
        raise Invalid(CHECK, faults, count=len(faults))
    return said


def typed(fields: Sequence[Field], form: MultiDict[str, str]) -> Mapping[str, Any]:
    """What was sent, as it was sent, for showing it again."""
    return {
        field.name: form.getlist(field.name)
        if field.kind == "checks"
        else form.get(field.name, "")[: field.longest * 2]
        for field in fields
    }


def codes_in(value: Any) -> list[str]:
    """The codes of units that a field holds: one, several, or none."""
    return [str(code) for code in value] if isinstance(value, list) else [str(value)] if value else []


def _value(field: Field, form: MultiDict[str, str]) -> Any:
    if field.kind == "units":
        codes = list(dict.fromkeys(code.strip()[:LINE_LETTERS] for code in form.getlist(field.name) if code.strip()))
        if not codes:
            raise Refusal(EMPTY)
        return codes
    words = words_of(form, (field.name,), most=field.longest)[field.name]
    if not words and field.required:
        raise Refusal(EMPTY)
    if field.kind == "date":
        return _day(words)
    if field.kind == "check":
        return bool(words)
    if words and field.kind == "select" and words not in {value for value, _ in field.options}:
        raise Refusal(N_("Expected one of the choices, but “%(said)s” is none."), said=words[:60])
    return words


def _day(words: str) -> date | None:
    if not words:
        return None
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise Refusal(N_("Expected a day such as 2026-04-30, but got “%(said)s”."), said=words[:20]) from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Refusal(
            N_("Expected a day between %(first)s and %(last)s, but got %(day)s."),
            first=EARLIEST_YEAR,
            last=LATEST_YEAR,
            day=day,
        )
    return day
