"""No text becomes a programme: the corpus is refused when it is read, the rest when it is evaluated, all of it quickly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workflows.expressions.errors import ExpressionError
from workflows.expressions.interpreter import evaluate
from workflows.expressions.syntax import parse

CORPUS = [
    line
    for line in Path(__file__).with_name("attacks.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("# ")
]
NAMES: dict[str, Any] = {"a": {"b": 1}, "b": [1, 2], "text": "x" * 50_000, "many": list(range(5_000)), "n": 3}


@pytest.mark.parametrize("text", CORPUS)
def test_the_corpus_is_refused_when_it_is_read(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "(" * 41 + "1" + ")" * 41,
        "[" * 2000,
        "-" * 1000 + "1",
        "not " * 400 + "True",
        "1" + "+1" * 999,
        "a" + ".b" * 900,
        "a" + "[0]" * 600,
        "1 if 1 else " * 150 + "1",
        "[" + "1," * 900 + "]",
        "x" * 2001,
        "'" + "x" * 2000 + "'",
        "a\0b",
        "\ud800",
    ],
)
def test_what_is_too_long_too_deep_or_too_large_is_refused_when_it_is_read(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "'x' * 9",
        "9 * 'x'",
        "[1] * 9",
        "'%9999999999d' % 1",
        "'%s' % a",
        "True + 1",
        "-True",
        "-'x'",
        "'a' + 1",
        "[1] + 'a'",
        "a + a",
        "1 in 5",
        "1 in 'text'",
        "'a' < 1",
        "None < 1",
        "1 / 0",
        "1 % 0",
        "1e308 * 1e308",
        "99999999999999999999999999999999999999999 * 99999999999999999999999999999999999999999",
        "text + text + text",
        "many + many",
        "[x + y for x in many for y in many]",
        "[many for x in many]",
        "sum([x * y for x in many for y in many])",
        "[x for x in many if many == many]",
        "any([text == text for x in many for y in many])",
        "unknown",
        "a.c",
        "a['c']",
        "a.b.c",
        "b.x",
        "text.b",
        "b[9]",
        "n[0]",
        "b[a]",
        "n.real",
        "text.upper",
        "b.append",
        "a.keys",
        "a.items",
        "len",
        "len(5)",
        "max()",
        "max([])",
        "max(1, 'a')",
        "sum(['a'])",
        "sum([True])",
        "sum(5)",
        "int('x')",
        "int('9' + text)",
        "int([1])",
        "float('inf')",
        "float('nan')",
        "float('1e999')",
        "str([1])",
        "str(a)",
        "round(1.5, 400)",
        "round('x')",
        "abs('x')",
        "lower(5)",
        "contains(5, 5)",
        "starts_with('a', 5)",
        "date('soon')",
        "date(5)",
        "days('1')",
        "days(1.5)",
        "days(999999999999)",
        "date('2026-01-01') + days(9999999)",
        "get(5, 'a')",
        "get(a, 5)",
        "all(5)",
        "head_of(5)",
        "head_of('')",
        "person(None)",
        "group(['a'])",
        "working_days(-1)",
        "working_days('5')",
        "working_days(True)",
        "later_of(5, 5)",
        "later_of('soon', None)",
        "[x for x in 5]",
        "[x for x in text]",
        "{1: 2}",
        "{None: 1}",
        "{n: 1}",
        "len(len)",
        "x for x in b",
    ],
)
def test_what_has_no_value_is_refused_when_it_is_evaluated(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(text, NAMES)


def test_only_plain_values_go_in() -> None:
    class Fields(dict[str, Any]):
        """Fields with methods of their own."""

    for intruder in (object(), len, Fields(a=1), {1: 2}, {"a": {1, 2}}, b"x", 1j, [object()], float("nan"), 2**300):
        with pytest.raises(ExpressionError):
            evaluate("value", {"value": intruder})


def test_what_is_not_asked_for_is_not_looked_at() -> None:
    assert evaluate("n", {"n": 1, "other": object()}) == 1
