"""What an examination says: one line that a person can act on, and a machine can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: ``sentence`` says how it stands, ``remedy`` what to do where it is not well."""

    check: str
    level: Level
    sentence: str
    remedy: str = ""

    def line(self) -> str:
        """The finding as one line of text."""
        return f"{self.level:<8} {self.check}: {self.sentence}{' ' if self.remedy else ''}{self.remedy}"


def ok(check: str, sentence: str) -> Finding:
    """It is well."""
    return Finding(check, "ok", sentence)


def warning(check: str, sentence: str, remedy: str) -> Finding:
    """It works, and should not stay so."""
    return Finding(check, "warning", sentence, remedy)


def fault(check: str, sentence: str, remedy: str) -> Finding:
    """It does not work, or what is promised does not hold."""
    return Finding(check, "fault", sentence, remedy)
