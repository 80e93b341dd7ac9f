"""The ladder: when the clock warns, reminds and tells a superior, read from the decision table of a bundle."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.definitions.bundles import LADDER
from workflows.engine.decisions import Table, decide, load_table
from workflows.errors import N_, Refusal

UNWATCHED = "none"
LADDER_PATH = f"decisions/{LADDER}.dmn"
MOST_DAYS = 365
_PARTS = ("warn_before", "remind_before", "escalate_after", "next_level_after")


@dataclass(frozen=True, slots=True)
class LadderRung:
    """Working days before and after the due date, for one kind of work at one priority."""

    warn_before: int
    remind_before: int
    escalate_after: int
    next_level_after: int


def ladder_rung(files: Mapping[str, bytes], kind: str, priority: int) -> LadderRung | None:
    """The rung for a kind of work at a priority (0 to 100); None when the kind is not watched or no row speaks of it.

    Raises Refusal when the table's answer is not four numbers of days.
    """
    content = files.get(LADDER_PATH)
    return None if content is None or kind == UNWATCHED else _rung(content, kind, priority)


def ladder_rows(files: Mapping[str, bytes]) -> Table | None:
    """The whole table, for pages that show it."""
    content = files.get(LADDER_PATH)
    return None if content is None else load_table(content)


@functools.lru_cache(maxsize=1024)
def _rung(content: bytes, kind: str, priority: int) -> LadderRung | None:
    answer = decide(_table(content), {"kind": kind, "priority": priority})
    if answer is None:
        return None
    days: list[Any] = [answer.get(part) for part in _PARTS] if isinstance(answer, dict) else []
    if len(days) != len(_PARTS) or any(type(number) is not int or not 0 <= number <= MOST_DAYS for number in days):
        raise Refusal(
            N_(
                "Expected the ladder to give whole working days from 0 to %(most)s for %(kind)s, but it gives something else."
            ),
            most=MOST_DAYS,
            kind=kind,
        )
    if days[-1] < 1:
        raise Refusal(
            N_("Expected at least one working day between two levels for %(kind)s, but it is none."), kind=kind
        )
    return LadderRung(*days)


@functools.lru_cache(maxsize=32)
def _table(content: bytes) -> Table:
    return load_table(content)
