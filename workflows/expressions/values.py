"""What a value may be: exact JSON types plus date, datetime, timedelta and Decimal, copied going in and coming out."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Callable, Iterable
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
    check = _CHECKS.get(type(value))
    if check is None:
        return _Copy().of(value, 0)
    check(value)
    return value


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
        self.parts, self.letters = 1, 0

    def of(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind is dict:
            self._enter(value, depth)
            for key in value:
                if type(key) is not str:
                    raise ExpressionError(
                        N_("Expected text as the name of a field, but got a %(kind)s."), kind=type(key).__name__
                    )
            made: dict[str, Any] = value.copy()
            self._replace(made, made.items(), depth)
            return made
        if kind is list or kind is tuple:
            if len(value) > VALUE_ENTRIES:
                raise ExpressionError(N_("Expected at most %(most)s entries in a list."), most=VALUE_ENTRIES)
            self._enter(value, depth)
            entries = list(value)
            self._replace(entries, enumerate(entries), depth)
            return entries
        check = _CHECKS.get(kind)
        if check is None:
            raise ExpressionError(N_("Expected a plain value, but got a %(kind)s."), kind=kind.__name__)
        check(value)
        return value

    def _replace(self, made: Any, parts: Iterable[tuple[Any, Any]], depth: int) -> None:
        """Put a copy where a part is not one of the values that never change; this loop is what copying costs."""
        for place, part in parts:
            kind = type(part)
            if kind is str:
                self._read(part)
            elif kind not in _UNCHANGING:
                made[place] = self.of(part, depth + 1)

    def _read(self, text: str) -> None:
        """The same long text may stand in many places: small in memory, endless when written down."""
        _fits_text(text)
        self.letters += len(text)
        if self.letters > VALUE_TEXTS:
            raise ExpressionError(
                N_("Expected a value whose texts have at most %(most)s characters in all."), most=VALUE_TEXTS
            )

    def _enter(self, value: Any, depth: int) -> None:
        self.parts += len(value)
        if (value and depth >= VALUE_DEPTH) or depth > VALUE_DEPTH or self.parts > VALUE_PARTS:
            raise ExpressionError(
                N_("Expected a value of moderate size, but it is nested too deeply or has too many parts.")
            )


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
_UNCHANGING = frozenset({type(None), bool, *MOMENTS})
"""What fits whatever it is."""
