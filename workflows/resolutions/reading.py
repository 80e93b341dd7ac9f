"""From the bytes of a plan file to rows of text, or to sentences saying what is wrong with which row and column.

CSV in UTF-8 (with or without a byte order mark), separated by commas or semicolons, or the first sheet of a workbook
(``workbooks``), headed by the columns below in English or Vietnamese. A cell is text and stays text: nothing in it is ever
calculated. All faults are found in one reading.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workflows import workbooks
from workflows.errors import N_, Refusal
from workflows.letters import is_readable
from workflows.limits import (
    CONTRIBUTIONS_LETTERS,
    LINE_LETTERS,
    PLAN_BYTES,
    PLAN_CELL_LETTERS,
    PLAN_COLUMNS,
    PLAN_FAULTS,
    PLAN_ROWS,
)
from workflows.organisation.folding import fold
from workflows.resolutions.contributions import COLUMN

NO_TEXT = (b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF")  # how empty archives, old workbooks and PDF files begin
HARMLESS = re.compile(
    r"'(?= *[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])"
)  # what our own CSV puts before what looks like a formula
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
    COLUMN: CONTRIBUTIONS_LETTERS,
}
REQUIRED = ("code", "title_vi")
SILENT = (COLUMN,)  # left out, it says nothing; any other column left out is empty
HEADERS = {
    "code": ("ma", "ma nhiem vu", "ma so"),
    "title_vi": (
        "title",
        "title in vietnamese",
        "ten tieng viet",
        "ten nhiem vu",
        "nhiem vu",
        "noi dung nhiem vu",
        "noi dung",
    ),
    "title_en": ("title in english", "ten tieng anh", "nhiem vu tieng anh"),
    "group": ("group of tasks", "nhom", "nhom nhiem vu", "linh vuc"),
    "lead_agency": ("lead", "lead unit", "co quan chu tri", "don vi chu tri", "chu tri"),
    "coordinating_agencies": ("coordinating", "co operating units", "co quan phoi hop", "don vi phoi hop", "phoi hop"),
    COLUMN: (
        "parts of co operating units",
        "phan viec cua cac don vi phoi hop",
        "phan viec cua don vi phoi hop",
        "san pham phoi hop",
    ),
    "deliverable": ("product", "san pham", "ket qua", "san pham dau ra"),
    "evidence_required": ("evidence", "minh chung yeu cau", "minh chung", "minh chung can co"),
    "due_date": ("due", "due on", "han", "thoi han", "han hoan thanh", "ngay hoan thanh"),
    "due_text": ("deadline as written", "thoi han theo van ban", "thoi han ghi trong van ban"),
    "source": ("document", "assigning document", "van ban giao", "nguon", "can cu"),
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


class _Enough(Exception):
    """There is no sense in reading on."""


@dataclass(slots=True)
class _Faults:
    found: list[RowFault] = field(default_factory=list)

    def add(self, row: int | None, column: str | None, refusal: Refusal) -> None:
        self.found.append(RowFault(row, column, refusal))
        if len(self.found) == PLAN_FAULTS:
            self.found.append(too_many_faults())
            raise _Enough


def too_many_faults() -> RowFault:
    """What is said instead of the rest when a file has very many faults."""
    return RowFault(
        None,
        None,
        Refusal(
            N_("Expected a file with fewer faults: after %(most)s of them it was not read further. Mend these first."),
            most=PLAN_FAULTS,
        ),
    )


def read(content: bytes) -> Reading:
    """Read a whole plan file: first that it is text at all, then its headings, then every cell's length and letters."""
    faults = _Faults()
    try:
        return _read(content, faults)
    except _Enough:
        return Reading(faults=tuple(faults.found))


def _read(content: bytes, faults: _Faults) -> Reading:
    lines = _lines(content, faults)
    if lines is None:
        return Reading(faults=tuple(faults.found))
    try:
        columns = _columns(next(lines, []), faults)
        if faults.found:
            return Reading(faults=tuple(faults.found))
        rows = tuple(_rows(lines, columns, faults))
    except workbooks.Unsound as unsound:
        faults.add(None, None, unsound.refusal)
        return Reading(faults=tuple(faults.found))
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


def _lines(content: bytes, faults: _Faults) -> Iterator[list[str]] | None:
    """The file line by line, whichever kind it is; ``None`` when it cannot be a plan at all."""
    if len(content) > PLAN_BYTES:
        size = {"limit": PLAN_BYTES, "size": len(content)}
        sentence = N_("Expected a file of at most %(limit)s bytes, but it has %(size)s.")
        faults.add(None, None, Refusal(sentence, **size))
        return None
    if content.startswith(workbooks.BEGINS):
        return workbooks.lines_of(content, rows=PLAN_ROWS, columns=PLAN_COLUMNS)
    text = _decoded(content, faults)
    return None if text is None else csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)


def cells_of(said: Mapping[str, str]) -> tuple[dict[str, str], list[RowFault]]:
    """One row that a person typed, column by column, each cell judged as a file's is."""
    faults = _Faults()
    asked = [column for column in HEADERS if column in said or column not in SILENT]
    row = {column: _cell(1, column, said.get(column, ""), faults) for column in asked}
    return row, faults.found


def _decoded(content: bytes, faults: _Faults) -> str | None:
    if content.startswith(NO_TEXT):
        text = N_(
            "Expected a workbook (XLSX) or a CSV file, but this is another kind of file. "
            "Open it, choose “Save as” and then “Excel workbook (XLSX)”."
        )
        faults.add(None, None, Refusal(text))
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
    if len(headings) > PLAN_COLUMNS:
        text = N_("Expected at most %(most)s columns, but there are %(count)s.")
        faults.add(1, None, Refusal(text, most=PLAN_COLUMNS, count=len(headings)))
        return columns
    for heading in (heading[:LINE_LETTERS] for heading in headings):
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
        if number > PLAN_ROWS + 1:
            faults.add(
                None, None, Refusal(N_("Expected at most %(limit)s rows, but the file has more."), limit=PLAN_ROWS)
            )
            raise _Enough
        if not any(cell.strip() or isinstance(cell, workbooks.Computed) for cell in cells):
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
        row = {column: _cell(number, column, cell, faults) for column, cell in zip(columns, cells, strict=True)}
        yield number, row


def _cell(number: int, column: str, cell: str, faults: _Faults) -> str:
    """The cell in the one spelling that is kept (NFC), and whether it may stand there; what is too long is not even spelled anew."""
    longest = LONGEST.get(column, PLAN_CELL_LETTERS)
    if isinstance(cell, workbooks.Computed):
        faults.add(number, column, Refusal(workbooks.COMPUTED))
        return ""
    cell = HARMLESS.sub("", cell.strip(), count=1) if cell.startswith("'") else cell.strip()
    if not is_readable(cell):
        faults.add(
            number, column, Refusal(N_("Expected readable text, but the cell holds characters that cannot be shown."))
        )
        return ""
    if len(cell) <= 2 * longest + 100:
        cell = unicodedata.normalize("NFC", cell)
    if len(cell) > longest:
        faults.add(
            number,
            column,
            Refusal(
                N_("Expected at most %(limit)s characters, but there are %(found)s."), limit=longest, found=len(cell)
            ),
        )
        return ""
    if column in REQUIRED and not cell:
        faults.add(number, column, Refusal(N_("Expected something in this cell, but it is empty.")))
    return cell
