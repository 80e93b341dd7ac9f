"""Events in the flow and on a border."""

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
    sets,
    signal,
    subprocess,
    terminate,
    throw,
    timer,
    user,
)
from workflows.engine.errors import EngineFault

FLOW = "Events in the flow"
BORDER = "Events on a border"
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


@proof(
    BORDER,
    "A message, interrupting",
    "Closes the step and takes its place.",
    process("p", user("part"), boundary("edge", "part", message("stop")), *OTHER, end(), flows=ON_PART),
)
def message_interrupts(case: Walked) -> None:
    assert [one.how for one in case.tell("stop").closed] == ["cancelled"]
    assert case.elements == ["other"] and case.step.waiting_for == ()
    assert case.complete("other").ended


@proof(
    BORDER,
    "A message, not interrupting",
    "Opens a branch beside the step for each message, and is armed again as long as the step is open.",
    process("p", PART, boundary("edge", "part", message("hint"), beside=True), *OTHER, end(), flows=ON_PART),
)
def message_beside(case: Walked) -> None:
    for opened in (1, 2, 3):
        case.tell("hint")
        assert case.elements == ["other"] * opened + ["work"]
    case.complete("other")
    case.tell("hint")
    case.complete("work")
    assert case.elements == ["other"] * 3 and case.step.waiting_for == ()
    for _ in range(3):
        case.complete("other")
    assert case.step.ended


@proof(
    BORDER,
    "A timer, interrupting",
    "Set when the step opens, cleared when it is done.",
    process("p", PART, boundary("edge", "part", timer("P3D")), *OTHER, end(), flows=ON_PART),
)
def timer_interrupts(case: Walked) -> None:
    other = Walked(case.files, "p", n=0)
    other.complete("work")
    assert other.ended == "end"
    case.fire("edge")
    assert case.elements == ["other"] and case.timers == {}


@proof(
    BORDER,
    "A timer, not interrupting",
    "A date or a duration fires once; a repetition is set anew until it has had its times, moments slept "
    "through counted and not made up for.",
    process(
        "p",
        PART,
        boundary("edge", "part", timer("R3/P1D", "timeCycle"), beside=True),
        boundary("once", "part", timer("P1D"), beside=True),
        *OTHER,
        end("once_end"),
        end(),
        flows=ON_PART + "; once > once_end",
    ),
)
def timer_beside(case: Walked) -> None:
    case.fire("once")
    for opened in (1, 2, 3):
        case.fire("edge")
        assert case.elements == ["other"] * opened + ["work"]
    assert case.timers == {}


@proof(
    BORDER,
    "A signal, interrupting",
    "Closes the step and takes its place, also when what gives the signal is inside.",
    process(
        "p",
        subprocess(
            "part",
            user("work"),
            throw("ring", signal("bell")),
            user("never"),
            end("part_end"),
            flows="start > work > ring > never > part_end",
        ),
        boundary("edge", "part", signal("bell")),
        *OTHER,
        end(),
        flows=ON_PART,
    ),
)
def signal_interrupts(case: Walked) -> None:
    case.complete("work")
    assert case.elements == ["other"]
    assert case.complete("other").ended


@proof(
    BORDER,
    "A signal, not interrupting",
    "Opens a branch beside the step each time.",
    process(
        "p",
        user("part"),
        boundary("edge", "part", signal("bell"), beside=True),
        user("ring"),
        user("ring_again"),
        throw("one", signal("bell")),
        end("two", signal("bell")),
        *OTHER,
        end(),
        flows=ON_PART + "; start > ring > one > ring_again > two",
    ),
)
def signal_beside(case: Walked) -> None:
    case.complete("ring")
    case.complete("ring_again")
    assert case.elements == ["other", "other", "part"]


@proof(
    BORDER,
    "An error",
    "Always interrupts; the one that names the code comes before the one that takes any.",
    process(
        "p",
        subprocess("part", user("work"), end("bad", error("bad")), flows="start > work > bad"),
        boundary("any", "part", error()),
        end("any_end"),
        boundary("edge", "part", error("bad")),
        *OTHER,
        end(),
        flows=ON_PART + "; any > any_end",
    ),
)
def error_on_border(case: Walked) -> None:
    case.complete("work")
    assert case.elements == ["other"]
    assert case.complete("other").ended


@proof(
    BORDER,
    "An escalation, interrupting",
    "Closes the part that it comes out of.",
    process(
        "p",
        subprocess(
            "part",
            user("work"),
            throw("up", escalation("up")),
            user("never"),
            end("part_end"),
            flows="start > work > up > never > part_end",
        ),
        boundary("edge", "part", escalation("up")),
        *OTHER,
        end(),
        flows=ON_PART,
    ),
)
def escalation_interrupts(case: Walked) -> None:
    case.complete("work")
    assert case.elements == ["other"]


@proof(
    BORDER,
    "An escalation, not interrupting",
    "Opens a branch beside the part each time.",
    process(
        "p",
        subprocess(
            "part",
            user("work", sets(n="form.n"), form="answer"),
            throw("up", escalation("up")),
            gateway("g"),
            end("part_end"),
            flows="start > work > up > g; g > work : n > 5; g > part_end : default",
        ),
        boundary("edge", "part", escalation(), beside=True),
        *OTHER,
        end(),
        flows=ON_PART,
    ),
)
def escalation_beside(case: Walked) -> None:
    case.complete("work", n=9)
    case.complete("work", n=9)
    assert case.elements == ["other", "other", "work"]
    case.complete("work", n=1)
    assert case.elements == ["other", "other", "other"]
