"""The columns of an organisation's file, and its lines as rows by column."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from workflows.errors import N_, Refusal
from workflows.letters import is_readable
from workflows.limits import EARLIEST_YEAR, LATEST_YEAR, ROSTER_COLUMNS, ROSTER_ROWS
from workflows.organisation.folding import fold
from workflows.reorganising.sheets import lines_of
from workflows.workbooks import COMPUTED, Computed

COLUMNS: dict[str, tuple[int, str]] = {
    "parent_code": (40, N_("Code of the unit above")),
    "unit_code": (40, N_("Code of the unit")),
    "unit_vi": (300, N_("Name of the unit in Vietnamese")),
    "unit_en": (300, N_("Name of the unit in English")),
    "level": (40, N_("Kind of unit")),
    "post_code": (40, N_("Code of the post")),
    "post_vi": (200, N_("Title of the post in Vietnamese")),
    "post_en": (200, N_("Title of the post in English")),
    "rank": (20, N_("Rank: head, deputy or officer")),
    "email": (254, N_("E-mail address of the person")),
    "full_name": (200, N_("Full name of the person")),
    "kind": (20, N_("How: regular or acting")),
    "from_on": (20, N_("First day, such as 2026-04-30")),
    "until_on": (20, N_("Last day, or empty")),
}
REQUIRED = ("unit_code",)
QUOTED = ("=", "+", "-", "@")  # an apostrophe before these is a download's own
_NAMES = {fold(name): name for name in COLUMNS}


def read(content: bytes) -> Iterator[tuple[int, dict[str, str] | Refusal]]:
    """Each row below the headings with its number as a spreadsheet counts, or why it cannot be read. Raises ``Refusal`` for a file
    without headings of ours, or with too many rows. Lines above the headings (a download has one) are passed over.
    """
    columns: list[str] = []
    rows = 0
    for number, cells in enumerate(lines_of(content), 1):
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _columns(cells, number)
            continue
        rows += 1
        if rows > ROSTER_ROWS:
            raise Refusal(N_("Expected at most %(limit)s rows, but the file has more."), limit=ROSTER_ROWS)
        yield number, _row(columns, cells)
    if not columns or not rows:
        raise Refusal(N_("Expected at least one row below the headings, but the file has none."))


def day_in(words: str) -> date | None:
    """A day as people or workbooks write it. Raises ``Refusal``."""
    if not words:
        return None
    try:
        found = date.fromisoformat(words)
        if EARLIEST_YEAR <= found.year <= LATEST_YEAR:
            return found
    except ValueError:
        pass
    raise Refusal(N_("Expected a day such as 2026-04-30, but got “%(said)s”."), said=words)


def _columns(cells: Sequence[str], number: int) -> list[str]:
    """The columns that a line of headings names; a line before it names none and is passed over (twice at most)."""
    if len(cells) > ROSTER_COLUMNS:
        raise Refusal(
            N_("Expected at most %(most)s columns, but there are %(count)s."), most=ROSTER_COLUMNS, count=len(cells)
        )
    found = [_NAMES.get(fold(cell[:60]), "") for cell in cells]
    if not any(found) and number <= 2:
        return []
    for column in REQUIRED:
        if column not in found:
            raise Refusal(N_("Expected a column %(column)s, but the file has none."), column=column)
    for cell, column in zip(cells, found, strict=True):
        if cell.strip() and not column:
            raise Refusal(
                N_("Expected a known heading, but “%(heading)s” is not one; known are: %(known)s."),
                heading=cell[:60],
                known=", ".join(COLUMNS),
            )
        if column and found.count(column) > 1:
            raise Refusal(N_("Expected each column once, but %(column)s is there twice."), column=column)
    return found


def _row(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str] | Refusal:
    if any(cell.strip() for cell in cells[len(columns) :]):
        return Refusal(
            N_("Expected %(expected)s cells as in the headings, but the row has %(found)s."),
            expected=len(columns),
            found=len(cells),
        )
    row = dict.fromkeys(COLUMNS, "")
    for column, cell in zip(columns, cells, strict=False):
        if not column:
            continue
        if isinstance(cell, Computed):
            return Refusal(COMPUTED)
        longest = COLUMNS[column][0]
        if len(cell) > 2 * longest + 100 or not is_readable(cell):
            return Refusal(
                N_("Expected readable text of at most %(most)s letters in %(column)s."), most=longest, column=column
            )
        words = unicodedata.normalize("NFC", cell).strip()
        if words[:1] == "'" and words[1:].lstrip().startswith(QUOTED):
            words = words[1:]
        if len(words) > longest or "\n" in words:
            return Refusal(
                N_("Expected readable text of at most %(most)s letters in %(column)s."), most=longest, column=column
            )
        row[column] = words
    return row
