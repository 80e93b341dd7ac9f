"""Events on a border."""

from __future__ import annotations

from tests.conformance.proof import Walked, proof
from tests.unit.engine.drawings import (
    boundary,
    end,
    error,
    escalation,
    gateway,
    message,
    process,
    sets,
    signal,
    subprocess,
    throw,
    timer,
    user,
)

BORDER = "Events on a border"
ON_PART = "start > part > end; edge > other > other_end"
PART = subprocess("part", user("work"), end("part_end"), flows="start > work > part_end")
OTHER = (user("other"), end("other_end"))


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
