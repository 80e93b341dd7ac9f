"""Who acts. Every command is told, never guesses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in an appointment, the clock, or the operator at the command line.

    ``appointment_id`` is the post in which the act is done, recorded with it; a person without one can read what a grant
    shows, and nothing else.
    """

    kind: Literal["person", "clock", "operator"]
    person_id: int | None = None
    appointment_id: int | None = None

    @property
    def key(self) -> str:
        """A short name for the ledger: ``person:7``, ``clock`` or ``operator``."""
        return f"person:{self.person_id}" if self.kind == "person" else self.kind


CLOCK = Actor("clock")
OPERATOR = Actor("operator")


def person(person_id: int, appointment_id: int | None = None) -> Actor:
    """The actor for a person, in the given appointment."""
    return Actor("person", person_id, appointment_id)
