"""Any text in any field of any form of the house is kept exactly (in NFC, without space around it) or refused in a sentence."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.effort import within
from workflows.definitions import forms
from workflows.definitions.values import cleaned
from workflows.errors import Invalid, Refusal

HOME = Path(__file__).resolve().parents[3] / "bpmn"
SCHEMAS = [json.loads(path.read_text("utf-8")) for path in sorted(HOME.glob("*/forms/*.form"))]
TEXTS = ("textfield", "textarea")
FIELDS = [field for schema in SCHEMAS for field in forms.fields(schema) if field.key]
ANY = st.text(max_size=300) | st.text(st.sampled_from("aệ\n\r\t \0\u202e\ud800\u0301\u0316 1-.e+"), max_size=300)


def answered(schema: Any, field: Any, value: Any) -> tuple[Any, str]:
    """What is kept of one answer, and what is said about it."""
    try:
        return forms.validate(schema, {field.key: value})[field.key], ""
    except Invalid as refused:
        return None, str(refused.faults.get(field.key, ""))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(FIELDS), ANY)
def test_any_text_in_any_field_is_kept_exactly_or_refused_in_a_sentence(field: Any, text: str) -> None:
    try:
        kept, said = cleaned(field, text), ""
    except Refusal as refusal:
        kept, said = None, str(refusal)
    if said:
        assert said.startswith("Expected")
    elif field.type in TEXTS:
        assert kept == (unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip() or None)
    else:
        assert kept in (None, True, False, text, [text], text.strip()) or str(kept) in text


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "-Infinity", "1e400", "1e5", "9" * 5_000, "0x10", "１２", float("nan"), float("inf"), 10**400]
)  # fmt: skip
def test_what_is_no_number_of_this_world_is_refused(value: Any) -> None:
    schema = {"components": [{"type": "number", "key": "a", "label": "A", "validate": {"min": 0, "max": 100}}]}
    (field,) = forms.fields(schema)
    kept, said = answered(schema, field, value)
    assert kept is None and said.startswith("Expected a number such as 12 or 12.5")


@pytest.mark.parametrize("value", [-1, 101, 1_000_000_000])
def test_a_number_keeps_within_its_field(value: int) -> None:
    schema = {"components": [{"type": "number", "key": "a", "label": "A", "validate": {"min": 0, "max": 100}}]}
    assert answered(schema, forms.fields(schema)[0], str(value))[1].startswith("Expected ")


@pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31", "2026-02-31", "2101-01-01", "2026-W20-1", "20260430"])
def test_a_day_is_one_of_the_calendar_and_of_these_centuries(value: str) -> None:
    schema = {"components": [{"type": "datetime", "subtype": "date", "key": "a", "dateLabel": "A"}]}
    assert answered(schema, forms.fields(schema)[0], value)[1].startswith("Expected a day of the calendar")


def test_a_megabyte_and_letters_made_to_be_slow_cost_nothing() -> None:
    schema = {
        "components": [{"type": "textfield", "key": "a", "label": "A"}, {"type": "textarea", "key": "b", "label": "B"}]
    }
    with within(1):
        for value in ("x" * 1_000_000, "\u0301\u0316" * 500_000, "\u0301\u0316" * 10_000, "e" + "\u0301\u0316" * 20):
            for field in forms.fields(schema):
                assert answered(schema, field, value)[1].startswith("Expected")


@pytest.mark.parametrize("key", ["constructor", "typename", "prototype"])
def test_a_field_with_a_name_that_means_something_elsewhere_is_a_field_like_any_other(key: str) -> None:
    schema = {"components": [{"type": "textfield", "key": key, "label": "A"}]}
    assert forms.validate(schema, {key: "x", "__proto__": "y", "__class__": "z"}) == {key: "x"}
