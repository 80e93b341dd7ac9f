"""Gateways, arrows out of steps, and links."""

from __future__ import annotations

import pytest

from tests.conformance.proof import Walked, proof
from tests.unit.engine.drawings import (
    boundary,
    catch,
    choosing,
    end,
    gateway,
    link,
    merge,
    message,
    process,
    sets,
    subprocess,
    throw,
    user,
)
from workflows.engine.errors import EngineFault

WAYS = "Gateways and arrows"
ASKS = user("ask", sets(n="form.n"), form="answer")


@proof(
    WAYS,
    "Exclusive gateway",
    "Takes the first way whose condition holds, else the default; lets every token through where ways come together.",
    process(
        "p", ASKS, gateway("g"), user("small"), user("large"), merge("m"), end(),
        flows="start > ask > g; g > small : n < 5; g > large : default; small > m; large > m > end",
    ),
)  # fmt: skip
def exclusive(case: Walked) -> None:
    case.complete("ask", n=9)
    assert case.elements == ["large"]
    assert case.complete("large").ended


@proof(
    WAYS,
    "Parallel gateway",
    "Takes every way; waits for one token on each incoming arrow.",
    process(
        "p", gateway("fork", "parallel"), user("a"), user("b"), gateway("join", "parallel"), end(),
        flows="start > fork; fork > a > join; fork > b > join; join > end",
    ),
)  # fmt: skip
def parallel(case: Walked) -> None:
    case.complete("b")
    assert case.elements == ["a"] and case.positions == ("a", "join")
    assert case.complete("a").ended


@proof(
    WAYS,
    "Inclusive gateway",
    "Takes every way whose condition holds, else the default; waits for the tokens that can still arrive.",
    process(
        "p", ASKS, gateway("split", "inclusive"), user("a"), user("b"), user("c"), merge("join", "inclusive"), end(),
        flows="""start > ask > split; split > a > join : n > 1; split > b > join : n > 5; split > c > join : default
            join > end""",
    ),
)  # fmt: skip
def inclusive(case: Walked) -> None:
    case.complete("ask", n=9)
    assert case.elements == ["a", "b"]
    case.complete("a")
    assert case.elements == ["b"]
    assert case.complete("b").ended


@proof(
    WAYS,
    "Several arrows out of a step",
    "All are taken, as by a parallel gateway; so are those out of a start or another event.",
    process(
        "p", user("ask"), user("a"), user("b"), user("c"), gateway("join", "parallel"), end(),
        boundary("hint", "ask", message("hint"), beside=True), user("d"), user("e"), end("d_end"), end("e_end"), end("c_end"),
        flows="start > ask; start > c > c_end; ask > a > join; ask > b > join; join > end; hint > d > d_end; hint > e > e_end",
    ),
)  # fmt: skip
def implicit_split(case: Walked) -> None:
    assert case.elements == ["ask", "c"]
    case.tell("hint")
    case.complete("ask")
    assert case.elements == ["a", "b", "c", "d", "e"]
    for element in "dceab":
        case.complete(element)
    assert case.ended == "end"


@proof(
    WAYS,
    "Several arrows into a step",
    "Each token goes on by itself: the step is done once for each.",
    process(
        "p", user("ask"), user("a"), user("b"), user("check"), end(),
        flows="start > ask; ask > a > check; ask > b > check; check > end",
    ),
)  # fmt: skip
def implicit_merge(case: Walked) -> None:
    case.complete("ask")
    case.complete("a")
    assert case.elements == ["b", "check"]
    case.complete("check")
    assert case.elements == ["b"] and not case.step.ended
    case.complete("b")
    assert case.complete("check").ended


@proof(
    WAYS,
    "Conditions on arrows out of a step, with a default",
    "Those whose condition holds are taken, as by an inclusive gateway; the default only when none does.",
    process(
        "p", choosing(ASKS), user("a"), user("b"), user("c"), end(),
        flows="start > ask; ask > a > end : n > 1; ask > b > end : n > 5; ask > c > end : default",
    ),
)  # fmt: skip
def conditional(case: Walked) -> None:
    vague = {**case.files, "p.bpmn": case.files["p.bpmn"].replace(b"n &gt; 1", b"n")}
    with pytest.raises(EngineFault, match="at ask to be True or False"):
        Walked(vague, "p", n=0).complete("ask", n=9)
    for n, taken in ((9, ["a", "b"]), (3, ["a"])):
        other = Walked(case.files, "p", n=0)
        other.complete("ask", n=n)
        assert other.elements == taken
    case.complete("ask", n=0)
    assert case.elements == ["c"]
    assert case.complete("c").ended


@proof(
    WAYS,
    "Arrows out of a step, some with a condition and some without",
    "Those without are always taken, those with when their condition holds.",
    process(
        "p", ASKS, boundary("stop", "ask", message("stop")), user("a"), user("b"), end(), end("stopped"),
        flows="start > ask; ask > a > end; ask > b > end : n > 5; stop > stopped",
    ),
)  # fmt: skip
def mixed(case: Walked) -> None:
    case.complete("ask", n=9)
    assert case.elements == ["a", "b"] and case.step.waiting_for == ()
    case.complete("a")
    assert case.complete("b").ended


@proof(
    WAYS,
    "A condition and a default out of a step inside a circle",
    "One way of two: it may lead back.",
    process(
        "p", choosing(ASKS), user("next"), end(), flows="start > ask; ask > ask : n > 5; ask > next > end : default",
    ),
)  # fmt: skip
def choice_in_a_circle(case: Walked) -> None:
    for _ in range(5):
        case.complete("ask", n=9)
        assert case.elements == ["ask"]
    case.complete("ask", n=1)
    assert case.elements == ["next"]


@proof(
    WAYS,
    "Conditions on arrows out of a subprocess",
    "Asked when it is over, like those out of any step.",
    process(
        "p", choosing(subprocess("part", ASKS, end("part_end"), flows="start > ask > part_end")), user("a"), user("b"), end(),
        flows="start > part; part > a > end : n > 5; part > b > end : default",
    ),
)  # fmt: skip
def conditional_after_a_part(case: Walked) -> None:
    case.complete("ask", n=9)
    assert case.elements == ["a"]
    assert case.complete("a").ended


@proof(
    WAYS,
    "Link events",
    "A throw leaps to the catch of its name in the same process or subprocess; several throws may lead to one catch.",
    process(
        "p", ASKS, gateway("g"), throw("far", link("over")), throw("near", link("over")), catch("land", link("over")), user("next"), end(),
        flows="start > ask > g; g > far : n > 5; g > near : default; land > next > end",
    ),
)  # fmt: skip
def links(case: Walked) -> None:
    case.complete("ask", n=9)
    assert case.elements == ["next"] and case.passed[-2:] == ["far", "land"]
    assert case.complete("next").ended
