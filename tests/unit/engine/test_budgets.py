"""No drawing keeps a worker busy or fills the disk: each budget ends in a fault, and the old state stays good."""

from __future__ import annotations

import pytest

from tests.unit.engine.case import Case
from tests.unit.engine.drawings import (
    bundle,
    catch,
    each,
    end,
    gateway,
    handler,
    link,
    merge,
    message,
    process,
    sets,
    signal,
    task,
    throw,
    times,
    user,
)
from workflows.engine.errors import EngineFault


def _one(*nodes: str, flows: str) -> dict[str, bytes]:
    return bundle(process("p", *nodes, end(), flows=flows))


def test_a_circle_without_a_rest_is_stopped() -> None:
    files = _one(
        user("go"),
        gateway("again"),
        task("round"),
        gateway("g"),
        flows="start > go > again; again > round : default; round > g; g > again : 1 < 2; g > end : default",
    )
    case = Case(files)
    with pytest.raises(EngineFault, match="1000 steps"):
        case.complete("go")
    assert case.elements == ["go"]


RINGING = handler("h", signal("a"), end("answer", signal("b")), flows="start > answer", beside=True)
ENDLESS = {
    "a link that leads back": (
        user("go"), merge("again"), throw("leap", link("l")), catch("land", link("l")), end("never"),
        "start > go > again > leap; land > again",
    ),
    "signals that answer each other": (
        user("go"), throw("ring", signal("a")), RINGING,
        handler("i", signal("b"), end("back", signal("a")), flows="start > back", beside=True),
        "start > go > ring > end",
    ),
    "an event subprocess that starts itself again": (
        user("go"), throw("ring", signal("b")), handler("h", signal("b"), end("back", signal("b")), flows="start > back", beside=True),
        "start > go > ring > end",
    ),
    "an event subprocess that tells its own message": (
        user("go"), throw("ring", message("b")), user("stay"),
        handler("h", message("b"), end("back", message("b")), flows="start > back", beside=True),
        "start > go > ring > stay > end",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ENDLESS)
def test_what_sets_itself_off_is_stopped(what: str) -> None:
    *nodes, flows = ENDLESS[what]
    case = Case(_one(*nodes, flows=flows))
    with pytest.raises(EngineFault, match="1000 steps"):
        case.complete("go")
    assert case.elements == ["go"]


def test_a_long_chain_of_automatic_steps_is_no_problem_within_the_budget() -> None:
    names = [f"t{n}" for n in range(200)]
    files = _one(*map(task, names), flows=" > ".join(["start", *names, "end"]))
    assert Case(files).step.ended


def test_many_parallel_blocks_in_a_row_cost_no_more_than_their_elements() -> None:
    """The library would foretell every combination of ways: three to the power of thirty."""
    nodes, flows = [user("go")], ["start > go > f0"]
    for n in range(30):
        nodes += [gateway(f"f{n}", "parallel"), *(task(f"t{n}{way}") for way in "abc"), gateway(f"j{n}", "parallel")]
        flows += [*(f"f{n} > t{n}{way} > j{n}" for way in "abc"), f"j{n} > f{n + 1}"]
    flows[-1] = "j29 > end"
    assert Case(_one(*nodes, flows=";".join(flows))).complete("go").ended


@pytest.mark.parametrize("repeated", [times("501"), times("1000000000"), each("entries")])
def test_repetition_has_a_bound(repeated: str) -> None:
    with pytest.raises(EngineFault, match="500"):
        Case(_one(user("vote", repeated), flows="start > vote > end"), entries=list(range(501)))


def test_messages_that_nobody_catches_do_not_pile_up_without_end() -> None:
    case = Case(_one(user("first"), catch("told", message("news")), flows="start > first > told > end"))
    for _ in range(200):
        case.tell("news")
    with pytest.raises(EngineFault, match="200 messages"):
        case.tell("news")


def test_the_state_has_a_bound_and_warns_before_it(caplog: pytest.LogCaptureFixture) -> None:
    case = Case(_one(user("first"), catch("told", message("news")), flows="start > first > told > end"))
    large = ["x" * 10_000] * 30
    for _ in range(3):
        case.tell("news", text=large)
    assert "grown to" in caplog.text
    with pytest.raises(EngineFault, match="1 MB"):
        case.tell("news", text=large)


def test_a_case_that_would_wait_for_nothing_is_not_stored() -> None:
    """A branch that ends nowhere: the library would call the case unfinished for ever."""
    files = _one(
        user("go"), gateway("fork", "parallel"), task("a"), gateway("join", "parallel"), user("b", sets(x="1")), gateway("g"),
        flows="start > go > fork; fork > a > join; fork > g; g > b > join : 2 < 1; g > end : default; join > end",
    )  # fmt: skip
    case = Case(files)
    with pytest.raises(EngineFault, match="waits for nothing"):
        case.complete("go")
