"""A workbook is read as the same rows of text as a CSV file; one that is made to cost is refused in sentences at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.support.effort import within
from workflows.limits import PLAN_ROWS, WORKBOOK_UNPACKED_BYTES
from workflows.resolutions import reading

HEAD = ("code", "title_vi", "due_date", "priority")
SHEET = "xl/worksheets/sheet1.xml"


def workbook(*lines: tuple[object, ...]) -> bytes:
    book, kept = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(kept)
    return kept.getvalue()


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return made.getvalue()


def with_files(content: bytes, number: int) -> bytes:
    """The workbook with that many files more."""
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as more:
        for one in range(number):
            more.writestr(f"x{one}", b"")
    return made.getvalue()


def cells(number: int) -> bytes:
    """A sheet with very many cells."""
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
        + b"<c/>" * number
        + b"</row></sheetData></worksheet>"
    )


GOOD = workbook(HEAD, ("A-1", "Nhiệm vụ", date(2026, 9, 30), 80))
BOMBS = {
    "unpacks to much": changed(GOOD, SHEET, lambda _: b"<worksheet>" + b" " * (WORKBOOK_UNPACKED_BYTES + 1)),
    "of very many cells": changed(GOOD, SHEET, lambda _: cells(2_900_000)),
    "of very many looks": changed(GOOD, "xl/styles.xml", lambda text: text.replace(b"</cellXfs>", b"<xf/>" * 450_000)),
    "of very many files": with_files(GOOD, 600),
}


def test_a_workbook_says_the_same_as_a_csv_file() -> None:
    book = workbook(
        ("Mã", "Tên tiếng Việt", "Hạn", "Mức ưu tiên", None),
        ("A-1", "  Nhiệm vụ một\nhai dòng ", date(2026, 9, 30), 80.0),
        (None, None, None, None),
        (12, "- Nhiệm vụ hai", "30/9/2026", None, None),
    )
    text = 'ma,ten tieng viet,han,muc uu tien\nA-1,"Nhiệm vụ một\nhai dòng",2026-09-30,80\n,,,\n12,\'- Nhiệm vụ hai,30/9/2026,\n'
    assert reading.read(book) == reading.read(text.encode())
    assert [number for number, _ in reading.read(book).rows] == [2, 4]
    assert reading.read(book).rows[1][1]["title_vi"] == "- Nhiệm vụ hai"


def test_a_cell_that_computes_is_refused_at_its_place_and_never_calculated() -> None:
    read = reading.read(workbook(HEAD, ("A-1", "=1+1", None, None), ("A-2", "Hai", '=HYPERLINK("x")', None)))
    said = [(fault.row, fault.column, str(fault.refusal)[:32]) for fault in read.faults]
    assert said == [
        (2, "title_vi", "Expected a value, but the cell c"),
        (3, "due_date", "Expected a value, but the cell c"),
    ]


def test_a_row_that_goes_beyond_its_headings_and_a_sheet_without_end_are_told() -> None:
    beyond = reading.read(workbook(HEAD, ("A-1", "Một", None, None, "thừa")))
    assert str(beyond.faults[0]).startswith("row 2: Expected 4 cells as in the headings, but the row has 5")
    far = changed(GOOD, SHEET, lambda text: text.replace(b'r="2"', b'r="1048576"'))
    assert f"Expected at most {PLAN_ROWS} rows" in str(reading.read(far).faults[0])
    long = workbook(HEAD, *((f"A-{number}", "x", None, None) for number in range(PLAN_ROWS + 1)))
    assert f"Expected at most {PLAN_ROWS} rows" in str(reading.read(long).faults[0])


@pytest.mark.parametrize("name", BOMBS)
def test_a_workbook_made_to_cost_is_refused_in_sentences_at_once(name: str) -> None:
    with within():
        read = reading.read(BOMBS[name])
    assert str(read.faults[0]).startswith("Expected a workbook of moderate size")


def test_entities_are_refused_and_what_stands_around_the_cells_is_not_read() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    read = reading.read(changed(GOOD, SHEET, lambda text: text.replace(b"<worksheet", bomb + b"<worksheet", 1)))
    assert read.rows or str(read.faults[0]).startswith("Expected a workbook")
    assert "aaaa" not in str(read)
    rules = b"<mergeCells>" + b'<mergeCell ref="A1:B1"/>' * 300_000 + b"</mergeCells></worksheet>"
    with within():
        assert reading.read(changed(GOOD, SHEET, lambda text: text.replace(b"</worksheet>", rules))).rows


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4))
def test_a_workbook_that_came_damaged_is_read_or_refused_in_sentences(place: int, noise: bytes) -> None:
    read = reading.read(GOOD[:place] + noise + GOOD[place + len(noise) :])
    assert read.rows or all("Expected" in str(fault) for fault in read.faults)
