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


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, datetime.timedelta):
        raise EngineFault(N_("Expected a date or a number to be kept, but got a span of time."))
    return value
