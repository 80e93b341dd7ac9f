"""What became of each thing that another engine was told: taken over, left to the designer, or kept as it came.

A report is kept with its draft, since a draft that was changed no longer tells where it came from.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

MAPPED, OPEN, KEPT = "mapped", "open", "kept"
MOST_LINES = 1000
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on one element (``elements`` holds several where the same was kept on many): what was ``said``, what it is here,
    and a catalogue sentence that says what to do, or nothing.
    """

    how: str
    elements: tuple[str, ...]
    said: str
    ours: str = ""
    remedy: str = ""
    params: dict[str, Any] = field(default_factory=dict)


def cut(text: str) -> str:
    """A text as a report shows it: one line, and no longer than a line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def written(lines: Iterable[Line]) -> str:
    """A report as text, so that it can be kept; what is to be done comes before what was only kept."""
    ordered = sorted(lines, key=lambda line: (OPEN, MAPPED, KEPT).index(line.how))
    return json.dumps([asdict(line) for line in ordered[:MOST_LINES]], ensure_ascii=False)


def counted(lines: Iterable[Line]) -> dict[str, int]:
    """How many lines there are of each kind."""
    return {MAPPED: 0, OPEN: 0, KEPT: 0} | dict(Counter(line.how for line in lines))


def read(text: str) -> Sequence[Line]:
    """The report that was written so."""
    return [Line(**{**one, "elements": tuple(one["elements"])}) for one in json.loads(text)]
