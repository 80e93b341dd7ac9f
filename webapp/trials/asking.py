"""The forms of a trial case: a step's own form with made-up people and units to choose from, and fields for values by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext

from webapp.work.filling import SIMPLE, Asked, Part
from workflows.definitions import forms
from workflows.definitions.bundles import Bundle
from workflows.definitions.fields import Field, Option
from workflows.definitions.rules.expressions import ADDED_BY_COMMANDS
from workflows.engine.step import Opened
from workflows.errors import N_
from workflows.trials.values import Part as Value
from workflows.trials.values import read

PEOPLE = {"person-1": "An", "person-2": "Bình", "person-3": "Chi"}
UNITS = {"unit-1": N_("Unit A (made up)"), "unit-2": N_("Unit B (made up)"), "unit-3": N_("Unit C (made up)")}
ADDED = {
    "by_head": N_("Added by the system: the head of the unit submits it"),
    "within_authority": N_("Added by the system: whoever decides may grant it"),
}


def fields_of(bundle: Bundle, item: Opened, example: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of a step, pickers made into lists of made-up answers, and what the step's command would add."""
    schema = json.loads(bundle.files[f"forms/{item.form}.form"]) if item.form else {}
    own = [_without_picker(field, example.get(field.key)) for field in forms.fields(schema)]
    return (*own, *(_added(name) for name in sorted(ADDED_BY_COMMANDS.get(item.step, ()))))


def own_fields(fields: Iterable[Field]) -> list[Field]:
    """Those of the form itself."""
    return [field for field in fields if field.key not in ADDED]


def parts(fields: Iterable[Field], values: Mapping[str, Any]) -> list[Part]:
    """A form in parts, as the page of a real step has it."""
    found: list[Part] = []
    for field in fields:
        simple = SIMPLE.fullmatch(field.show_when or "")
        when, being = (simple.group(1), simple.group(2)) if simple else ("", "")
        asked = Asked(field, values.get(field.key), None, [], when, being)
        if found and found[-1].group == field.group:
            found[-1] = Part(field.group, (*found[-1].asked, asked))
        else:
            found.append(Part(field.group, (asked,)))
    return found


def typed_values(asked: Iterable[Value], form: Mapping[str, str], prefix: str) -> list[tuple[str, Any]]:
    """What was typed into fields for values by name. Raises ``Refusal`` for data that cannot be read."""
    return [(one.path, read(form.get(f"{prefix}{one.path}", ""), one.kind)) for one in asked]


def as_typed(asked: Iterable[Value], form: Mapping[str, str], prefix: str) -> list[Value]:
    """The fields as they were typed, for a form that was refused."""
    return [replace(one, text=form.get(f"{prefix}{one.path}", "")) for one in asked]


def _without_picker(field: Field, example: Any) -> Field:
    if field.picker is None:
        return field
    named = PEOPLE if field.picker == "person_of_unit" else {code: gettext(words) for code, words in UNITS.items()}
    known = [one for one in (example if isinstance(example, list) else [example]) if isinstance(one, str) and one]
    options = {**{one: one for one in known}, **named}
    return replace(field, picker=None, options=tuple(Option(code, words, words) for code, words in options.items()))


def _added(name: str) -> Field:
    words = gettext(ADDED[name]) if name in ADDED else name
    nothing: dict[str, Any] = dict.fromkeys(
        ("minimum", "maximum", "min_length", "max_length", "pattern", "show_when", "picker", "group")
    )
    return Field(name, "checkbox", words, words, "", "", required=False, options=(), decimals=0, **nothing)
