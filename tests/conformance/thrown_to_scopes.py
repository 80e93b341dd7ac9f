"""Event subprocesses that errors, escalations and signals start, and those inside others."""

from __future__ import annotations

from tests.conformance.event_subprocesses import BY, HANDLED, SCOPES
from tests.conformance.proof import Walked, proof
from tests.unit.engine.drawings import (
    boundary,
    call,
    each,
    end,
    error,
    escalation,
    handler,
    message,
    process,
    sets,
    signal,
    subprocess,
    terminate,
    throw,
    user,
)


@proof(
    SCOPES,
    "An error",
    "Always interrupts; caught in the scope itself, before anything on the border of it. What it throws on goes outward.",
    process(
        "p",
        subprocess(
            "part",
            user("work"),
            user("more"),
            end("bad", error("bad")),
            end("fine"),
            handler("mend", error("bad"), user("handle"), end("worse", error("bad")), flows="start > handle > worse"),
            flows="start > work > bad; start > more > fine",
        ),
        boundary("edge", "part", error("bad")),
        user("other"),
        end("other_end"),
        end(),
        flows="start > part > end; edge > other > other_end",
    ),
)
def error_takes_over(case: Walked) -> None:
    case.complete("work")
    assert case.elements == ["handle"]
    case.complete("handle")
    assert case.elements == ["other"]


@proof(
    SCOPES,
    "An escalation, interrupting",
    "The token that threw it does not go on.",
    process(
        "p",
        user("work"),
        throw("up", escalation("up")),
        user("never"),
        end(),
        handler("raised", escalation("up"), *HANDLED, flows=BY),
        flows="start > work > up > never > end",
    ),
)
def escalation_takes_over(case: Walked) -> None:
    case.complete("work")
    assert case.elements == ["handle"]
    case.complete("handle")
    assert case.ended == "handled"


@proof(
    SCOPES,
    "An escalation, not interrupting",
    "Also from a drawing that is called; the token that threw it goes on.",
    process(
        "p",
        call("part", "q"),
        end(),
        handler("raised", escalation("up"), *HANDLED, flows=BY, beside=True),
        flows="start > part > end",
    ),
    process(
        "q",
        throw("up", escalation("up")),
        user("work"),
        end("q_end", escalation("up")),
        flows="start > up > work > q_end",
    ),
)
def escalation_beside(case: Walked) -> None:
    assert case.elements == ["handle", "work"]
    case.complete("work")
    assert case.elements == ["handle", "handle"]


@proof(
    SCOPES,
    "A signal, interrupting",
    "Given anywhere in the case.",
    process(
        "p",
        subprocess(
            "part",
            user("work"),
            end("part_end"),
            handler("alarm", signal("bell"), *HANDLED, flows=BY),
            flows="start > work > part_end",
        ),
        user("ring"),
        end("rung", signal("bell")),
        end(),
        flows="start > part > end; start > ring > rung",
    ),
)
def signal_takes_over(case: Walked) -> None:
    case.complete("ring")
    assert case.elements == ["handle"]
    assert case.complete("handle").ended


@proof(
    SCOPES,
    "A signal, not interrupting",
    "In each instance of a repeated subprocess by itself, each with its own entry.",
    process(
        "p",
        subprocess(
            "part",
            user("work"),
            end("part_end"),
            handler("alarm", signal("bell"), *HANDLED, flows=BY, beside=True),
            flows="start > work > part_end",
            repeated=each("entries"),
        ),
        user("ring"),
        end("rung", signal("bell")),
        end(),
        flows="start > part > end; start > ring > rung",
    ),
)
def signal_beside(case: Walked) -> None:
    case.complete("work")
    case.complete("ring")
    assert case.elements == ["handle", "handle", "work", "work"]
    assert sorted(item.local["item"] for item in case.open.values() if item.element == "handle") == ["y", "z"]


@proof(
    SCOPES,
    "An event subprocess inside another",
    "Watched for while the outer one runs; a terminate end ends the one that it stands in.",
    process(
        "p",
        user("work"),
        end(),
        handler(
            "hint",
            message(
                "hint",
            ),
            user("look"),
            end("looked"),
            handler("forget", message("forget"), terminate("forgotten"), flows="start > forgotten"),
            flows="start > look > looked",
            beside=True,
        ),
        flows="start > work > end",
    ),
)
def nested(case: Walked) -> None:
    assert case.step.waiting_for == ("hint",)
    case.tell("hint")
    assert case.step.waiting_for == ("forget", "hint")
    case.tell("forget")
    assert case.elements == ["work"] and case.step.waiting_for == ("hint",)


@proof(
    SCOPES,
    "Assignments and the message at its start",
    "Run once, when it starts; the message is known inside and nowhere else.",
    process(
        "p",
        user("work"),
        end(),
        handler("hint", sets(n="n + message.by") + message("hint"), *HANDLED, flows=BY, beside=True),
        flows="start > work > end",
    ),
)
def start_assigns(case: Walked) -> None:
    case.tell("hint", by=2)
    case.tell("hint", by=3)
    assert case.variables["n"] == 5 and case.passed.count("hint_start") == 2
    assert {item.element: item.local.get("message") for item in case.open.values()} == {
        "work": None,
        "handle": {"by": 3},
    }
