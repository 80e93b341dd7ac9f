"""From the bytes of a CSV file or a workbook (XLSX) to lines of text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from workflows import workbooks
from workflows.errors import N_, Refusal
from workflows.limits import ROSTER_BYTES, ROSTER_COLUMNS, ROSTER_ROWS

UNREADABLE = N_(
    "Expected a workbook (XLSX) or a CSV file, but it cannot be read as one. Save it anew and choose it again."
)


def lines_of(content: bytes) -> Iterator[list[str]]:
    """Every line of the file or of its first sheet. Raises ``Refusal`` for what is too large, or neither text nor workbook."""
    if len(content) > ROSTER_BYTES:
        raise Refusal(
            N_("Expected a file of at most %(limit)s bytes, but it has %(size)s."),
            limit=ROSTER_BYTES,
            size=len(content),
        )
    if content.startswith(workbooks.BEGINS):
        try:
            yield from workbooks.lines_of(content, rows=ROSTER_ROWS, columns=ROSTER_COLUMNS)
        except workbooks.Unsound as unsound:
            raise unsound.refusal from unsound
        return
    try:
        yield from _of_text(content)
    except (ValueError, csv.Error) as fault:
        raise Refusal(UNREADABLE) from fault


def _of_text(content: bytes) -> Iterator[list[str]]:
    text = content.decode("utf-8-sig")
    if "\0" in text:
        raise ValueError("no text")
    beginning = text[:2_000]
    yield from csv.reader(
        io.StringIO(text, newline=""),
        delimiter=";" if beginning.count(";") > beginning.count(",") else ",",
        strict=True,
    )
