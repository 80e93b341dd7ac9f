"""Made-up values typed field by field: what is nested becomes fields named ``task.due_at``, and what was typed grows into it again.

What kind a field is of is told by an example: a text stays a text, a number or a yes is read as one, a list has a line for each entry.
Without an example what looks like a number, like true or false is one, nothing is nothing, and everything else is text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from workflows.errors import N_, Refusal
from workflows.expressions.errors import ExpressionError
from workflows.expressions.values import copied
from workflows.limits import CHOSEN, VALUE_DEPTH

Kind = Literal["free", "text", "check", "lines", "data"]
PATH = re.compile(r"[^\W\d]\w{0,59}(\.[\w-]{1,60}){0,9}")
NO_PATH = N_(
    "Expected a name of letters, digits and underscores, with dots between for what lies within, but got “%(name)s”."
)
NO_FIELDS = N_("Expected %(name)s to hold fields, but it holds a value.")
NO_DATA = N_("Expected lists and fields written as in JSON, but this cannot be read.")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?", re.ASCII)
_WORDS: Mapping[str, Any] = {"": None, "true": True, "false": False, "True": True, "False": False, "None": None}


@dataclass(frozen=True, slots=True)
class Part:
    """One field: its name with dots, its kind, and the text that stands in it."""

    path: str
    kind: Kind
    text: str


def parts_of(values: Mapping[str, Any], path: str = "") -> Iterator[Part]:
    """The fields of some values, in their order."""
    for name, value in values.items():
        here = f"{path}.{name}" if path else name
        if isinstance(value, dict) and value and all(PATH.fullmatch(f"x.{key}") for key in value):
            yield from parts_of(value, here)
        else:
            kind = kind_of(value)
            yield Part(here, kind, as_text(value, kind))


def kind_of(value: Any) -> Kind:
    """Which kind of field asks for a value like this one."""
    if isinstance(value, bool):
        return "check"
    if isinstance(value, str):
        return "text"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "lines"
    return "data" if isinstance(value, list | dict) else "free"


def as_text(value: Any, kind: Kind) -> str:
    """What stands in the field for a value."""
    if kind == "lines":
        return "\n".join(value)
    if kind == "data":
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None or value is False else "true" if value is True else str(value)


def read(text: str, kind: Kind) -> Any:
    """The value that was typed into a field. Raises Refusal for data that cannot be read."""
    text = text.strip()
    if kind == "check":
        return text not in ("", "false")
    if kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()][:CHOSEN]
    if kind == "text":
        return text or None
    if kind == "data":
        try:
            return copied(json.loads(text or "null")) if text.count("[") + text.count("{") < VALUE_DEPTH * 10 else None
        except (ValueError, RecursionError, ExpressionError):
            raise Refusal(NO_DATA) from None
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


def grown(pairs: Iterable[tuple[str, Any]], begun: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Values by name out of fields, put into those that there are already. Raises Refusal where a value stands in the way."""
    whole: dict[str, Any] = json.loads(json.dumps(begun or {}))
    for path, value in pairs:
        if not PATH.fullmatch(path):
            raise Refusal(NO_PATH, name=path[:60])
        *around, last = path.split(".")
        fields = whole
        for name in around:
            inner = fields.get(name)
            fields[name] = fields = {} if inner is None else inner
            if not isinstance(fields, dict):
                raise Refusal(NO_FIELDS, name=name)
        fields[last] = value
    return whole
