"""Promises of the spelling without accents."""

from __future__ import annotations

import unicodedata

import pytest

from workflows.organisation.folding import bare, fold, name_key, unit_text


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đắk Lắk", "dak lak"),
        ("  Ủy ban   nhân dân, thành phố Đà Nẵng ", "uy ban nhan dan thanh pho da nang"),
        ("Khánh Hòa – 56_SKHCN/2026", "khanh hoa 56 skhcn 2026"),
        ("100%", "100"),
        ("", ""),
    ],
)
def test_accents_case_and_marks_do_not_matter(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_letters_taken_apart_fold_like_letters_in_one_piece() -> None:
    assert fold(unicodedata.normalize("NFD", "Quyết định số 57")) == fold(
        unicodedata.normalize("NFC", "Quyết định số 57")
    )


def test_both_places_for_the_accent_are_one_spelling() -> None:
    assert fold("Khánh Hoà") == fold("Khánh Hòa")


def test_a_name_bare_of_accents_keeps_its_capitals() -> None:
    assert bare("Đồng Đăng") == "Dong Dang"


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh"),
        ("Sở KH&CN", "Sở Khoa học và Công nghệ"),
        ("Sở KHCN", "Sở Khoa học và Công nghệ"),
        ("TP. Huế", "Thành phố Huế"),
        ("UBMTTQ Việt Nam", "Ủy ban Mặt trận Tổ quốc Việt Nam"),
        ("Ban Tuyên giáo Tỉnh ủy", "Ban Tuyên giáo và Dân vận Tỉnh ủy"),
    ],
)
def test_a_name_and_its_abbreviation_are_one_name(short: str, long: str) -> None:
    assert name_key(short) == name_key(long)


def test_an_abbreviation_inside_a_word_is_left_alone() -> None:
    assert name_key("httpd") == "httpd"


def test_a_unit_is_searched_by_code_by_both_names_and_by_what_its_abbreviations_mean() -> None:
    text = unit_text("56-VPUB", "Văn phòng UBND tỉnh", "Provincial Office")
    assert all(words in text for words in ("56 vpub", "van phong ubnd", "provincial office", "uy ban nhan dan tinh"))
