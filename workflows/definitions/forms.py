"""Forms: what a form-js schema asks for, as frozen descriptions for templates, and the values that the server accepts.

The browser's checks are a comfort; these here count. Values come out as plain JSON: text, numbers, truth values, lists of
text, days as ``YYYY-MM-DD``; every field of the form is among them, empty and hidden ones as ``None``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workflows.definitions.fields import Field, Group, Option
from workflows.definitions.values import cleaned, required, unfinished
from workflows.errors import N_, Invalid, Refusal
from workflows.expressions.errors import ExpressionError
from workflows.expressions.interpreter import evaluate

INPUTS = frozenset(
    {"textfield", "textarea", "number", "checkbox", "radio", "select", "checklist", "taglist", "datetime"}
)
PICKERS = frozenset({"units", "person_of_unit"})


def fields(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields and texts of a form in order; a field inside a group says which. Texts have no key."""
    return tuple(_described(schema.get("components", ()), None))


def validate(schema: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that the form allows; what it does not ask for is dropped. Raises Invalid with a sentence per field."""
    return accepted(fields(schema), values)


def accepted(described: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """The same for who has the form's fields already.

    Algorithm: clean every answer by the type of its field; hide, in order, the fields whose ``show_when`` does not hold for
    the answers before them; ask the visible ones for what is required.
    Raises Invalid with a sentence per field.
    """
    asked = [field for field in described if field.key]
    answers: dict[str, Any] = {}
    faults: dict[str, Refusal] = {}
    for field in asked:
        answers[field.key] = None
        try:
            answers[field.key] = cleaned(field, values.get(field.key))
        except Refusal as refusal:
            faults[field.key] = refusal
    for field in asked:
        if not shown(field, answers):
            answers[field.key] = None
            faults.pop(field.key, None)
        elif field.key not in faults and (missing := required(field, answers[field.key])) is not None:
            faults[field.key] = missing
    if faults:
        raise Invalid(
            N_("Expected every field to be filled in as asked, but not all are; to be put right: %(count)s."),
            faults,
            count=len(faults),
        )
    return answers


def draft(schema: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a form that is not finished: right or not yet, but no more than its fields can hold.

    Raises Invalid with a sentence per field.
    """
    kept: dict[str, Any] = {}
    faults: dict[str, Refusal] = {}
    for field in fields(schema):
        if field.key in values:
            try:
                kept[field.key] = unfinished(field, values[field.key])
            except Refusal as refusal:
                faults[field.key] = refusal
    if faults:
        raise Invalid(
            N_("Expected every field to be filled in as asked, but not all are; to be put right: %(count)s."),
            faults,
            count=len(faults),
        )
    return kept


def shown(field: Field, answers: Mapping[str, Any]) -> bool:
    """Whether a field is asked for, given the answers so far; one whose condition has no value is asked for."""
    if field.show_when is None:
        return True
    try:
        return evaluate(field.show_when, {"form": dict(answers)}) is not False
    except ExpressionError:
        return True


def _described(components: Any, group: Group | None) -> list[Field]:
    found: list[Field] = []
    for component in components:
        extra = component.get("properties", {})
        if component.get("type") == "group":
            inner = Group(
                component.get("id", ""), component.get("label", ""), extra.get("label_en") or component.get("label", "")
            )
            found += _described(component.get("components", ()), inner)
        else:
            found.append(_field(component, extra, group))
    return found


def _field(component: Mapping[str, Any], extra: Mapping[str, Any], group: Group | None) -> Field:
    checks = component.get("validate", {})
    label = component.get("label") or component.get("dateLabel") or component.get("text") or ""
    description = component.get("description", "")
    return Field(
        key=component.get("key", "") if component.get("type") in INPUTS else "",
        type=component.get("type", ""),
        label_vi=label,
        label_en=extra.get("label_en") or extra.get("text_en") or label,
        description_vi=description,
        description_en=extra.get("description_en") or description,
        required=checks.get("required") is True,
        options=tuple(
            Option(one["value"], one.get("label", one["value"]), one.get("label_en") or one.get("label", one["value"]))
            for one in component.get("values", ())
        ),
        minimum=checks.get("min"),
        maximum=checks.get("max"),
        min_length=checks.get("minLength"),
        max_length=checks.get("maxLength"),
        pattern=checks.get("pattern") or None,
        decimals=component.get("decimalDigits", 0),
        show_when=extra.get("show_when") or None,
        picker=extra.get("picker") or None,
        group=group,
    )
