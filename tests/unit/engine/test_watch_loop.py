"""The other way to watch: a branch beside the work that catches, escalates and goes back to catching."""

from __future__ import annotations

from tests.unit.engine.case import Case
from tests.unit.engine.drawings import bundle, call, catch, end, gateway, message, process, terminate, user
from tests.unit.engine.life import ESCALATION

WATCHED = bundle(
    process(
        "p",
        gateway("fork", "parallel"),
        user("work"),
        terminate("done"),
        gateway("again"),
        catch("overdue", message("overdue")),
        gateway("spread", "parallel"),
        call("escalate", "escalation_process"),
        end("escalated"),
        flows="""start > fork; fork > work > done; fork > again; again > overdue : default
            overdue > spread; spread > escalate > escalated; spread > again""",
    ),
    ESCALATION,
)


def test_the_watch_goes_on_while_escalations_are_open() -> None:
    case = Case(WATCHED)
    for number in range(1, 6):
        case.tell("overdue", item=str(number), to=1)
        assert case.elements == ["handle"] * number + ["work"]
    case.tell("resolved", "3")
    case.complete("handle", settled="x")
    assert case.elements == ["handle"] * 3 + ["work"]
    step = case.complete("work")
    assert step.ended and case.open == {} and len(step.closed) == 4


def test_the_watch_costs_the_same_after_hundreds_of_rounds() -> None:
    case = Case(WATCHED)
    sizes = []
    for number in range(300):
        case.tell("overdue", item=str(number), to=1)
        case.complete("handle", settled="x")
        sizes.append(len(case.step.state))
    assert sizes[-1] <= 1.5 * sizes[3]
