"""A progress report is taken in whole, or each wrong answer has its sentence."""

from __future__ import annotations

import pytest

from workflows.errors import Invalid
from workflows.work.progress import parse

GOOD = {"percent": "40", "produced": "Dự thảo lần 1", "schedule": "on_schedule"}
LATE = {**GOOD, "schedule": "late", "cause": "Chờ số liệu"}


def test_nothing_done_yet_is_said_with_a_nought() -> None:
    assert [parse({**GOOD, "percent": nought}).percent for nought in ("0", 0)] == [0, 0]


def test_a_plain_report_needs_no_more() -> None:
    report = parse(GOOD)
    assert (report.percent, report.schedule, report.late_days, report.remedy) == (40, "on_schedule", 0, None)


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({**GOOD, "percent": "101"}, {"percent"}),
        ({**GOOD, "percent": "-1"}, {"percent"}),
        ({**GOOD, "percent": "٤٠"}, {"percent"}),
        ({**GOOD, "percent": "4e1"}, {"percent"}),
        ({**GOOD, "schedule": "fine"}, {"schedule"}),
        ({**GOOD, "produced": "  "}, {"produced"}),
        ({**GOOD, "schedule": "at_risk"}, {"cause"}),
        ({**LATE, "late_days": "5"}, {"remedy"}),
        ({**LATE, "late_days": "5", "remedy": " "}, {"remedy"}),
        ({**LATE, "late_days": "3651"}, {"late_days"}),
        ({}, {"percent", "produced", "schedule"}),
        ({**GOOD, "percent": " "}, {"percent"}),
    ],
)
def test_each_wrong_answer_has_its_sentence(values: dict[str, str], faults: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        parse(values)
    assert set(refused.value.faults) == faults


@pytest.mark.parametrize("values", [{**LATE, "late_days": "4"}, {**LATE, "late_days": "5", "remedy": "Tăng người"}])
def test_a_remedy_is_demanded_from_five_working_days_on(values: dict[str, str]) -> None:
    assert parse(values).late_days == int(values["late_days"])
