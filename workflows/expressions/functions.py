"""The fixed table of functions that an expression may call, by bare name and with positional arguments only."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable, Mapping
from typing import Any

from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.expressions.operations import contains
from workflows.expressions.performers import FUNCTIONS as PERFORMERS
from workflows.expressions.values import is_number

_MOST_DIGITS = 18


def _need(fits: bool, function: str, what: str) -> None:
    if not fits:
        raise ExpressionError(N_("Expected %(what)s for %(function)s."), what=what, function=function + "()")


def _text(value: Any, function: str) -> str:
    _need(type(value) is str, function, "text")
    return str(value)


def _numbers(values: Any, function: str) -> list[Any]:
    _need(type(values) is list and all(map(is_number, values)), function, "a list of numbers")
    return list(values)


def _length(value: Any) -> int:
    _need(type(value) in (str, list, dict), "len", "text, a list or fields")
    return len(value)


def _extreme(choose: Callable[[Any], Any], name: str) -> Callable[..., Any]:
    def extreme(*values: Any) -> Any:
        candidates = values[0] if len(values) == 1 else list(values)
        _need(type(candidates) is list and bool(candidates), name, "one list, or several values")
        return choose(candidates)

    return extreme


def _absolute(value: Any) -> Any:
    _need(is_number(value), "abs", "a number")
    return abs(value)


def _round(value: Any, digits: Any = 0) -> Any:
    _need(is_number(value) and type(digits) is int and abs(digits) <= _MOST_DIGITS, "round", "a number and some digits")
    return round(value, digits) if digits else round(value)


def _integer(value: Any) -> int:
    _need(
        is_number(value) or type(value) is bool or (type(value) is str and len(value) <= 40),
        "int",
        "a number or short text",
    )
    return int(value)


def _float(value: Any) -> float:
    _need(is_number(value) or (type(value) is str and len(value) <= 40), "float", "a number or short text")
    return float(value)


def _string(value: Any) -> str:
    if type(value) in (datetime.date, datetime.datetime):
        return str(value.isoformat())
    _need(type(value) in (str, int, float, bool, decimal.Decimal), "str", "text, a number or a date")
    return str(value)


def _date(value: Any) -> datetime.date:
    if type(value) is datetime.datetime:
        return value.date()
    return datetime.date.fromisoformat(_text(value, "date")[:10])


def _days(value: Any) -> datetime.timedelta:
    _need(type(value) is int, "days", "a whole number")
    return datetime.timedelta(days=value)


def _get(fields: Any, key: Any, otherwise: Any = None) -> Any:
    _need(fields is None or type(fields) is dict, "get", "fields")
    return (fields or {}).get(_text(key, "get"), otherwise)


def _listed(judge: Callable[[Any], bool], name: str) -> Callable[[Any], bool]:
    def judged(values: Any) -> bool:
        _need(type(values) is list, name, "a list")
        return judge(values)

    return judged


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "len": _length,
    "min": _extreme(min, "min"),
    "max": _extreme(max, "max"),
    "abs": _absolute,
    "sum": lambda values: sum(_numbers(values, "sum")),
    "round": _round,
    "int": _integer,
    "float": _float,
    "str": _string,
    "lower": lambda text: _text(text, "lower").lower(),
    "upper": lambda text: _text(text, "upper").upper(),
    "trim": lambda text: _text(text, "trim").strip(),
    "starts_with": lambda text, start: _text(text, "starts_with").startswith(_text(start, "starts_with")),
    "ends_with": lambda text, end: _text(text, "ends_with").endswith(_text(end, "ends_with")),
    "contains": contains,
    "date": _date,
    "days": _days,
    "get": _get,
    "all": _listed(all, "all"),
    "any": _listed(any, "any"),
    **PERFORMERS,
}
