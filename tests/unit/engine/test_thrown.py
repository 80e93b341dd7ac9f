"""Errors, escalations and terminate ends: what is thrown inside an activity and who catches it around it."""

from __future__ import annotations

import pytest

from tests.unit.engine.case import Case
from tests.unit.engine.drawings import (
    boundary,
    bundle,
    end,
    error,
    escalation,
    gateway,
    process,
    sets,
    subprocess,
    terminate,
    throw,
    user,
)
from workflows.engine.errors import EngineFault


def _one(*nodes: str, flows: str) -> dict[str, bytes]:
    return bundle(process("p", *nodes, end(), flows=flows))


def _inside(ending: str, edge: str, *, beside: bool = False) -> dict[str, bytes]:
    return _one(
        subprocess("inner", user("step"), end("inner_end", ending), flows="start > step > inner_end"),
        boundary("edge", "inner", edge, beside=beside),
        user("other"),
        user("next"),
        flows="start > inner > next > end; edge > other > end",
    )


def test_an_error_end_interrupts_its_subprocess_at_once() -> None:
    case = Case(_inside(error("broken"), error("broken")))
    case.complete("step")
    assert case.elements == ["other"], "and the normal way out is not taken as well"
    assert case.open[case.ref("other")].local == {"error": "broken"}


def test_an_error_is_caught_by_an_edge_that_names_no_error() -> None:
    case = Case(_inside(error("broken"), error()))
    case.complete("step")
    assert case.elements == ["other"]


def test_an_error_that_nobody_catches_is_a_fault_and_the_old_state_stays_good() -> None:
    case = Case(_inside(error("broken"), error("different")))
    with pytest.raises(EngineFault, match="broken"):
        case.complete("step")
    assert case.elements == ["step"]


def test_an_error_climbs_to_the_next_activity_that_catches_it() -> None:
    files = _one(
        subprocess(
            "outer",
            subprocess("inner", user("step"), end("bad", error("broken")), flows="start > step > bad"),
            end("outer_end"),
            flows="start > inner > outer_end",
        ),
        boundary("edge", "outer", error("broken")),
        user("other"),
        flows="start > outer > end; edge > other > end",
    )
    case = Case(files)
    case.complete("step")
    assert case.elements == ["other"]


def test_an_escalation_end_may_open_something_beside_and_the_subprocess_ends_as_usual() -> None:
    case = Case(_inside(escalation("up"), escalation("up"), beside=True))
    case.complete("step")
    assert case.elements == ["next", "other"]


def test_an_escalation_thrown_on_the_way_can_be_thrown_again() -> None:
    files = _one(
        subprocess(
            "inner",
            gateway("again"),
            user("step", sets(more="form.more")),
            throw("up", escalation("up")),
            gateway("ask"),
            end("inner_end"),
            flows="start > again; again > step : default; step > up > ask; ask > again : more; ask > inner_end : default",
        ),
        boundary("edge", "inner", escalation("up"), beside=True),
        user("other"),
        flows="start > inner > end; edge > other > end",
    )
    case = Case(files)
    case.complete("step", more=True)
    case.complete("step", more=True)
    assert case.elements == ["other", "other", "step"]


def test_an_escalation_that_nobody_catches_is_lost_and_nothing_else() -> None:
    case = Case(_inside(escalation("up"), escalation("different")))
    case.complete("step")
    assert case.elements == ["next"]


def test_a_terminate_end_inside_a_subprocess_ends_the_subprocess_only() -> None:
    files = _one(
        subprocess(
            "inner",
            gateway("fork", "parallel"),
            user("one"),
            user("two"),
            terminate("stop"),
            end("inner_end"),
            flows="start > fork; fork > one > stop; fork > two > inner_end",
        ),
        user("next"),
        flows="start > inner > next > end",
    )
    case = Case(files)
    step = case.complete("one")
    assert [(each.element, each.how) for each in step.closed] == [("one", "completed"), ("two", "cancelled")]
    assert case.elements == ["next"]
