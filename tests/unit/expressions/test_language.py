"""What the one expression language says, and that it never hands out what it was given."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from workflows.expressions.interpreter import evaluate
from workflows.expressions.syntax import names_in, paths_in

NAMES: dict[str, Any] = {
    "n": 3,
    "price": Decimal("1.10"),
    "name": " Lan ",
    "form": {"accepted": True, "notes": ["a", "b"], "unit": {"code": "HN"}},
    "on": date(2026, 3, 2),
    "at": datetime(2026, 3, 2, 8, tzinfo=UTC),
    "nothing": None,
}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 2 * 3", 7),
        ("7 // 2 + 7 % 2", 4),
        ("-n + +n", 0),
        ("price * 2", Decimal("2.20")),
        ("'a' + 'b'", "ab"),
        ("[1] + [2]", [1, 2]),
        ("(1, 2)", [1, 2]),
        ("{'a': n}", {"a": 3}),
        ("form.accepted", True),
        ("form.unit.code", "HN"),
        ("form['unit']['code']", "HN"),
        ("form.notes[0]", "a"),
        ("form.notes[-1]", "b"),
        ("form.notes[1:]", ["b"]),
        ("'abc'[:2]", "ab"),
        ("1 < n <= 3", True),
        ("1 < n < 3", False),
        ("n == 3 and not form.accepted", False),
        ("n > 5 or form.accepted", True),
        ("nothing is None", True),
        ("n is not None", True),
        ("'a' in form.notes", True),
        ("'unit' in form", True),
        ("'x' not in 'abc'", True),
        ("'yes' if form.accepted else 'no'", "yes"),
        ("[x * 2 for x in [1, 2, 3] if x > 1]", [4, 6]),
        ("[x + y for x in [1, 2] for y in [10, 20]]", [11, 21, 12, 22]),
        ("[n for n in [9]] + [n]", [9, 3]),
        ("all([x > 0 for x in [1, 2]])", True),
        ("any(x > 1 for x in [1, 2])", True),
        ("len(form.notes) + len('abc') + len(form)", 8),
        ("min(3, 1, 2) + max([1, 5])", 6),
        ("abs(-2) + sum([1, 2]) + round(2.6)", 8),
        ("round(2.345, 2)", 2.35),
        ("int('12') + int(3.9) + int(True)", 16),
        ("float('1.5')", 1.5),
        ("str(12) + str(on)", "122026-03-02"),
        ("lower('ĐẠT') + upper('đ') + trim(name)", "đạtĐLan"),
        ("starts_with('abc', 'a') and ends_with('abc', 'c') and contains(form.notes, 'b')", True),
        ("on + days(3)", date(2026, 3, 5)),
        ("date('2026-03-05') - on", timedelta(days=3)),
        ("date(at) == on", True),
        ("days(2) * 2", timedelta(days=4)),
        ("get(form, 'missing')", None),
        ("get(form, 'missing', 'x')", "x"),
        ("get(nothing, 'missing', 'x')", "x"),
        ("head_of('HN')", {"head_of": "HN"}),
        ("members_of('HN')", {"members_of": "HN"}),
        ("group('verifiers')", {"group": "verifiers"}),
        ("person(7)", {"person": 7}),
        ("position('p1')", {"position": "p1"}),
        ("working_days(5)", {"working_days": 5}),
        ("later_of(working_days(5), on)", {"later_of": [{"working_days": 5}, "2026-03-02"]}),
        ("later_of(None, '2026-03-02T08:00:00+07:00')", {"later_of": [None, "2026-03-02T08:00:00+07:00"]}),
        ("'một' + 'hai'", "mộthai"),
    ],
)
def test_an_expression_has_the_value_that_one_expects(source: str, value: object) -> None:
    found = evaluate(source, NAMES)
    assert found == value and type(found) is type(value)


def test_what_comes_out_shares_nothing_with_what_went_in() -> None:
    given = {"fields": {"list": [1]}}
    found = evaluate("fields", given)
    found["list"].append(2)
    assert given == {"fields": {"list": [1]}}


def test_an_expression_is_asked_again_with_other_names() -> None:
    assert [evaluate("n * 2", {"n": n}) for n in (1, 2)] == [2, 4]


def test_the_names_of_an_expression_are_those_it_reads_from_outside() -> None:
    assert names_in("form.a + len(b) + sum([x * c for x in d if x > e])") == {"form", "b", "c", "d", "e"}
    assert names_in("working_days(5)") == set()


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ('get(task, "verifiers", 1) > 1 and task.due_at', ["task.verifiers", "task.due_at"]),
        ("[x.code for x in units if x.late]", ["units"]),
        ("task.a if task else form.lead_units[0]", ["task.a", "form.lead_units"]),
        ("working_days(5)", []),
    ],
)
def test_it_is_told_what_an_expression_reads(source: str, paths: list[str]) -> None:
    assert sorted(paths_in(source)) == sorted(paths)
