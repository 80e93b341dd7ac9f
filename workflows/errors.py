"""What the house says when it refuses: sentences for a person, with the numbers a door needs.

A sentence is an English gettext message with ``%(name)s`` places; the web door translates it. ``_`` here only marks the
sentence for the catalogue.
"""

from __future__ import annotations

from typing import Any


def N_(text: str) -> str:
    """Mark a sentence for translation without translating it here."""
    return text


class Refusal(Exception):
    """A rule said no: ``text`` (a catalogue sentence) filled with ``params``; ``status`` is what a web door answers."""

    status = 422

    def __init__(self, text: str, *, status: int | None = None, **params: Any) -> None:
        super().__init__(text % params if params else text)
        self.text = text
        self.params = params
        if status is not None:
            self.status = status


class NotFound(Refusal):
    """The thing does not exist, or is hidden from this actor; the two are answered alike."""

    status = 404

    def __init__(
        self, text: str = N_("Expected to find this page, but it does not exist or is not open to you.")
    ) -> None:
        super().__init__(text)


class Forbidden(Refusal):
    """The actor can see the thing but has no right to do this."""

    status = 403


class Conflict(Refusal):
    """Somebody else was first, or the page shown is out of date."""

    status = 409


class Invalid(Refusal):
    """The input breaks rules: ``faults`` maps a field to its sentence, so that the form comes back filled in."""

    status = 422

    def __init__(self, text: str, faults: dict[str, Refusal] | None = None, **params: Any) -> None:
        super().__init__(text, **params)
        self.faults = faults or {}
