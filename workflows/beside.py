"""Statements as the driver gets them, and several changes as one statement where they may go beside each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Integer, cast, func, select, table
from sqlalchemy.dialects import postgresql

_POSTGRESQL: Any = postgresql.dialect
MOST_AT_ONCE = 12  # rows, or changes, of one statement: each other number is another text that is planned and kept


@dataclass(frozen=True, slots=True)
class Ready:
    """The text that the driver gets, how values go in and how rows come out."""

    text: str
    positions: tuple[str, ...]
    constants: Mapping[str, Any]
    inward: Mapping[str, Callable[[Any], Any]]
    row: Callable[[Sequence[Any]], Any] | None
    beside: bool
    hits: int | None
    outward: tuple[tuple[int, Callable[[Any], Any]], ...] = field(default=())

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        """The values as the driver gets them, in the order of the text."""
        given = {**self.constants, **values} if self.constants else values
        if not self.inward:
            return [given[name] for name in self.positions]
        ask = self.inward.get
        return [given[name] if (process := ask(name)) is None else process(given[name]) for name in self.positions]

    def rows(self, found: Sequence[Sequence[Any]]) -> list[Any]:
        """The driver's rows with their columns' names and types."""
        assert self.row is not None
        if not self.outward:
            return [self.row(one) for one in found]
        made = []
        for one in found:
            cells = list(one)
            for index, process in self.outward:
                cells[index] = process(cells[index])
            made.append(self.row(cells))
        return made


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is sent as one statement; one that ``is_folded`` answers with one row, how many rows each of its members hit."""

    text: str
    parameters: list[Any]
    members: list[Ready]
    is_folded: bool = False


def folded(ready: list[tuple[Ready, Mapping[str, Any]]], *, strict: bool) -> Iterator[Sentence]:
    """What goes to PostgreSQL: changes that may go beside each other are one statement, which answers with what each one hit.

    A statement costs driver and server more than the row that it writes. ``strict`` makes the server itself refuse a change
    that misses its row, as what follows it (the COMMIT) must not be run.
    """
    for beside, run in groupby(ready, key=lambda one: one[0].beside):
        while group := list(islice(run, MOST_AT_ONCE if beside else 1)):
            members = [one for one, _values in group]
            must_hit = tuple(one.hits if strict else None for one in members)
            if len(group) == 1 and must_hit == (None,):
                yield from apart(group)
                continue
            parameters = [value for one, values in group for value in one.parameters(values)]
            text = _as_one(tuple((one.text, len(one.positions)) for one in members), must_hit)
            yield Sentence(text, parameters, members, is_folded=True)


def apart(ready: list[tuple[Ready, Mapping[str, Any]]]) -> Iterator[Sentence]:
    """Each statement for itself."""
    for one, values in ready:
        yield Sentence(one.text, one.parameters(values), [one])


@lru_cache(maxsize=512)
def _as_one(parts: tuple[tuple[str, int], ...], must_hit: tuple[int | None, ...]) -> str:
    """One text for several changes, their values numbered through; it divides by nothing when one misses the row it must hit."""
    written, hits, before = [], [], 0
    for number, (text, count) in enumerate(parts):
        places = re.split(r"\$(\d+)", text)  # every second one is a number
        places[1::2] = [f"${int(place) + before}" for place in places[1::2]]
        written.append(f"w{number} AS ({''.join(places)} RETURNING 1)")
        hits.append(_hit(f"w{number}", must_hit[number]))
        before += count
    return f"WITH {', '.join(written)} SELECT {', '.join(hits)}"


def _hit(name: str, must: int | None) -> str:
    """How many rows the change of this name hit; divided by nothing when it had to be another number."""
    counted = func.count()
    told: Any = counted if must is None else counted.op("/")(cast(counted == must, Integer))
    rows = select(told).select_from(table(name)).scalar_subquery()
    return str(rows.compile(dialect=_POSTGRESQL(), compile_kwargs={"literal_binds": True}))
