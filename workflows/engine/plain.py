"""Values on their way into the case: plain JSON only, so that a state or a variable can be stored anywhere."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Mapping
from typing import Any

from workflows.engine.errors import EngineFault
from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.expressions.values import copied

_UNCHANGING = frozenset({str, int, float, bool, type(None)})


def plain(value: Any) -> Any:
    """Return a deep copy in plain JSON: dates and moments in ISO 8601, decimals as text.

    Raises EngineFault for anything else that JSON does not have.
    """
    try:
        return _plain(copied(value))
    except ExpressionError as fault:
        raise EngineFault(N_("Expected plain data, but: %(fault)s"), fault=str(fault)) from None


def plain_fields(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain fields by name."""
    return dict(plain(dict(value)))


def again(value: Any) -> Any:
    """Return plain data once more, so that changing the one leaves the other alone; the library's copy costs five times this."""
    kind = type(value)
    if kind is dict:
        return {key: part if type(part) in _UNCHANGING else again(part) for key, part in value.items()}
    if kind is list:
        return [part if type(part) in _UNCHANGING else again(part) for part in value]
    return value


def _plain(value: Any) -> Any:
    """The same value, which is ours already, with plain parts."""
    kind = type(value)
    if kind is dict:
        for key, part in value.items():
            if type(part) not in _UNCHANGING:
                value[key] = _plain(part)
    elif kind is list:
        value[:] = [part if type(part) in _UNCHANGING else _plain(part) for part in value]
    elif isinstance(value, datetime.date):
        return value.isoformat()
    elif kind is decimal.Decimal:
        return str(value)
    elif kind is datetime.timedelta:
        raise EngineFault(N_("Expected a date or a number to be kept, but got a span of time."))
    return value
