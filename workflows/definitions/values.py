"""From what came in for one field to a plain value, or a sentence why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from workflows.definitions.fields import Field
from workflows.errors import N_, Refusal
from workflows.letters import is_readable
from workflows.limits import CHOICE_LETTERS, CHOSEN, EARLIEST_YEAR, LARGEST_NUMBER, LATEST_YEAR, PATTERN_LETTERS

_NUMBER = re.compile(r"-?\d{1,16}(\.\d{1,10})?", re.ASCII)
_YES = frozenset({True, "true", "on", "1", "yes"})
_NO = frozenset({None, False, "", "false", "off", "0", "no"})


def cleaned(field: Field, value: Any) -> Any:
    """Return the value as the field's type has it, ``None`` for no answer; raises Refusal when it does not fit."""
    if field.type != "checkbox" and (value is None or value == "" or value == []):
        return None
    return _CLEANERS[field.type](field, value)


def unfinished(field: Field, value: Any) -> Any:
    """What a draft keeps of a field, right or not yet; raises Refusal for what could be no answer at all."""
    several = value if isinstance(value, list) else [value]
    if len(several) > CHOSEN:
        raise _too_many(CHOSEN, len(several))
    most = field.longest if field.type in ("textfield", "textarea") else CHOICE_LETTERS
    for one in several:
        if one is not None and not isinstance(one, bool):
            plain_words(one, most, lines=field.type == "textarea")
    return value


def plain_words(value: Any, most: int, *, lines: bool) -> str:
    """Text of at most ``most`` letters in the one spelling that is kept (NFC); raises Refusal for anything else."""
    if not isinstance(value, str):
        raise Refusal(N_("Expected text, but got something else."))
    if len(value) > 2 * most + 100:  # measured before anything is done with it
        raise _too_long(most, len(value))
    text = unicodedata.normalize("NFC", plain_text(value, lines=lines)).strip()
    if len(text) > most:
        raise _too_long(most, len(text))
    return text


def required(field: Field, answer: Any) -> Refusal | None:
    """What is missing when a shown field must be answered."""
    if not field.required or (answer is not None and answer is not False):
        return None
    if field.type == "checkbox":
        return Refusal(N_("Expected this box to be ticked, but it is not."))
    return Refusal(N_("Expected an answer here, but it is empty."))


def _text(field: Field, value: Any) -> str | None:
    text = plain_words(value, field.longest, lines=field.type == "textarea")
    if not text:
        return None
    if field.min_length and len(text) < field.min_length:
        raise Refusal(
            N_("Expected at least %(least)s characters, but there are %(count)s."),
            least=field.min_length,
            count=len(text),
        )
    if field.pattern and (len(text) > PATTERN_LETTERS or re.fullmatch(field.pattern, text) is None):
        raise Refusal(N_("Expected another form of writing it, but this does not fit. See the note beside the field."))
    return text


def plain_text(value: str, *, lines: bool) -> str:
    """The text with line ends made alike; raises Refusal for what cannot be shown."""
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if not is_readable(text) or ("\n" in text and not lines):
        raise Refusal(N_("Expected readable text, but it holds characters that cannot be shown. Type it in again."))
    return text


def _too_long(most: int, count: int) -> Refusal:
    return Refusal(N_("Expected at most %(most)s characters, but there are %(count)s."), most=most, count=count)


def _too_many(most: int, count: int) -> Refusal:
    return Refusal(N_("Expected at most %(most)s answers, but there are %(count)s."), most=most, count=count)


def _number(field: Field, value: Any) -> int | float:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value) if "." in value else int(value)
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not abs(value) <= LARGEST_NUMBER  # what is no number at all is not below it either
    ):
        raise Refusal(N_("Expected a number such as 12 or 12.5, but this is none."))
    if round(value, field.decimals) != value:
        raise Refusal(N_("Expected a number with at most %(digits)s decimals, but it has more."), digits=field.decimals)
    if field.minimum is not None and value < field.minimum:
        raise Refusal(N_("Expected %(least)s or more, but got %(value)s."), least=field.minimum, value=value)
    if field.maximum is not None and value > field.maximum:
        raise Refusal(N_("Expected %(most)s or less, but got %(value)s."), most=field.maximum, value=value)
    return int(value) if value == int(value) else value


def _checkbox(_: Field, value: Any) -> bool:
    if isinstance(value, str | bool | None):
        if value in _YES:
            return True
        if value in _NO:
            return False
    raise Refusal(N_("Expected yes or no, but got something else."))


def _choice(field: Field, value: Any) -> str:
    if not isinstance(value, str) or len(value) > CHOICE_LETTERS:
        raise Refusal(N_("Expected one of the answers offered, but got another."))
    if field.picker:
        return plain_text(value, lines=False)
    if value not in {option.value for option in field.options}:
        raise Refusal(N_("Expected one of the answers offered, but got another."))
    return value


def _choices(field: Field, value: Any) -> list[str] | None:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple):
        raise Refusal(N_("Expected one or more of the answers offered, but got something else."))
    most = min(field.max_length or CHOSEN, CHOSEN)
    if len(given) > most:
        raise _too_many(most, len(given))
    chosen = [_choice(field, one) for one in given if one != ""]
    return list(dict.fromkeys(chosen)) or None


def _day(_: Field, value: Any) -> str:
    day: date | None = None
    if isinstance(value, date) and not isinstance(value, datetime):
        day = value
    elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip(), re.ASCII):
        try:
            day = date.fromisoformat(value.strip())
        except ValueError:
            day = None
    if day is None or not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Refusal(N_("Expected a day of the calendar, written as year-month-day, but this is none."))
    return day.isoformat()


_CLEANERS: dict[str, Callable[[Field, Any], Any]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "checkbox": _checkbox,
    "radio": _choice,
    "select": _choice,
    "checklist": _choices,
    "taglist": _choices,
    "datetime": _day,
}
