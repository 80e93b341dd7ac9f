"""DMN unary tests translated to the one expression language; the value under test is called ``value``.

``< 5`` becomes ``value < 5``; ``"a", "b"`` any of both; ``[1..6]`` and ``(1..6]`` intervals; ``not("a")`` none of;
``-`` or nothing always holds. What only FEEL has is refused in a sentence, never guessed. Source of the forms: OMG DMN 1.3,
grammar rules 7 to 17.
"""

from __future__ import annotations

import functools
import re

from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.expressions.syntax import parse

_INTERVAL = re.compile(r"^([\[(\]])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])\[])$", re.DOTALL)
_COMPARISON = re.compile(r"^(<=|>=|!=|<|>|=)\s*(.+)$", re.DOTALL)
_NEGATION = re.compile(r"^not\s*\((.*)\)$", re.DOTALL)
_FEEL_WORDS = {"true": "True", "false": "False", "null": "None"}
_FEEL_ONLY = re.compile(
    r"\?|\b(some|every|satisfies|return|then|between|instance of|date and time|duration|function)\b", re.IGNORECASE
)
_QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'')


@functools.lru_cache(maxsize=4096)
def unary_test(text: str) -> str:
    """Return the expression over ``value`` that says what this cell of a decision table says.

    Raises ExpressionError for what only FEEL has, and for text that is no expression.
    """
    test = text.strip()
    if test in ("", "-"):
        return "True"
    negation = _NEGATION.match(test)
    source = f"not ({_any_of(negation[1])})" if negation else _any_of(test)
    parse(source)
    return source


def plain(text: str) -> str:
    """Return an output or input expression of a table with FEEL's words for true, false and null translated."""
    outside = _QUOTED.sub("", text)
    if found := _FEEL_ONLY.search(outside):
        raise ExpressionError(
            N_("Expected an expression of this house, but %(word)r belongs to FEEL only: %(source)r."),
            word=found[0],
            source=text[:80],
        )
    pieces = re.split(r'("[^"]*"|\'[^\']*\')', text)
    words = re.compile(r"(?<![\w.])(true|false|null)(?!\w)")
    translated = [piece if at % 2 else words.sub(lambda m: _FEEL_WORDS[m[1]], piece) for at, piece in enumerate(pieces)]
    return "".join(translated).strip()


def _any_of(text: str) -> str:
    return " or ".join(_one(part.strip()) for part in _at_commas(text))


def _one(test: str) -> str:
    if not test:
        raise ExpressionError(N_("Expected a test on both sides of each comma."))
    if interval := _INTERVAL.match(test):
        opening, low, high, closing = interval.groups()
        below = "<=" if opening == "[" else "<"
        above = "<=" if closing == "]" else "<"
        return f"({_operand(low)}) {below} value {above} ({_operand(high)})"
    if comparison := _COMPARISON.match(test):
        sign = "==" if comparison[1] == "=" else comparison[1]
        return f"value {sign} ({_operand(comparison[2])})"
    return f"value == ({_operand(test)})"


def _operand(text: str) -> str:
    operand = plain(text)
    parse(operand)
    return operand


def _at_commas(text: str) -> list[str]:
    """Split at the commas that stand outside quotes and brackets."""
    parts, depth, quote, start = [], 0, "", 0
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
