"""Two texts compared word by word: what stayed, what was taken out, what was put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"^\s+|\S+\s*")  # each with the space behind it, which decides nothing
MOST_WORDS = 1500  # comparing takes the product of both; longer texts are shown whole, before and after


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row: ``same``, ``out`` (only before) or ``in`` (only after)."""

    kind: str
    words: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The words of both texts in the order of reading."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return tuple(one for one in (Piece("out", before), Piece("in", after)) if one.words)
    return tuple(_compared(old, new))


def _compared(old: list[str], new: list[str]) -> Iterator[Piece]:
    alike = SequenceMatcher(None, [one.strip() for one in old], [one.strip() for one in new])
    for kind, a, b, c, d in alike.get_opcodes():
        if kind == "equal":
            yield Piece("same", _read(new[c:d]))
            continue
        if a < b:
            yield Piece("out", _read(old[a:b]))
        if c < d:
            yield Piece("in", _read(new[c:d]))


def _read(words: list[str]) -> str:
    """The words, with a space behind the last one: a text may go on there that had ended."""
    said = "".join(words)
    return said if said[-1].isspace() else f"{said} "
