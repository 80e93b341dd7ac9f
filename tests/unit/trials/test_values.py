"""Made-up values are typed field by field and grow into what the process reads."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.errors import Refusal
from workflows.trials.values import grown, kind_of, parts_of, read

TASK = {"task": {"priority": 50, "late": False, "units": ["a", "b"], "odd": [{"x": 1}], "none": None}, "lead": "7"}


def test_what_is_taken_apart_and_put_together_again_is_the_same() -> None:
    parts = list(parts_of(TASK))
    assert [one.path for one in parts] == [
        "task.priority", "task.late", "task.units", "task.odd", "task.none", "lead",
    ]  # fmt: skip
    assert grown((one.path, read(one.text, one.kind)) for one in parts) == TASK


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5), ("1.5", 1.5), ("true", True), ("", None), ("unit-1", "unit-1"), ("-3", -3), ("1e9", "1e9")],
)
def test_without_an_example_what_looks_like_a_number_is_one(text: str, value: Any) -> None:
    assert read(text, "free") == value


def test_a_text_stays_a_text() -> None:
    assert read("7", kind_of("x")) == "7"


@pytest.mark.parametrize("path", ["", "a..b", "a b", "x[0]", "7", "a" * 61, "__import__('os')"])
def test_what_is_no_name_is_refused(path: str) -> None:
    with pytest.raises(Refusal, match="Expected a name"):
        grown([(path, 1)])


def test_a_value_in_the_way_is_told() -> None:
    with pytest.raises(Refusal, match="Expected lead to hold fields"):
        grown([("lead.x", 1)], {"lead": "7"})


@pytest.mark.parametrize("text", ["[", "[1e999]", "nonsense"])
def test_data_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="as in JSON"):
        read(text, "data")


def test_data_that_is_nested_without_end_is_not_read_at_all() -> None:
    assert read("[" * 300 + "]" * 300, "data") is None
