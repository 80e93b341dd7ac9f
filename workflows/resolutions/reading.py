"""From the bytes of a plan file to rows of text, or to sentences saying what is wrong with which row and column.

UTF-8 (with or without a byte order mark), separated by commas or semicolons, headed by the columns below in English or
Vietnamese. A cell is text and stays text: nothing in it is ever calculated. All faults are found in one reading.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from workflows.errors import N_, Refusal
from workflows.organisation.folding import fold

MAX_BYTES = 2_000_000
MAX_ROWS = 5_000
LONGEST = {
    "code": 60,
    "title_vi": 2_000,
    "title_en": 2_000,
    "group": 300,
    "priority": 20,
    "kind": 40,
    "secrecy": 40,
    "resolution": 60,
    "province": 10,
    "due_date": 20,
}
LONGEST_OTHERS = 4_000
REQUIRED = ("code", "title_vi")
HEADERS = {
    "code": ("ma", "ma nhiem vu", "ma so"),
    "title_vi": ("title", "ten nhiem vu", "nhiem vu", "noi dung nhiem vu", "noi dung"),
    "title_en": ("ten tieng anh", "nhiem vu tieng anh"),
    "group": ("nhom", "nhom nhiem vu", "linh vuc"),
    "lead_agency": ("lead", "lead unit", "co quan chu tri", "don vi chu tri", "chu tri"),
    "coordinating_agencies": ("coordinating", "co quan phoi hop", "don vi phoi hop", "phoi hop"),
    "deliverable": ("product", "san pham", "ket qua", "san pham dau ra"),
    "evidence_required": ("evidence", "minh chung", "minh chung can co"),
    "due_date": ("due", "due on", "thoi han", "han hoan thanh", "ngay hoan thanh"),
    "due_text": ("thoi han theo van ban", "thoi han ghi trong van ban"),
    "source": ("document", "van ban giao", "nguon", "can cu"),
    "priority": ("uu tien", "muc uu tien", "do uu tien"),
    "kind": ("loai", "loai nhiem vu"),
    "secrecy": ("do mat", "mat"),
    "resolution": ("nghi quyet", "ke hoach", "so nghi quyet"),
    "province": ("tinh", "ma tinh"),
}
_COLUMN_OF = {name: column for column, names in HEADERS.items() for name in (fold(column), *names)}


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong, in a sentence; ``row`` counts as a spreadsheet does (the headings are row 1), none for the whole file."""

    row: int | None
    column: str | None
    refusal: Refusal

    def __str__(self) -> str:
        place = "" if self.row is None else f"row {self.row}" + (f", {self.column}" if self.column else "") + ": "
        return f"{place}{self.refusal}"


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows as text by column, each with its number, and the faults."""

    rows: tuple[tuple[int, dict[str, str]], ...] = ()
    faults: tuple[RowFault, ...] = ()


@dataclass(slots=True)
class _Faults:
    found: list[RowFault] = field(default_factory=list)

    def add(self, row: int | None, column: str | None, refusal: Refusal) -> None:
        self.found.append(RowFault(row, column, refusal))


def read(content: bytes) -> Reading:
    """Read a whole plan file: first that it is text at all, then its headings, then every cell's length and letters."""
    faults = _Faults()
    text = _decoded(content, faults)
    if text is None:
        return Reading(faults=tuple(faults.found))
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        columns = _columns(next(lines, []), faults)
        if faults.found:
            return Reading(faults=tuple(faults.found))
        rows = tuple(_rows(lines, columns, faults))
    except csv.Error as error:
        faults.add(
            None,
            None,
            Refusal(N_("Expected a CSV file, but it cannot be read as one (%(reason)s)."), reason=str(error)),
        )
        return Reading(faults=tuple(faults.found))
    if not rows and not faults.found:
        faults.add(None, None, Refusal(N_("Expected at least one row below the headings, but the file has none.")))
    return Reading(rows, tuple(faults.found))


def _decoded(content: bytes, faults: _Faults) -> str | None:
    if len(content) > MAX_BYTES:
        faults.add(
            None,
            None,
            Refusal(
                N_("Expected a file of at most %(limit)s bytes, but it has %(size)s."),
                limit=MAX_BYTES,
                size=len(content),
            ),
        )
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        faults.add(
            None,
            None,
            Refusal(
                N_("Expected text in UTF-8, but line %(line)s is not; please save the file as “CSV UTF-8”."), line=line
            ),
        )
        return None


def _delimiter(text: str) -> str:
    """Semicolons when the headings hold more of them: what a spreadsheet writes where the comma is a decimal sign."""
    headings = text.split("\n", 1)[0]
    return ";" if headings.count(";") > headings.count(",") else ","


def _columns(headings: list[str], faults: _Faults) -> list[str]:
    columns: list[str] = []
    for heading in headings:
        column = _COLUMN_OF.get(fold(heading))
        if column is None:
            faults.add(
                1,
                heading[:60],
                Refusal(
                    N_("Expected a known heading, but “%(heading)s” is not one; known are: %(known)s."),
                    heading=heading[:60],
                    known=", ".join(HEADERS),
                ),
            )
        elif column in columns:
            faults.add(
                1, heading[:60], Refusal(N_("Expected each column once, but %(column)s is there twice."), column=column)
            )
        columns.append(column or "")
    for column in REQUIRED:
        if column not in columns:
            faults.add(1, column, Refusal(N_("Expected a column %(column)s, but the file has none."), column=column))
    return columns


def _rows(lines: Iterator[list[str]], columns: list[str], faults: _Faults) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in enumerate(lines, start=2):
        if number > MAX_ROWS + 1:
            faults.add(
                None, None, Refusal(N_("Expected at most %(limit)s rows, but the file has more."), limit=MAX_ROWS)
            )
            return
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            faults.add(
                number,
                None,
                Refusal(
                    N_("Expected %(expected)s cells as in the headings, but the row has %(found)s."),
                    expected=len(columns),
                    found=len(cells),
                ),
            )
            continue
        row = {column: unicodedata.normalize("NFC", cell.strip()) for column, cell in zip(columns, cells, strict=True)}
        for column, cell in row.items():
            _check_cell(number, column, cell, faults)
        yield number, row


def _check_cell(number: int, column: str, cell: str, faults: _Faults) -> None:
    longest = LONGEST.get(column, LONGEST_OTHERS)
    if len(cell) > longest:
        faults.add(
            number,
            column,
            Refusal(
                N_("Expected at most %(limit)s characters, but there are %(found)s."), limit=longest, found=len(cell)
            ),
        )
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\r\t" for letter in cell):
        faults.add(number, column, Refusal(N_("Expected readable text, but the cell holds control characters.")))
    if column in REQUIRED and not cell:
        faults.add(number, column, Refusal(N_("Expected something in this cell, but it is empty.")))
