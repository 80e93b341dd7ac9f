"""From the bytes of a CSV file or a workbook (XLSX) to lines of text. Nothing is calculated, nothing outside of the file is read.

A workbook is an archive of XML: only its first sheet and its texts are unpacked, under a bound, whatever their headers claim, and
refused when they declare entities.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from workflows.errors import N_, Refusal
from workflows.limits import ROSTER_BYTES, WORKBOOK_BYTES, WORKBOOK_MARKS, WORKBOOK_PARTS

PACKED = b"PK\x03\x04"
UNREADABLE = N_(
    "Expected a workbook (XLSX) or a CSV file, but it cannot be read as one. Save it anew and choose it again."
)
TEXTS = "xl/sharedStrings.xml"
SHEET = re.compile(r"xl/worksheets/[\w-]+\.xml")
PIECE = 64 * 1024


def lines_of(content: bytes) -> Iterator[list[str]]:
    """Every line of the file or of its first sheet. Raises ``Refusal`` for what is too large, or neither text nor workbook."""
    if len(content) > ROSTER_BYTES:
        raise Refusal(
            N_("Expected a file of at most %(limit)s bytes, but it has %(size)s."),
            limit=ROSTER_BYTES,
            size=len(content),
        )
    try:
        yield from _of_workbook(content) if content.startswith(PACKED) else _of_text(content)
    except (ValueError, KeyError, IndexError, csv.Error, zipfile.BadZipFile, etree.LxmlError) as fault:
        raise Refusal(UNREADABLE) from fault
    except (EOFError, NotImplementedError, RuntimeError, OSError) as fault:  # what a broken or locked archive raises
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


def _of_workbook(content: bytes) -> Iterator[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [part.filename for part in archive.infolist()]
        if len(names) > WORKBOOK_PARTS:
            raise ValueError("too many parts")
        sheet = sorted((name for name in names if SHEET.fullmatch(name)), key=lambda name: (len(name), name))[0]
        read, left = _part(archive, sheet, WORKBOOK_BYTES)
        texts = _texts(_part(archive, TEXTS, left)[0]) if TEXTS in names else []
    for row in _marks(read, "row"):
        yield _cells(row, texts)


def _part(archive: zipfile.ZipFile, name: str, most: int) -> tuple[Any, int]:
    """A part as a tree, and how much may still be unpacked."""
    pieces: list[bytes] = []
    with archive.open(name) as packed:
        while piece := packed.read(PIECE):
            most -= len(piece)
            if most < 0:
                raise ValueError("too large")
            pieces.append(piece)
    text = b"".join(pieces)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text or text.count(b"<") > WORKBOOK_MARKS:
        raise ValueError("holds what no sheet holds")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(text, parser), most


def _marks(tree: Any, name: str) -> Iterator[Any]:
    return iter(tree.iter("{*}" + name))


def _texts(tree: Any) -> list[str]:
    return ["".join(part.text or "" for part in _marks(one, "t")) for one in _marks(tree, "si")]


def _cells(row: Any, texts: list[str]) -> list[str]:
    """The cells of a row, in their columns; what a formula computed is not taken: its cell is empty."""
    cells: list[str] = []
    for cell in _marks(row, "c"):
        place = _column(cell.get("r", "")) if cell.get("r") else len(cells)
        if not len(cells) <= place < 1_000:
            raise ValueError("columns out of order")
        cells += [""] * (place - len(cells))
        kind, value = cell.get("t", "n"), next((one.text or "" for one in _marks(cell, "v")), "")
        if next(_marks(cell, "f"), None) is not None:
            value = ""
        elif kind == "s":
            value = texts[int(value)]
        elif kind == "inlineStr":
            value = "".join(one.text or "" for one in _marks(cell, "t"))
        cells.append(value)
    return cells


def _column(place: str) -> int:
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number - 1
