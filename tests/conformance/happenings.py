"""Events in the flow."""

from __future__ import annotations

import pytest

from tests.conformance.proof import Walked, dressed, proof
from tests.unit.engine.drawings import (
    boundary,
    call,
    catch,
    end,
    error,
    escalation,
    gateway,
    gives,
    message,
    process,
    signal,
    subprocess,
    terminate,
    throw,
    timer,
    user,
)
from workflows.engine.errors import EngineFault

FLOW = "Events in the flow"
ON_PART = "start > part > end; edge > other > other_end"
PART = subprocess("part", user("work"), end("part_end"), flows="start > work > part_end")
OTHER = (user("other"), end("other_end"))


@proof(
    FLOW,
    "Start: none or a message",
    "The case begins; a message start has had its message by then.",
    process("p", end(), flows="start > end", start=message("go")),
)
def starts(case: Walked) -> None:
    assert case.ended == "end"


@proof(
    FLOW,
    "Catching a message",
    "Waits for the message, or takes the oldest that was kept; with a correlation only one that is about that.",
    process(
        "p",
        user("first"),
        catch("told", message("news"), correlation="code"),
        end(),
        flows="start > first > told > end",
    ),
)
def catches_message(case: Walked) -> None:
    case.tell("news", "B")
    case.complete("first")
    assert case.step.waiting_for == ("news",)
    assert case.tell("news", "A").ended


@proof(
    FLOW,
    "Throwing a message; a message end",
    "Tells the own case; the message is kept until something catches it.",
    process(
        "p",
        gateway("fork", "parallel"),
        throw("speak", gives(text="code") + message("one")),
        end("said", message("two")),
        catch("hear", message("one")),
        catch("hear_too", message("two")),
        end(),
        flows="start > fork; fork > speak > said; fork > hear > hear_too > end",
    ),
)
def throws_message(case: Walked) -> None:
    assert case.step.ended and {"speak", "said", "hear", "hear_too"} <= set(case.passed)


@proof(
    FLOW,
    "Intermediate event without a definition",
    "Passed at once: a place with a name.",
    process("p", throw("halfway"), end(), flows="start > halfway > end"),
)
def milestone(case: Walked) -> None:
    assert case.ended == "end" and "halfway" in case.passed


@proof(
    FLOW,
    "Timer: a date or a duration",
    "Fires when the clock says so and never by itself; months are those of the calendar.",
    process(
        "p",
        catch("until", timer("day", "timeDate")),
        catch("later", timer("P1M")),
        end(),
        flows="start > until > later > end",
    ),
)
def timers(case: Walked) -> None:
    case.fire("until")
    assert case.timer("later").due_at.isoformat() == "2026-06-01T10:00:00+00:00"
    assert case.fire("later").ended


@proof(
    FLOW,
    "Throwing a signal; a signal end; catching a signal",
    "Everything in the case that waits for it when it is given takes notice, in called drawings too; it is kept for nobody.",
    process(
        "p",
        gateway("fork", "parallel"),
        catch("a", signal("bell")),
        call("part", "q"),
        user("ring"),
        throw("first", signal("bell")),
        catch("own", signal("bell")),
        end("second", signal("bell")),
        user("again"),
        end(),
        flows="start > fork; fork > a > end; fork > part > end; fork > ring > first > own > end; fork > again > second",
    ),
    process("q", catch("b", signal("bell")), user("do"), end("q_end"), flows="start > b > do > q_end"),
)
def signals(case: Walked) -> None:
    assert case.positions == ("a", "part", "b", "ring", "again")
    case.complete("ring")
    assert case.positions == ("part", "do", "own", "again"), "who gives it does not hear it where it waits next"
    case.complete("again")
    assert case.positions == ("part", "do")
    assert case.complete("do").ended


@proof(
    FLOW,
    "Throwing an escalation; an escalation end",
    "Goes to what catches it nearest around; what throws it goes on. One that nobody catches is lost, as the standard says.",
    process(
        "p",
        subprocess(
            "part",
            throw("up", escalation("up")),
            user("work"),
            end("part_end", escalation("over")),
            flows="start > up > work > part_end",
        ),
        boundary("edge", "part", escalation("up"), beside=True),
        *OTHER,
        end(),
        flows=ON_PART,
    ),
)
def throws_escalation(case: Walked) -> None:
    assert case.elements == ["other", "work"]
    case.complete("work")
    assert case.complete("other").ended


@proof(
    FLOW,
    "An error end",
    "Ends the part at once and goes to what catches it nearest around; one that nobody catches stops the case as an incident.",
    process(
        "p",
        subprocess(
            "part",
            user("work"),
            user("more"),
            end("bad", error("bad")),
            end("fine"),
            flows="start > work > bad; start > more > fine",
        ),
        boundary("edge", "part", error("bad")),
        *OTHER,
        end(),
        flows=ON_PART,
    ),
)
def throws_error(case: Walked) -> None:
    step = case.complete("work")
    assert {(one.element, one.how) for one in step.closed} == {("work", "completed"), ("more", "cancelled")}
    assert case.elements == ["other"]
    again = Walked(dressed(process("p", user("work"), end("bad", error("bad")), flows="start > work > bad")), "p", n=0)
    with pytest.raises(EngineFault, match="error bad to be caught"):
        again.complete("work")
    assert again.elements == ["work"], "the old state stays good"


@proof(
    FLOW,
    "A terminate end",
    "Ends everything in its own process or subprocess, what runs beside it too.",
    process(
        "p",
        subprocess(
            "part",
            user("a"),
            user("b"),
            terminate("stop"),
            end("part_end"),
            flows="start > a > stop; start > b > part_end",
        ),
        user("next"),
        end(),
        flows="start > part > next > end",
    ),
)
def terminates(case: Walked) -> None:
    case.complete("a")
    assert case.elements == ["next"]
    assert case.complete("next").ended
