"""The words of a document name units, classes of units, or nothing we know."""

from __future__ import annotations

import pytest

from tests.unit.resolutions.units import NAMES
from workflows.resolutions.leads import Leads, read_leads


def named(words: str, province: str | None = None) -> list[str]:
    return [unit.code for unit in read_leads(words, NAMES, province).units]


def proposed(words: str, province: str | None = None) -> list[str]:
    return [unit.code for unit in read_leads(words, NAMES, province).proposed]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Bộ Y tế", "BYT"),
        ("bo y te", "BYT"),
        ("Bộ KHCN", "BKHCN"),
        ("BKHCN", "BKHCN"),
        ("UBND tỉnh Khánh Hòa", "UB56"),
        ("Bộ Văn hóa, Thể thao và Du lịch", "BVHTTDL"),
    ],
)
def test_one_unit_is_found_by_name_abbreviation_or_code(words: str, code: str) -> None:
    lead = read_leads(words, NAMES).one
    assert lead is not None and lead.code == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Sở Y tế", "56-SYT"),
        ("Sở KHCN", "56-SKHCN"),
        ("UBND tỉnh", "UB56"),
        ("Văn phòng UBND tỉnh", "56-VPUB"),
        ("Văn phòng Tỉnh ủy", "56-VPTU"),
        ("Tỉnh ủy", "TU56"),
        ("UBND xã Tân Thành", "UB22900"),
        ("Bộ Y tế", "BYT"),
    ],
)
def test_in_a_province_names_mean_its_own_units_first(words: str, code: str) -> None:
    assert named(words, "56") == [code]


def test_a_name_that_several_communes_bear_is_not_guessed() -> None:
    assert read_leads("UBND xã Tân Thành", NAMES).is_unknown_unit


def test_semicolons_part_always() -> None:
    assert named("Bộ Y tế; Thanh tra Chính phủ;; Bộ Y tế") == ["BYT", "TTCP"]


def test_and_parts_only_what_is_known_on_both_sides() -> None:
    assert named("Bộ Khoa học và Công nghệ") == ["BKHCN"]
    assert named("Bộ Khoa học và Công nghệ và Bộ Y tế") == ["BKHCN", "BYT"]
    assert named("Bộ Y tế, Thanh tra Chính phủ") == ["BYT", "TTCP"]
    assert read_leads("Bộ Y tế và bạn bè", NAMES).unknown == ("Bộ Y tế và bạn bè",)


def test_a_class_of_units_proposes_its_members() -> None:
    assert proposed("Các bộ, ngành, địa phương") == ["BKHCN", "BYT", "BVHTTDL", "TTCP", "UB01", "UB56"]
    assert proposed("UBND các tỉnh, thành phố") == ["UB01", "UB56"]
    assert proposed("Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ") == ["BKHCN", "BYT", "BVHTTDL", "TTCP"]


def test_in_a_province_a_class_means_its_own_units() -> None:
    assert proposed("Các sở, ban, ngành và UBND xã, phường", "56") == [
        "56-SYT",
        "56-SKHCN",
        "56-VPUB",
        "UB22840",
        "UB22900",
    ]
    assert proposed("Các ban đảng", "56") == ["56-VPTU"]


def test_an_unknown_class_is_kept_in_words_and_proposes_nobody() -> None:
    leads = read_leads("Các cơ quan liên quan", NAMES)
    assert leads.one is None and not leads.is_unknown_unit and leads.proposed == ()
    assert [group.words for group in leads.classes] == ["Các cơ quan liên quan"]


def test_a_unit_named_and_in_a_class_is_proposed_once() -> None:
    assert proposed("Sở Y tế; các sở, ban, ngành", "56") == ["56-SYT", "56-SKHCN", "56-VPUB"]


def test_no_words_name_nobody() -> None:
    assert read_leads("", NAMES) == Leads()
    assert not Leads().is_unknown_unit
