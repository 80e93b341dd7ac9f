"""A plan file is text in columns; whatever is wrong with it is said in sentences, all at once."""

from __future__ import annotations

import pytest

from workflows.resolutions import reading

HEAD = "code,title_vi,lead_agency,due_date\n"


def sentences(content: bytes) -> list[str]:
    return [str(fault) for fault in reading.read(content).faults]


def test_rows_are_numbered_as_a_spreadsheet_does_and_empty_lines_are_passed_over() -> None:
    read = reading.read((HEAD + "A-1,Một,Bộ Y tế,\n,,,\nA-2,Hai,,\n").encode())
    assert [(number, row["code"]) for number, row in read.rows] == [(2, "A-1"), (4, "A-2")]
    assert read.faults == ()


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffMã nhiệm vụ;Tên nhiệm vụ;Cơ quan chủ trì;Hạn hoàn thành\nA-1;Một;Bộ Y tế;30/9/2026\n",
        "Mã,Nhiệm vụ,Đơn vị chủ trì,Thời hạn\nA-1,Một,Bộ Y tế,30/9/2026\n",
        "CODE,Title_VI,lead_agency,due_date\nA-1,Một,Bộ Y tế,30/9/2026\n",
    ],
)
def test_vietnamese_headings_byte_order_mark_and_semicolons_are_understood(content: str) -> None:
    read = reading.read(content.encode())
    assert [row for _, row in read.rows] == [
        {"code": "A-1", "title_vi": "Một", "lead_agency": "Bộ Y tế", "due_date": "30/9/2026"}
    ]


def test_another_encoding_is_refused_with_the_line() -> None:
    (said,) = sentences(HEAD.encode() + "A-1,Nhiệm vụ,,\n".encode("utf-16-le"))
    assert "Expected text in UTF-8" in said
    (said,) = sentences(HEAD.encode() + b"A-1,ok,,\nA-2,\xd1\xe2,,\n")
    assert "line 3" in said


def test_wrong_columns_are_named() -> None:
    said = sentences(b"code,colour,code\nA-1,red,x\n")
    assert any("colour" in one and "known are: code" in one for one in said)
    assert any("code is there twice" in one for one in said)
    assert any("Expected a column title_vi" in one for one in said)


def test_every_fault_of_every_row_is_found_in_one_reading() -> None:
    said = sentences((HEAD + f"A-1,,,\n{'x' * 61},Một,,\nA-3,Ba\nA-4,\x07,,\n").encode())
    assert len(said) == 4
    assert said[0].startswith("row 2, title_vi: Expected something")
    assert said[1].startswith("row 3, code: Expected at most 60 characters")
    assert said[2].startswith("row 4: Expected 4 cells")
    assert said[3].startswith("row 5, title_vi: Expected readable text")


@pytest.mark.parametrize("content", [b"", b"\n", HEAD.encode()])
def test_a_file_without_rows_is_refused(content: bytes) -> None:
    assert sentences(content)


def test_too_many_bytes_or_rows_are_refused() -> None:
    (said,) = sentences(b"x" * (reading.PLAN_BYTES + 1))
    assert "at most" in said
    said_of_rows = sentences((HEAD + "A,B,,\n" * (reading.PLAN_ROWS + 1)).encode())
    assert said_of_rows == [f"Expected at most {reading.PLAN_ROWS} rows, but the file has more."]


def test_a_broken_quotation_is_refused_in_a_sentence() -> None:
    (said,) = sentences((HEAD + 'A-1,"Một" hai,,\n').encode())
    assert "cannot be read" in said


def test_a_formula_is_just_text() -> None:
    ((_, row),) = reading.read((HEAD + 'A-1,"=HYPERLINK(""https://evil.example"")",@SUM(1),\n').encode()).rows
    assert row["title_vi"] == '=HYPERLINK("https://evil.example")'
    assert row["lead_agency"] == "@SUM(1)"
