"""Event subprocesses: what may happen at any time in a scope, drawn inside it."""

from __future__ import annotations

from tests.conformance.proof import Walked, proof
from tests.unit.engine.drawings import (
    end,
    handler,
    message,
    process,
    subprocess,
    timer,
    user,
)

SCOPES = "Event subprocesses"
HANDLED = (user("handle"), end("handled"))
BY = "start > handle > handled"


@proof(
    SCOPES,
    "A message, interrupting",
    "Closes everything else in the process or subprocess around it, other event subprocesses too; that ends when this one does.",
    process(
        "p",
        user("work"),
        end(),
        handler("hint", message("hint"), user("look"), end("looked"), flows="start > look > looked", beside=True),
        handler("stop", message("stop"), user("handle", candidates="group(message.who)"), end("handled"), flows=BY),
        flows="start > work > end",
    ),
)
def message_takes_over(case: Walked) -> None:
    case.tell("hint")
    step = case.tell("stop", who="clerks")
    assert sorted((one.element, one.how) for one in step.closed) == [("look", "cancelled"), ("work", "cancelled")]
    assert case.elements == ["handle"] and case.positions == ("stop", "handle") and case.step.waiting_for == ()
    assert next(iter(case.open.values())).candidates == {"group": "clerks"}
    case.complete("handle")
    assert case.ended == "handled", "its end is the outcome of the case"


@proof(
    SCOPES,
    "A message, not interrupting",
    "Runs beside the work, once for each message and side by side; armed again as long as anything runs around it.",
    process(
        "p",
        user("work"),
        end(),
        handler("hint", message("hint"), *HANDLED, flows=BY, beside=True),
        flows="start > work > end",
    ),
)
def message_beside(case: Walked) -> None:
    case.tell("hint")
    case.tell("hint")
    assert case.elements == ["handle", "handle", "work"] and case.step.waiting_for == ("hint",)
    case.complete("handle")
    case.tell("hint")
    case.complete("work")
    assert not case.step.ended
    case.complete("handle")
    case.complete("handle")
    assert case.ended == "end", "the case ends where its own way did"


@proof(
    SCOPES,
    "Not interrupting, and nothing happens",
    "Nobody waits for it: the scope ends with its own tokens, and the timer is cleared.",
    process(
        "p",
        subprocess(
            "part",
            user("work"),
            end("part_end"),
            handler("late", timer("P3D"), *HANDLED, flows=BY, beside=True),
            flows="start > work > part_end",
        ),
        user("next"),
        end(),
        flows="start > part > next > end",
    ),
)
def nothing_happens(case: Walked) -> None:
    assert [timer.element for timer in case.timers.values()] == ["late_start"]
    case.complete("work")
    assert case.elements == ["next"] and case.timers == {}


@proof(
    SCOPES,
    "A timer, interrupting",
    "Set when the scope begins, after what its start assigns.",
    process(
        "p",
        subprocess(
            "part",
            user("work"),
            end("part_end"),
            handler("late", timer("P3D"), *HANDLED, flows=BY),
            flows="start > work > part_end",
        ),
        user("next"),
        end(),
        flows="start > part > next > end",
    ),
)
def timer_takes_over(case: Walked) -> None:
    case.fire("late_start")
    assert case.elements == ["handle"] and case.positions == ("part", "late", "handle")
    case.complete("handle")
    assert case.elements == ["next"], "the part is over as if it had ended by itself"


@proof(
    SCOPES,
    "A timer, not interrupting",
    "A date or a duration fires once; a repetition is set anew until it has had its times.",
    process(
        "p",
        user("work"),
        end(),
        handler("tick", timer("R3/P1D", "timeCycle"), *HANDLED, flows=BY, beside=True),
        handler("once", timer("day", "timeDate"), end("once_end"), flows="start > once_end", beside=True),
        flows="start > work > end",
    ),
)
def timer_beside(case: Walked) -> None:
    for opened in (1, 2, 3):
        case.fire("tick_start")
        assert case.elements == ["handle"] * opened + ["work"]
    case.fire("once_start")
    assert case.timers == {} and "once_end" in case.passed
