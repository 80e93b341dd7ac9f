"""Skipping goes along the arrows as if the step were done."""

from __future__ import annotations

import pytest

from tests.unit.engine.drawings import (
    bundle,
    call,
    catch,
    end,
    message,
    process,
    sets,
    subprocess,
    timer,
    user,
)
from tests.unit.engine.placed import PANEL, Placing, at_the_submission, past_the_fork
from workflows.engine.errors import EngineFault
from workflows.engine.placing.place import Misplaced


@pytest.fixture
def life() -> Placing:
    return at_the_submission()


@pytest.fixture
def forked() -> Placing:
    return past_the_fork()


def test_a_skipped_instance_counts_and_a_skipped_panel_is_over() -> None:
    case = Placing(bundle(PANEL))
    step = case.skip("verify", 1)
    assert [one.how for one in step.closed] == ["completed"] and case.elements == ["verify", "verify"]
    case.skip("verify", 1)
    assert case.elements == ["after"] and not case.timers
    other = Placing(bundle(PANEL))
    assert [one.how for one in other.skip("verify").closed] == ["cancelled"] * 3
    assert other.elements == ["after"] and not other.timers


def test_skipping_goes_along_the_arrows_with_what_it_is_given(life: Placing) -> None:
    with pytest.raises(EngineFault, match="report"):
        life.skip("submission")
    assert life.skip("submission", report="by hand").opened[0].element == "confirmation"
    life.skip("confirmation", confirmed=True)
    with pytest.raises(EngineFault, match="verified"):
        life.skip("verification")
    life.skip("verify", verified=True)
    assert life.elements == ["sign"]


def test_a_message_a_moment_and_what_runs_inside_can_be_skipped() -> None:
    drawn = process(
        "p",
        catch("told", message("m"), sets(v="message.v")),
        catch("morning", timer("P1D")),
        call("called", "q"),
        subprocess("inside", user("x"), end("x_end"), flows="start > x > x_end"),
        user("last"),
        end(),
        flows="start > told > morning > called > inside > last > end",
    )
    case = Placing(bundle(drawn, process("q", user("y"), end("q_end"), flows="start > y > q_end")))
    case.skip("told", v=3)
    assert case.variables["v"] == 3
    case.skip("morning")
    assert case.elements == ["y"] and not case.timers
    case.skip("called")
    case.skip("inside")
    assert case.elements == ["last"]


def test_where_branches_meet_there_is_nothing_to_skip(forked: Placing) -> None:
    forked.complete("a")
    with pytest.raises(Misplaced, match="join"):
        forked.skip("join")
