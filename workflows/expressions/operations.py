"""The operators, each of which looks at its operands first: ``"%9d" % 1`` or ``"x" * 10**9`` must not pass as arithmetic."""

from __future__ import annotations

import ast
import datetime
import operator
from collections.abc import Callable
from typing import Any

from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.expressions.values import MOMENTS, is_number
from workflows.limits import VALUE_BITS, VALUE_ENTRIES, VALUE_LETTERS


def _misfit(sign: str, left: Any, right: Any) -> ExpressionError:
    return ExpressionError(
        N_("Expected operands that go with %(sign)s, but got %(left)s and %(right)s."),
        sign=sign,
        left=type(left).__name__,
        right=type(right).__name__,
    )


def _add(left: Any, right: Any) -> Any:
    if (is_number(left) and is_number(right)) or (type(left) in MOMENTS and type(right) in MOMENTS):
        return left + right
    if type(left) is type(right) is str and len(left) + len(right) <= VALUE_LETTERS:
        return left + right
    if type(left) is type(right) is list and len(left) + len(right) <= VALUE_ENTRIES:
        return left + right
    raise _misfit("+", left, right)


def _subtract(left: Any, right: Any) -> Any:
    if (is_number(left) and is_number(right)) or (type(left) in MOMENTS and type(right) in MOMENTS):
        return left - right
    raise _misfit("-", left, right)


def _multiply(left: Any, right: Any) -> Any:
    if is_number(left) and is_number(right):
        if type(left) is type(right) is int and left.bit_length() + right.bit_length() > VALUE_BITS:
            raise ExpressionError(N_("Expected a number of moderate size, but it is too large."))
        return left * right
    if {type(left), type(right)} == {datetime.timedelta, int}:
        return left * right
    raise _misfit("*", left, right)


def _numeric(sign: str, act: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def checked(left: Any, right: Any) -> Any:
        if not (is_number(left) and is_number(right)):
            raise _misfit(sign, left, right)
        return act(left, right)

    return checked


def contains(container: Any, part: Any) -> bool:
    """Say whether a text holds a text, a list a value, or fields a name."""
    if (type(container) is str and type(part) is not str) or type(container) not in (str, list, dict):
        raise _misfit("in", part, container)
    return part in container


# No power, shift, matrix product or bit operators: they have no use in a case and grow without bound.
BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: _add,
    ast.Sub: _subtract,
    ast.Mult: _multiply,
    ast.Div: _numeric("/", operator.truediv),
    ast.FloorDiv: _numeric("//", operator.floordiv),
    ast.Mod: _numeric("%", operator.mod),
}

COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda part, container: contains(container, part),
    ast.NotIn: lambda part, container: not contains(container, part),
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}

UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.Not: operator.not_,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
