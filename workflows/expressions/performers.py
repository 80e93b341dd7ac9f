"""Functions that name who shall act and by when: they only make tagged values, resolved later by the rooms that know people.

``head_of("UBND-HN")`` is ``{"head_of": "UBND-HN"}``; ``working_days(5)`` is ``{"working_days": 5}``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.limits import CHOICE_LETTERS, WORKING_DAYS

_DUE_TAGS = frozenset({"working_days", "later_of"})


def _tag(tag: str, *kinds: type) -> Callable[[Any], dict[str, Any]]:
    def tagged(value: Any) -> dict[str, Any]:
        if type(value) not in kinds or (type(value) is str and not 0 < len(value) <= CHOICE_LETTERS):
            raise ExpressionError(N_("Expected a code or number for %(function)s."), function=tag + "()")
        return {tag: value}

    return tagged


def _working_days(number: Any) -> dict[str, Any]:
    if type(number) is not int or not 0 <= number <= WORKING_DAYS:
        raise ExpressionError(N_("Expected a whole number from 0 to %(most)s for working_days()."), most=WORKING_DAYS)
    return {"working_days": number}


def _later_of(one: Any, other: Any) -> dict[str, Any]:
    return {"later_of": [due_value(one), due_value(other)]}


def due_value(value: Any) -> Any:
    """Return a due value in its plain form: nothing, a date or moment in ISO 8601, or a tagged value."""
    if value is None or type(value) is str:
        if value:
            datetime.datetime.fromisoformat(value)
        return value or None
    if type(value) in (datetime.date, datetime.datetime):
        return value.isoformat()
    if type(value) is dict and len(value) == 1 and next(iter(value)) in _DUE_TAGS:
        return value
    raise ExpressionError(N_("Expected a date, working_days() or later_of() as a due date."))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "head_of": _tag("head_of", str),
    "members_of": _tag("members_of", str),
    "group": _tag("group", str),
    "person": _tag("person", int, str),
    "position": _tag("position", int, str),
    "working_days": _working_days,
    "later_of": _later_of,
}
