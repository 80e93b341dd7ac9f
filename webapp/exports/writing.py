"""Sheets as bytes: CSV as it is read, XLSX through a temporary file. Text is text: no cell is ever a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from webapp.exports.sheets import Cell, Sheet
from workflows.calendar import VIETNAM
from workflows.limits import EXPORT_PAGE

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four are their wide twins
BOM = "\ufeff"  # by which spreadsheets know that it is UTF-8
TAKEN = ("=", "#")  # how texts begin that the library would take for a formula (=1+1) or a fault (#N/A)
LONGEST = 32_767  # letters that a cell of a workbook can hold
MOMENT, DAY = "dd/mm/yyyy hh:mm", "dd/mm/yyyy"


def csv_pieces(sheet: Sheet) -> Iterator[bytes]:
    """The sheet as CSV, some hundred lines at a time. What a spreadsheet would take for a formula begins with an apostrophe."""
    lines: Iterator[Sequence[Cell]] = chain([*_about(sheet), sheet.headings], sheet.lines())
    begin = BOM
    while page := list(islice(lines, EXPORT_PAGE)):
        text = io.StringIO()
        csv.writer(text).writerows([_in_csv(cell) for cell in row] for row in page)
        yield (begin + text.getvalue()).encode()
        begin = ""


def xlsx_file(sheet: Sheet) -> IO[bytes]:
    """The sheet as a workbook in a temporary file, at its beginning; rows go through, they are not gathered."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.name[:31])
    above = len(_about(sheet))
    page.freeze_panes = f"A{above + 2}"
    page.print_title_rows = f"{above + 1}:{above + 1}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True
    for number, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    for line in _about(sheet):
        page.append([_text(page, words) for words in line])
    page.append([_text(page, words, bold=True) for words in sheet.headings])
    for row in sheet.lines():
        page.append([_in_xlsx(page, cell) for cell in row])
    for more in sheet.after:
        _append(book, more)
    return _saved(book)


def _append(book: Workbook, sheet: Sheet) -> None:
    """A further sheet of the same workbook, without ornaments."""
    page = book.create_sheet(sheet.name[:31])
    for number, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([_text(page, words, bold=True) for words in sheet.headings])
    for row in sheet.lines():
        page.append([_in_xlsx(page, cell) for cell in row])


def _saved(book: Workbook) -> IO[bytes]:
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - it goes with the answer
    try:
        book.save(kept)
        kept.seek(0)
    except BaseException:
        kept.close()
        raise
    return kept


def _about(sheet: Sheet) -> list[tuple[str]]:
    """The line above the headings; a file that is to be taken in again has none."""
    return [(sheet.about,)] if sheet.about else []


def _in_csv(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return f"{cell.astimezone(VIETNAM):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        words = cell.replace("\0", "")
        return f"'{words}" if words.lstrip(" ").startswith(FORMULA) else words
    return cell


def _in_xlsx(page: Any, cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return _formed(page, cell.astimezone(VIETNAM).replace(tzinfo=None), MOMENT)
    if isinstance(cell, date):
        return _formed(page, cell, DAY)
    if isinstance(cell, str):
        words = _sound(cell)
        return _text(page, words) if words.startswith(TAKEN) else words or None
    return cell


def _formed(page: Any, value: date, form: str) -> Any:
    made = WriteOnlyCell(page, value=value)
    made.number_format = form
    return made


def _text(page: Any, words: str, *, bold: bool = False) -> Any:
    """A cell of text that is said to be text."""
    made = WriteOnlyCell(page)
    made._value, made.data_type = _sound(words), "s"
    if bold:
        made.font = Font(bold=True)
    return made


def _sound(words: str) -> str:
    """Without what a workbook cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", words)[:LONGEST]
