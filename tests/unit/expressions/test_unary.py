"""The cells of decision tables in the words of the standard, translated to the one language."""

from __future__ import annotations

import pytest

from workflows.expressions.errors import ExpressionError
from workflows.expressions.interpreter import evaluate
from workflows.expressions.unary import unary_test


@pytest.mark.parametrize(
    ("cell", "holds", "fails"),
    [
        ("< 5", [4], [5, 6]),
        ("<= 5", [5], [6]),
        ("> limit", [11], [10]),
        (">= 5", [5], [4]),
        ("= 5", [5], [4]),
        ("!= 5", [4], [5]),
        ("5", [5], [4]),
        ('"a"', ["a"], ["b"]),
        ('"a", "b"', ["a", "b"], ["c"]),
        ('"a, b"', ["a, b"], ["a"]),
        ("[1..6]", [1, 6], [0, 7]),
        ("(1..6]", [6, 2], [1]),
        ("]1..6[", [2, 5], [1, 6]),
        ("[1..6)", [1], [6]),
        ("[-3 .. limit]", [-3, 10], [11]),
        ("< 2, > 8", [1, 9], [5]),
        ("not(5)", [4], [5]),
        ('not("a", "b")', ["c"], ["a", "b"]),
        ("not(> 5)", [5], [6]),
        ("-", [0, "x", None], []),
        ("", [0, "x", None], []),
        ("true", [True], [False]),
        ("null", [None], [0]),
        ('"true"', ["true"], [True]),
        ("limit", [10], [9]),
        ("max(limit, 20)", [20], [10]),
    ],
)
def test_a_cell_holds_for_what_it_says(cell: str, holds: list[object], fails: list[object]) -> None:
    source = unary_test(cell)
    assert [evaluate(source, {"value": value, "limit": 10}) for value in holds] == [True] * len(holds)
    assert [evaluate(source, {"value": value, "limit": 10}) for value in fails] == [False] * len(fails)


@pytest.mark.parametrize(
    "cell",
    ["? > 5", "some x in y satisfies x", "every x in y satisfies x", "for x in y return x", "x between 1 and 5",
     "x instance of number", 'date and time("2026-01-01T00:00:00")', 'duration("P1D")', "if a then b else c",
     "function(x) x", "a,,b", ",", "< ", "[1..]", "[..5]", "not()", "a b", "__import__('os')", "value.__class__",
     "5) or (True"],
)  # fmt: skip
def test_what_only_feel_has_is_refused_and_never_guessed(cell: str) -> None:
    with pytest.raises(ExpressionError):
        unary_test(cell)
