"""The life of a case on a drawing of our main shape: rework, escalations side by side, suspension, the end of it all."""

from __future__ import annotations

import pytest

from tests.unit.engine.case import Case
from tests.unit.engine.life import FILES
from workflows.engine.step import Closed, Effect


@pytest.fixture
def case() -> Case:
    """A case that has been assigned and accepted."""
    case = Case(FILES, "life")
    case.complete("assign", officer=5)
    case.complete("accept", accepted=True)
    return case


def _late(case: Case, item: str, to: int) -> None:
    case.tell("overdue", item=item, to=to)


def _round(case: Case) -> None:
    case.complete("submission", report="...")
    case.complete("confirmation", confirmed=True)
    case.complete("verify", verified=False)


def test_a_case_goes_from_assignment_to_sign_off_and_ends() -> None:
    case = Case(FILES, "life")
    for element, form in (
        ("assign", {"officer": 4}),
        ("accept", {"accepted": False}),
        ("assign", {"officer": 5}),
        ("accept", {"accepted": True}),
        ("submission", {"report": "first"}),
        ("confirmation", {"confirmed": False}),
        ("submission", {"report": "second"}),
        ("confirmation", {"confirmed": True}),
        ("verify", {"verified": False}),
        ("submission", {"report": "third"}),
        ("confirmation", {"confirmed": True}),
        ("verify", {"verified": True}),
        ("sign", {}),
    ):
        assert case.elements == [element]
        case.complete(element, **form)
    assert case.step.ended
    assert case.step.outcome == "finished"
    assert case.variables == {
        "officer": 5, "accepted": True, "report": "third", "confirmed": True, "verified": True
    }  # fmt: skip
    assert case.step.passed == ("sign", "signed", "sign_off", "run_end", "run", "finished")


def test_an_item_says_what_its_step_needs(case: Case) -> None:
    item = case.open[case.ref("submission")]
    assert (item.step, item.due, item.candidates, item.local) == ("submission", {"working_days": 10}, None, {})


def test_each_overdue_message_opens_an_escalation_of_its_own_beside_the_work(case: Case) -> None:
    _late(case, "7", to=30)
    _late(case, "7", to=31)
    assert case.elements == ["handle", "handle", "submission"]
    assert [case.open[case.ref("handle", n)].candidates for n in (0, 1)] == [{"position": 30}, {"position": 31}]
    assert "overdue" in case.step.waiting_for


def test_an_escalation_is_armed_again_after_it_was_handled(case: Case) -> None:
    for level in range(5):
        _late(case, "7", to=level)
        assert case.elements == ["handle", "submission"]
        case.complete("handle", settled="urged")
        assert case.elements == ["submission"]


def test_an_overdue_message_that_comes_while_the_case_is_elsewhere_in_its_work_is_caught(case: Case) -> None:
    case.complete("submission", report="...")
    case.complete("confirmation", confirmed=True)
    _late(case, "9", to=30)
    assert case.elements == ["handle", "verify"]


def test_late_then_level_two_then_extension_then_late_again_then_finished(case: Case) -> None:
    _late(case, "7", to=1)
    _late(case, "7", to=2)
    case.tell("extension_requested", days=5)
    assert case.elements == ["decide", "handle", "handle", "submission"]
    case.complete("decide", granted=True)
    case.complete("handle", settled="granted time")
    _late(case, "7", to=1)
    assert case.elements == ["handle", "handle", "submission"]
    case.complete("submission", report="done")
    closed = case.tell("resolved", "7").closed
    assert {(each.element, each.how) for each in closed} == {("handle", "cancelled")} and len(closed) == 2
    case.complete("confirmation", confirmed=True)
    case.complete("verify", verified=True)
    case.complete("sign")
    assert case.step.ended


def test_a_resolved_item_closes_its_own_escalations_only(case: Case) -> None:
    _late(case, "7", to=1)
    _late(case, "8", to=1)
    kept = case.ref("handle", 1)
    step = case.tell("resolved", "7")
    assert [each.how for each in step.closed] == ["cancelled"]
    assert case.ref("handle") == kept


def test_the_end_of_the_work_closes_every_escalation_that_is_open(case: Case) -> None:
    for item in ("7", "8", "9"):
        _late(case, item, to=1)
    case.tell("suspended")
    case.complete("submission", report="done")
    case.complete("confirmation", confirmed=True)
    case.complete("verify", verified=True)
    step = case.complete("sign")
    assert step.ended
    assert sorted((each.element, each.how) for each in step.closed) == [
        ("handle", "cancelled"),
        ("handle", "cancelled"),
        ("handle", "cancelled"),
        ("sign", "completed"),
    ]
    assert case.open == {}


def test_suspension_asks_for_its_actions_and_leaves_the_work_where_it_is(case: Case) -> None:
    assert case.tell("suspended").effects == (Effect("suspend", {}, "stop_clocks"),)
    assert "resumed" in case.step.waiting_for
    assert case.elements == ["submission"]
    assert case.tell("resumed").effects == (Effect("resume", {}, "start_clocks"),)
    assert "resumed" not in case.step.waiting_for


def test_cancelling_interrupts_the_work_and_waits_for_nobody_else(case: Case) -> None:
    step = case.tell("cancelled")
    assert step.closed == (Closed(step.closed[0].ref, "submission", "cancelled"),)
    assert step.ended and step.outcome == "called_off"


def test_after_cancelling_an_open_escalation_is_still_handled(case: Case) -> None:
    """The handler is not inside the work, so interrupting the work leaves it; only the terminate end takes it along."""
    _late(case, "7", to=1)
    step = case.tell("cancelled")
    assert not step.ended and case.elements == ["handle"]
    assert "overdue" not in step.waiting_for
    assert case.complete("handle", settled="x").ended


def test_four_hundred_rounds_cost_what_four_cost(case: Case) -> None:
    _late(case, "7", to=1)
    sizes, tasks = {}, {}
    for number in range(1, 401):
        _round(case)
        sizes[number], tasks[number] = len(case.step.state), _tasks(case)
    assert case.elements == ["handle", "submission"]
    assert tasks[400] == tasks[4]
    assert sizes[400] <= 1.5 * sizes[4]


def test_four_hundred_escalations_leave_nothing_behind(case: Case) -> None:
    sizes, tasks = {}, {}
    for number in range(1, 401):
        _late(case, str(number), to=1)
        if number % 2:
            case.complete("handle", settled="urged")
        else:
            case.tell("resolved", str(number))
        sizes[number], tasks[number] = len(case.step.state), _tasks(case)
    assert case.elements == ["submission"]
    assert tasks[400] == tasks[4]
    assert sizes[400] <= 1.5 * sizes[4]


def test_the_viewer_is_told_where_tokens_are(case: Case) -> None:
    _late(case, "7", to=1)
    assert case.positions == ("run", "submission", "escalate", "handle")


def _tasks(case: Case) -> int:
    """How many live or kept tasks the state holds."""
    import orjson
    import zstandard

    def count(rows: list[list[object]]) -> int:
        return sum(1 + count(row[4]) + (count(row[5][1]) if row[5] else 0) for row in rows)

    return count(orjson.loads(zstandard.ZstdDecompressor().decompress(case.step.state))[-1])
