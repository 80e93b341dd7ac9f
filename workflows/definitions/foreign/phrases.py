"""Expressions of other engines in the language of this house, where they mean the same: ``${…}`` and ``#{…}`` of the Java engines, and
FEEL behind ``=``. What is not surely the same is left alone; nothing is evaluated here.

Algorithm: break the text into strings, numbers, names and signs, replace the signs and words that are written differently, and see
that the outcome is an expression without anything that the two languages understand differently (calls, comparisons in a row,
places in lists, which FEEL counts from one).
"""

from __future__ import annotations

import ast
import re

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
_COMMENT = frozenset("#")  # there it is no sign at all; here everything behind it would be lost
_JAVA_ONLY = _COMMENT | {"empty", "instanceof", "mod", "div", "?", "=", "'"}
_NOT = frozenset({"!", "not"})
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
        words, unsaid = _JAVA_WORDS, _JAVA_ONLY
    else:
        words, unsaid = _FEEL_WORDS, _COMMENT
    ours = None if unsaid & set(pieces) else _with_not([words.get(one, one) for one in pieces])
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


def _with_not(pieces: list[str]) -> list[str] | None:
    """``!`` and ``not`` bind there to what follows at once, and our ``not`` to the whole comparison; so brackets are put around.

    Algorithm: each bracket that is open remembers how many denials it closes; a denial ends behind the next piece or its bracket.
    """
    said: list[str] = []
    opened: list[int] = []
    denials = 0
    for piece in pieces:
        if piece in _NOT:
            said += ("(", "not")
            denials += 1
            continue
        said.append(piece)
        if piece == "(":
            opened.append(denials)
        else:
            if piece == ")" and not opened:
                return None
            said += ")" * (opened.pop() if piece == ")" else denials)
        denials = 0
    return said


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
