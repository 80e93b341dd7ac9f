"""What a value may be: exact JSON types plus date, datetime, timedelta and Decimal, copied going in and coming out."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Callable
from typing import Any

from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.limits import VALUE_BITS, VALUE_DEPTH, VALUE_ENTRIES, VALUE_LETTERS, VALUE_PARTS, VALUE_TEXTS

NUMBERS = (int, float, decimal.Decimal)
MOMENTS = (datetime.date, datetime.datetime, datetime.timedelta)


def is_number(value: Any) -> bool:
    """Say whether the value is a number; a truth value is not one."""
    return type(value) in NUMBERS


def copied(value: Any) -> Any:
    """Return a deep copy made of plain values only.

    Raises ExpressionError for any other type (also for subclasses: a text that brings methods of its own is no text).
    """
    return _Copy().of(value, 0)


def weight(value: Any) -> int:
    """Count the parts of a value, for the step budget: comparing or searching costs what the value weighs."""
    kind = type(value)
    if kind is list:
        return 1 + sum(map(weight, value))
    if kind is dict:
        return 1 + sum(map(weight, value.values()))
    if kind is str:
        return 1 + len(value) // 100
    return 1


class _Copy:
    """One copying run, counting what it copies."""

    def __init__(self) -> None:
        self.parts = self.letters = 0

    def of(self, value: Any, depth: int) -> Any:
        self.parts += 1
        if depth > VALUE_DEPTH or self.parts > VALUE_PARTS:
            raise ExpressionError(
                N_("Expected a value of moderate size, but it is nested too deeply or has too many parts.")
            )
        kind = type(value)
        if kind is list or kind is tuple:
            if len(value) > VALUE_ENTRIES:
                raise ExpressionError(N_("Expected at most %(most)s entries in a list."), most=VALUE_ENTRIES)
            return [self.of(part, depth + 1) for part in value]
        if kind is dict:
            return {self._key(key): self.of(part, depth + 1) for key, part in value.items()}
        check = _CHECKS.get(kind)
        if check is None:
            raise ExpressionError(N_("Expected a plain value, but got a %(kind)s."), kind=kind.__name__)
        check(value)
        if kind is str:  # the same long text may stand in many places: small in memory, endless when written down
            self.letters += len(value)
            if self.letters > VALUE_TEXTS:
                raise ExpressionError(
                    N_("Expected a value whose texts have at most %(most)s characters in all."), most=VALUE_TEXTS
                )
        return value

    @staticmethod
    def _key(key: Any) -> str:
        if type(key) is not str:
            raise ExpressionError(
                N_("Expected text as the name of a field, but got a %(kind)s."), kind=type(key).__name__
            )
        return key


def _fits_text(value: str) -> None:
    if len(value) > VALUE_LETTERS:
        raise ExpressionError(N_("Expected a text of at most %(most)s characters."), most=VALUE_LETTERS)


def _fits_integer(value: int) -> None:
    if value.bit_length() > VALUE_BITS:
        raise ExpressionError(N_("Expected a number of moderate size, but it is too large."))


def _is_finite(value: float | decimal.Decimal) -> None:
    if not math.isfinite(value):
        raise ExpressionError(N_("Expected a finite number."))


def _anything(value: Any) -> None:
    return None


_CHECKS: dict[type, Callable[[Any], None]] = {
    type(None): _anything,
    bool: _anything,
    str: _fits_text,
    int: _fits_integer,
    float: _is_finite,
    decimal.Decimal: _is_finite,
    **dict.fromkeys(MOMENTS, _anything),
}
