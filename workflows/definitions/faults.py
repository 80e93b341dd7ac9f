"""What is wrong with a bundle: the place, and a sentence with a way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workflows.errors import N_, Invalid, Refusal


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the file, the id of the element or key of the field (or nothing), and the refusal in words."""

    file: str
    element: str
    refusal: Refusal

    @property
    def sentence(self) -> str:
        """The refusal in English."""
        return str(self.refusal)

    def __str__(self) -> str:
        place = f"{self.file} · {self.element}" if self.element else self.file
        return f"{place}: {self.sentence}"


class Faulty(Invalid):
    """A bundle that may not run: ``found`` holds every fault, ``faults`` the first one for each place."""

    def __init__(self, found: Sequence[Fault]) -> None:
        places: dict[str, Refusal] = {}
        for fault in found:
            places.setdefault(f"{fault.file}#{fault.element}", fault.refusal)
        super().__init__(N_("Expected drawings without faults, but found %(count)s."), places, count=len(found))
        self.found = tuple(found)


def fault(file: str, element: str, text: str, /, **params: Any) -> Fault:
    """Short form of a fault."""
    return Fault(file, element, Refusal(text, **params))
