"""Whatever text comes, the answer is a plain value or a refusal, and neither time nor memory runs away."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.expressions.errors import ExpressionError
from workflows.expressions.functions import FUNCTIONS
from workflows.expressions.interpreter import evaluate
from workflows.expressions.unary import unary_test
from workflows.expressions.values import copied

NAMES: dict[str, Any] = {"a": {"b": [1, 2, {"c": "x"}]}, "n": 3, "s": "text", "t": True, "e": []}

_atoms = st.sampled_from(
    ["n", "a", "a.b", "a.b[2].c", "s", "t", "e", "None", "True", "1", "0", "2.5", "'x'", "[]", "{}", "a.__class__"]
)
_signs = st.sampled_from(
    ["+", "-", "*", "/", "//", "%", "**", "<<", "==", "<", "in", "not in", "is", "and", "or", "@", "|"]
)
_calls = st.sampled_from([*FUNCTIONS, "eval", "getattr", "type", "range"])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, _signs, inner).map(lambda parts: f"({' '.join(parts)})"),
        st.tuples(_calls, st.lists(inner, max_size=3)).map(lambda parts: f"{parts[0]}({', '.join(parts[1])})"),
        st.tuples(inner, inner).map(lambda parts: f"{parts[0]}[{parts[1]}]"),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[2]})"),
        st.tuples(inner, inner).map(lambda parts: f"[{parts[0]} for x in {parts[1]}]"),
        st.tuples(inner, inner).map(lambda parts: f"{{{parts[0]}: {parts[1]}}}"),
        inner.map(lambda part: f"not {part}"),
        inner.map(lambda part: f"-{part}"),
    )


def _plain_or_refused(source: str) -> None:
    try:
        found = evaluate(source, NAMES)
    except ExpressionError:
        return
    assert copied(found) == found


@settings(max_examples=400, deadline=2_000)
@given(st.recursive(_atoms, _larger, max_leaves=25))
def test_expressions_made_of_the_language_and_its_neighbours(source: str) -> None:
    _plain_or_refused(source)


@settings(max_examples=300, deadline=2_000)
@given(st.text(max_size=200))
def test_any_text(source: str) -> None:
    _plain_or_refused(source)


@settings(max_examples=300, deadline=2_000)
@given(st.text(alphabet="0123456789abn.,()[]{}'\"+-*/%<>=! _:\n", max_size=120))
def test_text_that_looks_like_an_expression(source: str) -> None:
    _plain_or_refused(source)


@settings(max_examples=300, deadline=2_000)
@given(st.text(alphabet="0123456789abn.,()[]'\"-<>=! not", max_size=60))
def test_any_cell_of_a_table(cell: str) -> None:
    try:
        source = unary_test(cell)
    except ExpressionError:
        return
    _plain_or_refused(source)
