"""Figures of steps: values that occurred, nothing told of too few, and outliers by a rule that a few long ones do not move."""

from __future__ import annotations

from workflows.processtimes.figures import A_DAY, figures_of
from workflows.processtimes.sample import Measured


def steps(*minutes: int, element: str = "verify", step: str = "verification", returned: int = 0) -> list[Measured]:
    return [
        Measured(number, element, step, number // 2, one, one // 3, number < returned)
        for number, one in enumerate(minutes)
    ]


def test_of_three_steps_no_nine_of_ten_and_no_outlier_is_told() -> None:
    found = figures_of(steps(5, 90_000, 60))["verify"]
    assert (found.count, found.cases, found.median, found.longest) == (3, 2, 60, 90_000)
    assert found.ninety is None
    assert found.fence is None
    assert found.outliers == ()


def test_percentiles_are_values_that_occurred() -> None:
    found = figures_of(steps(*range(10, 110, 10)))["verify"]
    assert (found.median, found.ninety, found.longest) == (50, 90, 100)
    assert found.waiting + found.in_hand <= found.longest


def test_a_step_that_stands_apart_is_an_outlier_however_many_such_there_are() -> None:
    usual = [400 + 10 * number for number in range(20)]
    found = figures_of(steps(*usual, 9_000, 20_000))["verify"]
    assert [one.minutes for one in found.outliers] == [20_000, 9_000]
    assert figures_of(steps(*usual))["verify"].outliers == ()


def test_what_usually_takes_minutes_has_no_outlier_below_a_working_day() -> None:
    assert figures_of(steps(*[5] * 20, A_DAY))["verify"].outliers == ()
    assert len(figures_of(steps(*[5] * 20, A_DAY + 6))["verify"].outliers) == 1


def test_returns_are_told_of_steps_that_are_checked_or_check() -> None:
    found = figures_of([*steps(1, 2, 3, 4, returned=1), *steps(1, element="accept", step="accept")])
    assert (found["verify"].reviewed, found["verify"].returned, found["verify"].share_returned) == (True, 1, 0.25)
    assert not found["accept"].reviewed
