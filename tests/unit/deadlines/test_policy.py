"""When the clock acts: every promise about warnings, reminders and levels as one line of a table."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.support.moments import DUE, local
from workflows.calendar import WorkCalendar
from workflows.deadlines.policy import Act, Raised, Sleep, Watched, decide
from workflows.definitions.decisions import LadderRung

USUAL = LadderRung(warn_before=5, remind_before=1, escalate_after=0, next_level_after=2)
URGENT = LadderRung(warn_before=3, remind_before=1, escalate_after=0, next_level_after=1)
A_MINUTE = timedelta(minutes=1)
WARN, REMIND = local(2026, 3, 5), local(2026, 3, 11)  # Thursday a week before, Wednesday the day before
NEXT = local(2026, 3, 16)  # Monday: two working days after Thursday the twelfth
AFTER_TET = local(2026, 2, 23, 17)
LONG_BEFORE, NOON = local(2026, 1, 5), local(2026, 3, 9, 12)


def watched(
    *raised: tuple[int, datetime, datetime | None],
    taken: str = "",
    due_at: datetime = DUE,
    set_at: datetime = LONG_BEFORE,
    top: int = 3,
) -> Watched:
    return Watched(due_at, set_at, frozenset(taken.split()), tuple(Raised(*one) for one in raised), top)


@pytest.mark.parametrize(
    ("promise", "item", "rung", "at", "expected"),
    [
        ("asleep until the warning", watched(), USUAL, WARN - A_MINUTE, Sleep(WARN)),
        ("warned five working days before, at eight", watched(), USUAL, WARN, Act("warned")),
        ("then asleep until the reminder", watched(taken="warned"), USUAL, WARN, Sleep(REMIND)),
        ("reminded one working day before, at eight", watched(taken="warned"), USUAL, REMIND, Act("reminded")),
        ("then asleep until the due date", watched(taken="warned reminded"), USUAL, REMIND, Sleep(DUE)),
        ("one reminder where warning and reminder were missed", watched(), USUAL, REMIND, Act("reminded")),
        ("no late warning after that reminder", watched(taken="reminded"), USUAL, REMIND, Sleep(DUE)),
        (
            "warned of a date that was set the day before",
            watched(set_at=local(2026, 3, 4, 17)),
            USUAL,
            WARN,
            Act("warned"),
        ),
        (
            "not warned of a date that was set on the day of the warning",
            watched(set_at=WARN - A_MINUTE),
            USUAL,
            WARN,
            Sleep(REMIND),
        ),
        ("not warned of a date that was set later", watched(set_at=local(2026, 3, 9, 9)), USUAL, NOON, Sleep(REMIND)),
        ("but reminded of it on the day before", watched(set_at=local(2026, 3, 9, 9)), USUAL, REMIND, Act("reminded")),
        ("reminded at once where that day had come", watched(set_at=REMIND), USUAL, REMIND, Act("reminded")),
        ("not late a minute before", watched(taken="warned reminded"), USUAL, DUE - A_MINUTE, Sleep(DUE)),
        ("level one at the deadline itself", watched(taken="warned reminded"), USUAL, DUE, Act("overdue", 1)),
        ("no warning for what is late already", watched(), USUAL, DUE, Act("overdue", 1)),
        ("asleep until the second level", watched((1, DUE, None)), USUAL, DUE, Sleep(NEXT)),
        ("no level over a weekend", watched((1, DUE, None)), USUAL, local(2026, 3, 15, 12), Sleep(NEXT)),
        ("level two two working days later", watched((1, DUE, None)), USUAL, NEXT, Act("overdue", 2)),
        ("three hundred days late begins at level one", watched(), USUAL, DUE + timedelta(300), Act("overdue", 1)),
        (
            "after an outage of a month one level, counted from when it was raised",
            watched((1, DUE, None), (2, local(2026, 4, 13, 9), None)),
            USUAL,
            local(2026, 4, 13, 9),
            Sleep(local(2026, 4, 15)),
        ),
        (
            "an effect delays the next level",
            watched((1, DUE, local(2026, 3, 13, 10))),
            USUAL,
            NEXT,
            Sleep(local(2026, 3, 17)),
        ),
        ("past the top silence", watched((3, DUE, None)), USUAL, DUE + timedelta(300), Sleep(None)),
        ("urgent: warned three working days before", watched(), URGENT, local(2026, 3, 9), Act("warned")),
        ("urgent: not warned earlier", watched(), URGENT, WARN, Sleep(local(2026, 3, 9))),
        (
            "urgent: the next level after one working day",
            watched((1, DUE, None)),
            URGENT,
            DUE,
            Sleep(local(2026, 3, 13)),
        ),
        (
            "the days of Tết do not count before the due date",
            watched(due_at=AFTER_TET),
            USUAL,
            local(2026, 2, 10),
            Act("warned"),
        ),
        (
            "the reminder falls on the last day worked before Tết",
            watched(due_at=AFTER_TET, taken="warned"),
            USUAL,
            local(2026, 2, 12, 9),
            Sleep(local(2026, 2, 13)),
        ),
        (
            "no level during Tết",
            watched((1, local(2026, 2, 12, 17), None), due_at=local(2026, 2, 12, 17)),
            USUAL,
            local(2026, 2, 18),
            Sleep(local(2026, 2, 23)),
        ),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
def test_the_ladder_keeps_its_promise(
    promise: str, item: Watched, rung: LadderRung, at: datetime, expected: Act | Sleep
) -> None:
    assert decide(item, rung, WorkCalendar(), at) == expected, promise


def test_a_ladder_that_waits_reminds_until_it_escalates() -> None:
    patient = LadderRung(warn_before=5, remind_before=1, escalate_after=3, next_level_after=2)
    late_at = local(2026, 3, 17, 17)
    assert decide(watched(taken="warned reminded"), patient, WorkCalendar(), DUE) == Sleep(late_at)
    assert decide(watched(taken="warned reminded"), patient, WorkCalendar(), late_at) == Act("overdue", 1)


def test_a_holiday_of_the_units_own_moves_the_steps() -> None:
    festival = WorkCalendar(extra_holidays=frozenset({date(2026, 3, 16)}))
    assert decide(watched((1, DUE, None)), USUAL, festival, NEXT) == Sleep(local(2026, 3, 17))


def test_asleep_through_everything_there_is_always_an_end() -> None:
    """Waking at each moment that the policy names, an item without any effect comes to rest after its last level."""
    taken, raised, at, seen = set(), [], WARN - timedelta(3), []
    for _ in range(30):
        verdict = decide(Watched(DUE, LONG_BEFORE, frozenset(taken), tuple(raised), 3), USUAL, WorkCalendar(), at)
        if isinstance(verdict, Sleep):
            if verdict.until is None:
                break
            assert verdict.until > at
            at = verdict.until
        else:
            seen.append((verdict.kind, verdict.level))
            if verdict.kind == "overdue":
                raised.append(Raised(verdict.level, at, None))
            else:
                taken.add(verdict.kind)
    assert seen == [("warned", 0), ("reminded", 0), ("overdue", 1), ("overdue", 2), ("overdue", 3)]
