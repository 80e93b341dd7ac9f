"""Expressions of other engines in the language of this house, where they mean the same: ``${…}`` and ``#{…}`` of the Java engines, and
FEEL behind ``=``. What is not surely the same is left alone; nothing is evaluated here.

Algorithm: break the text into strings, numbers, names and signs, replace the signs and words that are written differently, and see
that the outcome is an expression without anything that the two languages understand differently (calls, comparisons in a row,
places in lists, which FEEL counts from one).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from workflows.expressions.errors import ExpressionError
from workflows.expressions.syntax import tree_of
from workflows.limits import EXPRESSION_LETTERS

_JAVA = re.compile(r"[#$]\{([^{}]*)\}")
_PIECE = re.compile(
    r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d+(?:\.\d+)?|[^\W\d]\w*(?:\.[^\W\d]\w*)*|&&|\|\||[!=<>]=|[^\w\s])"""
)
_WORDS = {"true": "True", "false": "False", "null": "None"}
_JAVA_WORDS = {**_WORDS, "&&": "and", "||": "or", "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_FEEL_WORDS = {**_WORDS, "=": "=="}
_JAVA_ONLY = frozenset({"empty", "instanceof", "mod", "div", "?", "=", "'"})
_MEANT_ALIKE = (
    ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Compare,
    ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Name, ast.Attribute, ast.Constant, ast.Load,
)  # fmt: skip


def is_foreign(text: str) -> bool:
    """Whether a text is marked as an expression of another engine."""
    return _JAVA.fullmatch(text.strip()) is not None or text.strip().startswith("=")


def translated(text: str) -> str | None:
    """The same in our language; ``None`` where it cannot be said, or not surely."""
    text = text.strip()
    java = _JAVA.fullmatch(text)
    if not text or len(text) > EXPRESSION_LETTERS:
        return None
    pieces = _pieces(java.group(1) if java else text.removeprefix("="))
    if pieces is None:
        return None
    if java:
        ours = None if _JAVA_ONLY & set(pieces) else _with_not([_JAVA_WORDS.get(one, one) for one in pieces])
    else:
        ours = [_FEEL_WORDS.get(one, one) for one in pieces]
    return _checked(" ".join(ours)) if ours else None


def is_name(ours: str) -> bool:
    """Whether an expression is nothing but a variable or a field of one."""
    return re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)*", ours) is not None and ours not in _WORDS.values()


def _pieces(text: str) -> list[str] | None:
    pieces: list[str] = []
    at = 0
    text = text.strip()
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None:
            return None
        pieces.append(found.group(1))
        at = found.end()
    return pieces


def _with_not(pieces: list[str]) -> list[str]:
    """``!`` binds to what follows it at once, and our ``not`` to the whole comparison; so brackets are put around."""
    return list(_bound(iter(pieces)))


def _bound(rest: Iterator[str]) -> Iterator[str]:
    for piece in rest:
        yield from _denied(rest) if piece == "!" else (piece,)


def _denied(rest: Iterator[str]) -> Iterator[str]:
    yield from ("(", "not")
    piece = next(rest, "")
    if piece == "!":
        yield from _denied(rest)
    elif piece == "(":
        yield from _in_brackets(rest)
    else:
        yield piece
    yield ")"


def _in_brackets(rest: Iterator[str]) -> Iterator[str]:
    yield "("
    for piece in rest:
        if piece == "!":
            yield from _denied(rest)
        elif piece == "(":
            yield from _in_brackets(rest)
        else:
            yield piece
        if piece == ")":
            return


def _checked(source: str) -> str | None:
    source = re.sub(r"\( ", "(", re.sub(r" \)", ")", source))
    try:
        tree = tree_of(source)
    except ExpressionError:
        return None
    for part in ast.walk(tree):
        if not isinstance(part, _MEANT_ALIKE) or (isinstance(part, ast.Compare) and len(part.ops) > 1):
            return None
    return source
