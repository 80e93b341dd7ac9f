"""From the bytes of a catalogue file (CSV or workbook) to rows of text by field, or sentences saying what is wrong where.

Headings are the names of the fields, or their words in English or Vietnamese, in any order. A cell is text and stays text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflows import workbooks
from workflows.definitions.values import plain_words
from workflows.errors import N_, Refusal
from workflows.indicators.fields import FIELDS, OF_INDICATOR
from workflows.indicators.vietnamese import VIETNAMESE
from workflows.limits import CATALOGUE_BYTES, CATALOGUE_COLUMNS, CATALOGUE_ROWS
from workflows.organisation.folding import fold
from workflows.resolutions.reading import HARMLESS

COLUMNS: Mapping[str, tuple[int, str]] = {**OF_INDICATOR, **FIELDS}
_COLUMN_OF = {
    fold(heading): name for name, (_, words) in COLUMNS.items() for heading in (name, words, VIETNAMESE[words])
}
UNREADABLE = N_(
    "Expected a workbook (XLSX) or a CSV file, but it cannot be read as one. Save it anew and choose it again."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in a sentence; ``row`` counts as a spreadsheet does, none for the whole file."""

    row: int | None
    column: str | None
    refusal: Refusal


def read(content: bytes) -> tuple[list[tuple[int, dict[str, str]]], list[Fault]]:
    """The rows with their numbers, and the faults; a file with a fault in its frame has no rows."""
    rows: list[tuple[int, dict[str, str]]] = []
    faults: list[Fault] = []
    try:
        columns: list[str] = []
        for number, cells in enumerate(_lines(content), 1):
            if not any(cell.strip() or isinstance(cell, workbooks.Computed) for cell in cells):
                continue
            if not columns:
                columns = _columns(cells)
            elif len(rows) == CATALOGUE_ROWS:
                raise Refusal(N_("Expected at most %(limit)s rows, but the file has more."), limit=CATALOGUE_ROWS)
            else:
                rows.append((number, _row(number, columns, cells, faults)))
        if not rows:
            raise Refusal(N_("Expected at least one row below the headings, but the file has none."))
    except workbooks.Unsound as unsound:
        return [], [Fault(None, None, unsound.refusal)]
    except Refusal as refusal:
        return [], [Fault(None, None, refusal)]
    except (ValueError, csv.Error):
        return [], [Fault(None, None, Refusal(UNREADABLE))]
    return rows, faults


def _lines(content: bytes) -> Iterator[list[str]]:
    if len(content) > CATALOGUE_BYTES:
        sentence = N_("Expected a file of at most %(limit)s bytes, but it has %(size)s.")
        raise Refusal(sentence, limit=CATALOGUE_BYTES, size=len(content))
    if content.startswith(workbooks.BEGINS):
        return workbooks.lines_of(content, rows=CATALOGUE_ROWS, columns=CATALOGUE_COLUMNS)
    text = content.decode("utf-8-sig")
    if "\0" in text:
        raise ValueError("no text")
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _columns(headings: list[str]) -> list[str]:
    if len(headings) > CATALOGUE_COLUMNS:
        sentence = N_("Expected at most %(most)s columns, but there are %(count)s.")
        raise Refusal(sentence, most=CATALOGUE_COLUMNS, count=len(headings))
    columns: list[str] = []
    for heading in headings:
        column = _COLUMN_OF.get(fold(heading[:200]))
        if column is None:
            sentence = N_("Expected a known heading, but “%(heading)s” is not one; known are: %(known)s.")
            raise Refusal(sentence, heading=heading[:60], known=", ".join(COLUMNS))
        if column in columns:
            raise Refusal(N_("Expected each column once, but %(column)s is there twice."), column=column)
        columns.append(column)
    if "code" not in columns:
        raise Refusal(N_("Expected a column %(column)s, but the file has none."), column="code")
    return columns


def _row(number: int, columns: list[str], cells: list[str], faults: list[Fault]) -> dict[str, str]:
    if len(cells) != len(columns):
        sentence = N_("Expected %(expected)s cells as in the headings, but the row has %(found)s.")
        faults.append(Fault(number, None, Refusal(sentence, expected=len(columns), found=len(cells))))
        return {}
    row: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=True):
        try:
            if isinstance(cell, workbooks.Computed):
                raise Refusal(workbooks.COMPUTED)
            bare = HARMLESS.sub("", cell.strip(), count=1)
            row[column] = plain_words(bare, COLUMNS[column][0], lines=True)
        except Refusal as refusal:
            faults.append(Fault(number, column, refusal))
    return row
