"""From the bytes of a workbook (XLSX) to lines of text: the first sheet, cell by cell, nothing of it calculated.

A workbook is an archive of XML, and either can be made to cost a thousand times its size. So before openpyxl looks, the few parts
that it needs are unpacked piece by piece under a bound, whatever their headers claim, refused when they declare entities or hold
more marks than any file that we take, cut down to their cells, and packed anew without compression.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from workflows.errors import N_, Refusal
from workflows.limits import WORKBOOK_MARKS, WORKBOOK_PARTS, WORKBOOK_UNPACKED_BYTES

BEGINS = b"PK\x03\x04"
PIECE = 64 * 1024
NEEDED = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|xl/([\w-]+|_rels/[\w.-]+|worksheets/[\w-]+)(\.xml)?(\.rels)?")
SHEET = re.compile(rb"<(?P<prefix>(?:\w+:)?)sheetData\b.*</(?P=prefix)sheetData\s*>", re.DOTALL)
ROOT = re.compile(rb"<(?P<name>(?:\w+:)?worksheet)\b[^>]*>")
UNREADABLE = N_("Expected a workbook (XLSX), but it cannot be read as one. Open it, save it anew and choose it again.")
TOO_LARGE = N_("Expected a workbook of moderate size, but unpacked it is much larger.")
COMPUTED = N_("Expected a value, but the cell computes one. Copy the column and paste it as values.")


class Unsound(Exception):
    """The bytes are no workbook that could be read; ``refusal`` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.refusal = Refusal(sentence)


class Computed(str):
    """A cell whose value would have to be calculated; reading says so at its place."""


def lines_of(content: bytes, *, rows: int, columns: int) -> Iterator[list[str]]:
    """The first lines of the first sheet, headings first, as wide as the headings; of more than these ``rows`` and ``columns``
    enough to see that there are more. Raises ``Unsound`` for what is no sound workbook."""
    try:
        archive = _made_small(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks, which do not matter here
            book = load_workbook(archive, read_only=True, keep_links=False)
            sheet = book.worksheets[0]
            yield from _lines(sheet.iter_rows(min_row=1, max_row=rows + 4, max_col=columns + 1))
    except Unsound:
        raise
    except Exception as fault:  # the library raises whatever it stumbles over
        raise Unsound(UNREADABLE) from fault


def _lines(rows: Iterator[Any]) -> Iterator[list[str]]:
    width = 0
    for row in rows:
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1] and len(cells) > width:
            cells.pop()
        width = width or len(cells)
        yield cells + [""] * (width - len(cells))


def _text(cell: Any) -> str:
    """A cell as one would have typed it into a text file."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Computed()
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if (value.hour, value.minute, value.second) == (0, 0, 0) else value.isoformat(" ")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _made_small(content: bytes) -> io.BytesIO:
    """The same workbook, only what is read of it, without compression."""
    small, left, marks = io.BytesIO(), WORKBOOK_UNPACKED_BYTES, WORKBOOK_MARKS
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(small, "w") as kept:
        parts = archive.infolist()
        if len(parts) > WORKBOOK_PARTS or len({part.filename for part in parts}) < len(parts):
            raise Unsound(TOO_LARGE)
        for part in parts:
            if not NEEDED.fullmatch(part.filename):
                continue
            text = _unpacked(archive, part, left)
            if part.filename.startswith("xl/worksheets/"):
                text = _cells_only(text)
            left, marks = left - len(text), marks - text.count(b"<")
            if marks < 0:
                raise Unsound(TOO_LARGE)
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text:
                raise Unsound(UNREADABLE)
            kept.writestr(part.filename, text)
    small.seek(0)
    return small


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """A part in pieces, so that its header may lie about its size; raises ``Unsound`` when it is more than ``most``."""
    pieces: list[bytes] = []
    with archive.open(part) as packed:
        while piece := packed.read(PIECE):
            most -= len(piece)
            if most < 0:
                raise Unsound(TOO_LARGE)
            pieces.append(piece)
    return b"".join(pieces)


def _cells_only(sheet: bytes) -> bytes:
    """A sheet without what stands around its cells: rules of looks and checks, which nobody reads and which may be many."""
    root, cells = ROOT.search(sheet), SHEET.search(sheet)
    if root is None:
        return sheet
    inside = cells[0] if cells else b""
    return root[0].removesuffix(b"/>").removesuffix(b">") + b">" + inside + b"</" + root["name"] + b">"
