"""Choosing ways and bringing them together, also round after round."""

from __future__ import annotations

import pytest

from tests.unit.engine.case import Case
from tests.unit.engine.drawings import bundle, end, gateway, process, service, sets, subprocess, user
from workflows.engine.errors import EngineFault


def _one(*nodes: str, flows: str) -> dict[str, bytes]:
    return bundle(process("p", *nodes, end(), flows=flows))


CHOICE = _one(
    user("ask", sets(n="form.n")),
    gateway("g"),
    user("small"),
    user("large"),
    user("rest"),
    flows="""start > ask > g; g > small : n < 3; g > large : n > 5; g > rest : default
        small > end; large > end; rest > end""",
)


@pytest.mark.parametrize(("n", "way"), [(1, "small"), (9, "large"), (4, "rest")])
def test_an_exclusive_gateway_takes_the_first_way_that_holds_or_the_default(n: int, way: str) -> None:
    case = Case(CHOICE)
    case.complete("ask", n=n)
    assert case.elements == [way]


@pytest.mark.parametrize("condition", ["n", "'yes'", "[1]", "None"])
def test_a_condition_is_true_or_false_and_nothing_else(condition: str) -> None:
    files = _one(
        user("ask"),
        gateway("g"),
        user("way"),
        flows=f"start > ask > g; g > way : {condition}; g > end : default; way > end",
    )
    case = Case(files, n=1)
    with pytest.raises(EngineFault, match="True or False"):
        case.complete("ask")


def test_a_gateway_without_a_way_that_holds_is_a_fault() -> None:
    files = _one(
        user("ask"),
        gateway("g"),
        user("a"),
        user("b"),
        flows="start > ask > g; g > a : 1 > 2; g > b : 2 > 3; a > end; b > end",
    )
    with pytest.raises(EngineFault, match="way out of g"):
        Case(files).complete("ask")


def test_a_parallel_join_waits_for_every_way() -> None:
    files = _one(
        gateway("fork", "parallel"),
        user("a"),
        user("b"),
        gateway("join", "parallel"),
        user("after"),
        flows="start > fork; fork > a > join; fork > b > join; join > after > end",
    )
    case = Case(files)
    case.complete("b")
    assert case.elements == ["a"] and case.positions == ("a", "join")
    case.complete("a")
    assert case.elements == ["after"]


def test_a_parallel_join_in_a_loop_waits_anew_in_each_round() -> None:
    files = _one(
        gateway("again"),
        gateway("fork", "parallel"),
        user("a"),
        user("b"),
        gateway("join", "parallel"),
        user("ask", sets(more="form.more")),
        gateway("g"),
        flows="""start > again; again > fork : default; fork > a > join; fork > b > join; join > ask > g
            g > again : more; g > end : default""",
    )
    case = Case(files)
    for _ in range(20):
        assert case.elements == ["a", "b"]
        case.complete("a")
        assert case.elements == ["b"]
        case.complete("b")
        assert case.elements == ["ask"]
        case.complete("ask", more=True)
    assert len(case.step.state) < 300


def test_a_token_too_many_waits_at_the_join_for_the_next_time() -> None:
    files = _one(
        gateway("fork", "parallel"),
        user("a1"),
        user("a2"),
        gateway("both"),
        user("b"),
        gateway("join", "parallel"),
        user("after"),
        flows="""start > fork; fork > a1 > both; fork > a2 > both; both > join : default; fork > b > join; join > after > end""",
    )
    case = Case(files)
    case.complete("a1")
    case.complete("a2")
    assert case.elements == ["b"]
    case.complete("b")
    assert case.elements == ["after"] and "join" in case.positions


INCLUSIVE = _one(
    user("ask", sets(n="form.n")),
    gateway("split", "inclusive"),
    user("even"),
    user("large"),
    user("rest"),
    gateway("join", "inclusive"),
    user("after"),
    flows="""start > ask > split; split > even > join : n % 2 == 0; split > large > join : n > 10; split > rest > join : default
        join > after > end : default""",
)


@pytest.mark.parametrize(("n", "ways"), [(1, ["rest"]), (2, ["even"]), (11, ["large"]), (12, ["even", "large"])])
def test_an_inclusive_gateway_takes_every_way_that_holds_and_joins_just_those(n: int, ways: list[str]) -> None:
    case = Case(INCLUSIVE)
    case.complete("ask", n=n)
    assert case.elements == ways
    while len(ways) > 1:
        case.complete(ways.pop())
        assert case.elements == ways
    case.complete(ways[0])
    assert case.elements == ["after"]


def test_an_inclusive_join_waits_for_a_way_that_is_inside_a_subprocess() -> None:
    files = _one(
        gateway("split", "inclusive"),
        user("quick"),
        subprocess("slow", user("inner"), end("inner_end"), flows="start > inner > inner_end"),
        service("then", "x"),
        service("and_then", "x"),
        gateway("join", "inclusive"),
        user("after"),
        flows="""start > split; split > quick > join : 1 < 2; split > slow > then > and_then > join : default; split > slow : 2 < 3
            join > after > end : default""",
    )
    case = Case(files)
    case.complete("quick")
    assert case.elements == ["inner"]
    case.complete("inner")
    assert case.elements == ["after"]
