"""Words that people type into our own forms (a drawing's forms have their schema): kept whole, or refused at their field."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request
from werkzeug.datastructures import MultiDict

from workflows.definitions.values import plain_words
from workflows.errors import N_, Invalid, Refusal
from workflows.limits import REASON_LETTERS, SEARCH_LETTERS


def words_of(form: MultiDict[str, str], names: Iterable[str], *, most: int = REASON_LETTERS) -> dict[str, str]:
    """What stands in the fields ``names``, in the one spelling that is kept; a field that was not sent is empty.

    Raises ``Invalid`` with a sentence for each field that is too long, unreadable, or sent twice.
    """
    said: dict[str, str] = {}
    faults: dict[str, Refusal] = {}
    for name in names:
        given = form.getlist(name)
        try:
            if len(given) > 1:
                raise Refusal(N_("Expected one answer here, but there are %(count)s."), count=len(given))
            said[name] = plain_words(given[0], most, lines=True) if given else ""
        except Refusal as refusal:
            faults[name] = refusal
    if len(faults) == 1:
        (only,) = faults.values()
        raise Invalid(only.text, faults, **only.params)
    if faults:
        raise Invalid(
            N_("Expected every field to be filled in as asked, but not all are; to be put right: %(count)s."),
            faults,
            count=len(faults),
        )
    return said


def searched() -> str:
    """The words that are searched for, from the address."""
    return request.args.get("q", "").strip()[:SEARCH_LETTERS]
