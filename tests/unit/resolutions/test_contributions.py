"""What co-operating units contribute, written as lines: read, refused in words, and written so that it is read the same again."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.resolutions.units import NAMES
from workflows.errors import Refusal
from workflows.resolutions.contributions import Contribution, as_lines, read_contributions
from workflows.resolutions.reading import cells_of

BYT, BKHCN, SYT = (
    next(unit.id for unit in NAMES.units.values() if unit.code == code) for code in ("BYT", "BKHCN", "56-SYT")
)
ALL = {BYT, BKHCN, SYT}
TWO = (
    Contribution(BKHCN, "Đề cương: phần 1; phần 2", None),
    Contribution(BYT, "Số liệu y tế (cả nước)", date(2026, 9, 30)),
)


def read(text: str, province: str | None = None, cooperating: set[int] = ALL) -> tuple[Contribution, ...]:
    return read_contributions(text, NAMES, province, cooperating)


@pytest.mark.parametrize(
    "text",
    [
        "Bộ Y tế: Số liệu y tế (cả nước) (30/9/2026)\r\nBKHCN: Đề cương: phần 1; phần 2",
        "bo khoa hoc va cong nghe:  Đề cương: phần 1; phần 2 ; Bộ Y tế: Số liệu y tế (cả nước) ( 2026-09-30 );",
    ],
)
def test_a_line_or_a_semicolon_before_a_unit_begins_another_part(text: str) -> None:
    assert read(text) == TWO


@pytest.mark.parametrize("province", [None, "56"])
def test_what_is_written_is_read_the_same_again(province: str | None) -> None:
    said = (*TWO, Contribution(SYT, "Báo cáo", None))
    assert read(as_lines(said, NAMES, province), province) == said
    assert as_lines(said[:1], NAMES, None).startswith("Bộ Khoa học và Công nghệ: ")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Bộ Y tế", "a colon and its product"),
        ("Bộ Phép thuật: Đũa", "Bộ Phép thuật: Đũa"),
        ("Thanh tra Chính phủ: Kết luận", "Expected a co-operating unit of the task"),
        ("Bộ Y tế: ", "shall contribute, but there is nothing"),
        ("Bộ Y tế: (30/9/2026)", "shall contribute, but there is nothing"),
        ("Bộ Y tế: Một\nBYT: Hai", "Expected each unit once"),
        ("Bộ Y tế: Một (30/2/2026)", "Expected a day like"),
        ("Bộ Y tế: " + "x" * 4001, "at most 4000 characters"),
    ],
)
def test_what_is_no_part_of_a_co_operating_unit_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        read(text)


def test_nothing_said_is_no_part_and_a_column_left_out_says_nothing() -> None:
    assert read(" \n ;\n") == ()
    assert "contributions" not in cells_of({"code": "A"})[0]
    assert cells_of({"code": "A", "title_vi": "B", "contributions": ""})[0]["contributions"] == ""
