"""The same input gives the same output: no clock, no chance, nothing shared with what was passed in."""

from __future__ import annotations

import random
import time
from datetime import datetime
from itertools import count

import pytest

from tests.unit.engine.case import A_MONDAY, Case
from tests.unit.engine.drawings import boundary, bundle, end, message, process, sets, user
from tests.unit.engine.life import FILES
from workflows.engine import interpreter
from workflows.engine.drawing import load
from workflows.engine.errors import EngineFault
from workflows.engine.step import Message

TINY = bundle(process("p", user("a", sets(kept="form.x", told="given")), end(), flows="start > a > end"))


def _story() -> list[object]:
    case = Case(FILES, "life")
    steps: list[object] = [case.step]
    steps.append(case.complete("assign", officer=1))
    steps.append(case.complete("accept", accepted=True))
    steps += [case.tell("overdue", item=str(n), to=1) for n in range(3)]
    steps.append(case.tell("resolved", "1"))
    steps.append(case.tell("cancelled"))
    return steps


def test_the_same_story_gives_the_same_bytes_whatever_the_time_of_day(monkeypatch: pytest.MonkeyPatch) -> None:
    first = _story()
    backwards = count(2_000_000_000, -1_000)
    monkeypatch.setattr(time, "time", lambda: float(next(backwards)))
    random.seed(1)
    assert _story() == first


def test_a_step_does_not_change_what_it_was_given() -> None:
    given = {"given": {"list": [1]}}
    form = {"x": {"y": [1]}}
    drawing = load(TINY, "p")
    first = interpreter.start(drawing, variables=given, at=A_MONDAY)
    step = interpreter.complete(drawing, first.state, first.opened[0].ref, variables=given, form=form, at=A_MONDAY)
    step.variables["told"]["list"].append(2)
    step.variables["kept"]["y"].append(2)
    assert given == {"given": {"list": [1]}} and form == {"x": {"y": [1]}}


def test_an_old_state_can_be_used_again_after_a_roll_back() -> None:
    case = Case(FILES, "life")
    state, ref = case.step.state, case.ref("assign")
    once, twice = (
        interpreter.complete(case.drawing, state, ref, variables={}, form={"officer": 1}, at=A_MONDAY) for _ in range(2)
    )
    assert once == twice


def test_a_state_belongs_to_its_bundle() -> None:
    case = Case(TINY, given=1)
    other = bundle(process("p", user("a"), user("b"), end(), flows="start > a > b > end"))
    with pytest.raises(EngineFault, match="another"):
        interpreter.positions(load(other, "p"), case.step.state)


@pytest.mark.parametrize("state", [b"", b"{}", b"(\xb5/\xfd\x00", b"x" * 100])
def test_bytes_that_are_no_state_are_refused(state: bytes) -> None:
    with pytest.raises(EngineFault, match="state of a case"):
        interpreter.positions(load(TINY, "p"), state)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(EngineFault, match="time zone"):
        interpreter.start(load(TINY, "p"), variables={}, at=datetime(2026, 1, 1))  # noqa: DTZ001 - a moment without a zone is what is refused here


def test_objects_do_not_enter_a_case() -> None:
    class Text(str):
        """Text with methods of its own."""

    drawing = load(TINY, "p")
    for intruder in ({"given": object()}, {"given": Text("x")}, {"given": {1: 2}}, {"given": {"a": {1, 2}}}):
        with pytest.raises(EngineFault, match="plain data"):
            interpreter.start(drawing, variables=intruder, at=A_MONDAY)


def test_field_names_that_the_library_knows_are_names_like_any_other() -> None:
    """Its own store would instantiate ``typename`` and choke on its own words."""
    files = bundle(
        process(
            "p",
            user("a"),
            boundary("edge", "a", message("m"), beside=True),
            user("b"),
            end(),
            flows="start > a > end; edge > b > end",
        )
    )
    case = Case(files, typename="BpmnWorkflow", data={"__class__": "x"})
    case.tell("m", typename="datetime", data_objects={"typename": 1}, message={"a": 1})
    assert case.open[case.ref("b")].local["message"]["typename"] == "datetime"
    case.complete("a")
    assert case.complete("b").ended


def test_a_message_payload_is_copied() -> None:
    case = Case(
        bundle(process("p", user("a"), boundary("edge", "a", message("m")), end(), flows="start > a > end; edge > end"))
    )
    payload = {"list": [1]}
    before = interpreter.deliver(case.drawing, case.step.state, Message("later", payload), variables={}, at=A_MONDAY)
    payload["list"].append(2)
    again = interpreter.deliver(
        case.drawing, case.step.state, Message("later", {"list": [1]}), variables={}, at=A_MONDAY
    )
    assert before.state == again.state
