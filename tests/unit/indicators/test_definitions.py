"""Periods, numbers, trajectories: what is typed is understood or refused in a sentence, and nothing is guessed."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

import webapp
from workflows.errors import Invalid, Refusal
from workflows.indicators import periods
from workflows.indicators.definition import Definition, Target, content_of, said_in, said_of
from workflows.indicators.fields import CHOICES, FIELDS, OF_INDICATOR
from workflows.indicators.judging import judge
from workflows.indicators.numbers import read_number, written
from workflows.indicators.periods import PARTS, Period
from workflows.indicators.reading import read
from workflows.indicators.trajectory import trajectory, whole
from workflows.indicators.understanding import Faults, choice, understand
from workflows.indicators.vietnamese import VIETNAMESE
from workflows.limits import CATALOGUE_BYTES, CATALOGUE_ROWS, INDICATOR_TARGETS

SAID = {
    "name_vi": "Kinh tế số",
    "group": "development",
    "unit_vi": "%",
    "kind": "ratio",
    "direction": "up",
    "aggregation": "sum",
    "frequency": "year",
    "from_period": "2025",
}
EVERY = st.builds(
    lambda frequency, year, part: Period(frequency, year, part % PARTS[frequency] + 1),
    st.sampled_from(list(PARTS)),
    st.integers(2001, 2099),
    st.integers(0, 11),
)
VALUES = st.decimals(-1000, 1000, places=3)


def understood(**said: str) -> tuple[Definition, dict[str, Refusal]]:
    faults = Faults()
    found = understand({**SAID, **said}, faults)
    assert found is not None
    judge(found, faults)
    return found, faults.found


@settings(max_examples=40)
@given(EVERY)
def test_periods_of_one_frequency_follow_each_other_without_a_gap(period: Period) -> None:
    assert periods.parse(period.code) == period
    assert period.next.previous == period == period.previous.next
    assert period.next.begins_on - period.ends_on == timedelta(days=1)
    assert period.contains(period.begins_on) and period.contains(period.ends_on)
    assert not period.contains(period.next.begins_on)
    assert periods.period_of(period.ends_on, period.frequency) == period


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-0", "2026-Q5", "2026-H3", "1999", "2101", "20260", "２０２６", "Q4", "2026-4-1"]
)
def test_what_is_no_period_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refusal, match="Expected a period like"):
        periods.parse(text)


@pytest.mark.parametrize("text", ["2026-q4", " 2026-Q4 "])
def test_a_period_is_read_in_small_letters_and_with_spaces_around(text: str) -> None:
    assert periods.parse(text).code == "2026-Q4"


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "-inf", "1e9", "9" * 40, "1.1234567", "1 000", "1.000.000", "٣", "", "0x1"]
)
def test_what_is_no_bounded_number_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="Expected a number of at most 15 digits"):
        read_number(text)


def test_a_comma_is_a_decimal_sign_unless_it_could_mean_thousands() -> None:
    assert read_number("0,7") == read_number("0.7") == Decimal("0.7")
    with pytest.raises(Refusal, match="one way only"):
        read_number("1,234")


@settings(max_examples=40)
@given(VALUES)
def test_a_number_is_kept_exactly(value: Decimal) -> None:
    assert read_number(written(value)) == value


@settings(max_examples=25)
@given(st.dictionaries(st.integers(2001, 2099), VALUES, min_size=2, max_size=5), st.sampled_from(list(PARTS)))
def test_a_trajectory_passes_through_every_point_and_is_monotone_between_two(
    points: dict[int, Decimal], frequency: str
) -> None:
    definition, _ = understood(frequency=frequency)
    targets = tuple(Target(Period("year", year), value) for year, value in sorted(points.items()))
    drawn = Definition(definition.texts, definition.from_period, targets=targets)
    for target in targets:
        assert trajectory(drawn, target.period) == target.value
    for first, second in pairwise(targets):
        period, before = Period(frequency, first.period.year + 1), first.value
        while period.ends_on <= second.period.ends_on:
            value = trajectory(drawn, period)
            assert value is not None
            assert before <= value <= second.value if first.value <= second.value else before >= value >= second.value
            period, before = period.next, value
    assert trajectory(drawn, targets[0].period.previous) is None
    assert trajectory(drawn, targets[-1].period.next) is None


def test_a_trajectory_begins_with_the_baseline_and_a_yes_or_no_keeps_its_step() -> None:
    drawn, faults = understood(baseline="20", baseline_on="2024-12-31", targets="2030: 80 | trên 80%\n2045: 100")
    assert faults == {}
    assert [code for code in (period.code for period, _ in whole(drawn))][:2] == ["2024", "2025"]
    assert trajectory(drawn, Period("year", 2024)) == 20
    step, _ = understood(kind="yes_no", baseline="0", baseline_on="2024-12-31", targets="2030: 1")
    assert trajectory(step, Period("year", 2029)) == 0
    monthly, _ = understood(frequency="month", from_period="2025-01", targets="2025: 1\n2045: 2")
    assert {period.frequency for period, _ in whole(monthly)} == {"year"}  # 240 months would be too many for a page


def test_a_definition_written_down_and_read_again_is_the_same() -> None:
    drawn, faults = understood(
        baseline="18,30", baseline_on="31/12/2024", targets="2045: 50\n2030: 30.0 | tối thiểu 30%", yellow="5", red="10",
        threshold_rule="distance", disaggregation="Giới tính: nữ, nam", cooperating="56-STC; 56-SYT", formula="a / b * 100",
    )  # fmt: skip
    assert faults == {}
    assert understood(**said_of(drawn))[0] == drawn
    assert said_in(content_of(drawn)) == said_of(drawn)
    assert said_of(drawn)["targets"] == "2030: 30 | tối thiểu 30%\n2045: 50"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("yellow", {"threshold_rule": "distance", "yellow": "-1", "red": "2"}),
        ("red", {"threshold_rule": "distance", "yellow": "5", "red": "5"}),
        ("red", {"threshold_rule": "share", "yellow": "5", "red": "101", "baseline": "1", "baseline_on": "2024-12-31"}),
        ("threshold_rule", {"threshold_rule": "share", "yellow": "5", "red": "10"}),
        ("threshold_rule", {"yellow": "5", "red": "10"}),
        ("red", {"threshold_rule": "distance", "yellow": "5"}),
        ("band_high", {"direction": "band", "band_low": "5", "band_high": "5"}),
        ("targets", {"direction": "band", "band_low": "5", "band_high": "9", "targets": "2030: 10"}),
        ("band_low", {"band_low": "5"}),
        ("baseline_on", {"baseline": "5"}),
        ("targets", {"kind": "rank", "targets": "2030: 0"}),
        ("targets", {"kind": "yes_no", "targets": "2030: 2"}),
        ("targets", {"targets": "2030: NaN"}),
        ("targets", {"targets": "2030: 1\n2030-12: 2"}),
        ("targets", {"targets": "2030 = 1"}),
        ("targets", {"targets": "\n".join(f"{2001 + n}: 1" for n in range(INDICATOR_TARGETS + 1))}),
        ("approver", {"owner": "BTC", "approver": "BTC"}),
        ("weighted_by", {"aggregation": "weighted"}),
        ("from_period", {"from_period": "2026-Q1"}),
        ("formula", {"formula": "__import__('os')"}),
        ("disaggregation", {"disaggregation": "Giới tính: nữ"}),
        ("kind", {"kind": "percent"}),
        ("name_vi", {"name_vi": ""}),
        ("name_en", {"name_en": "x" * 600}),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_said_at_its_field(field: str, said: dict[str, str]) -> None:
    assert field in understood(**said)[1]


def test_choices_and_headings_are_understood_in_the_words_of_the_pages() -> None:
    kept = Path(webapp.__file__).parent / "translations/vi/LC_MESSAGES/messages.po"
    catalogue = read_po(io.BytesIO(kept.read_bytes()))
    english = [words for choices in CHOICES.values() for words in choices.values()]
    headings = [words for _, words in (*OF_INDICATOR.values(), *FIELDS.values())]
    assert {words: catalogue[words].string for words in (*english, *headings)} == VIETNAMESE
    assert choice("group", "CÔNG TÁC ĐẢNG") == choice("group", "Party work") == choice("group", "party") == "party"


def test_a_file_without_a_sound_frame_is_refused_as_a_whole() -> None:
    many = "code\n" + "A\n" * (CATALOGUE_ROWS + 1)
    for content in (b"", b"PK\x03\x04 no workbook", b"\xff\xfe", b"code,nonsense\nA,1", b"name_vi\nA", b"code,code\nA,B",
                    b"code\n", many.encode(), b"x" * (CATALOGUE_BYTES + 1)):  # fmt: skip
        rows, faults = read(content)
        assert rows == [] and len(faults) == 1 and faults[0].row is None
    rows, faults = read("Mã;Tên tiếng Việt\nA;'=1+1\n".encode())
    assert (rows, faults) == ([(2, {"code": "A", "name_vi": "=1+1"})], [])


def test_refusals_of_several_fields_are_counted() -> None:
    faults = Faults()
    understand({}, faults)
    with pytest.raises(Invalid) as raised:
        faults.raise_any()
    assert raised.value.params == {"count": len(faults.found)}


def test_the_last_day_of_a_half_year() -> None:
    assert Period("half", 2026, 1).ends_on == date(2026, 6, 30)
