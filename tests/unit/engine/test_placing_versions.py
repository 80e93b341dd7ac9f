"""A case goes on on another version: what is the same goes on, what differs is as the target draws it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.engine.drawings import (
    boundary,
    bundle,
    end,
    gateway,
    handler,
    merge,
    message,
    process,
    sets,
    timer,
    user,
)
from tests.unit.engine.life import ESCALATION, LIFE, SIGN_OFF
from tests.unit.engine.placed import FORK, Placing, at_the_submission
from workflows.engine.placing.place import Misplaced, Placement


@pytest.fixture
def life() -> Placing:
    return at_the_submission()


def _version(*nodes: str, flows: str) -> dict[str, bytes]:
    return bundle(process("p", *nodes, flows=flows))


WAIT = {"flows": "start > a > end; soon > b > end"}


def test_a_timer_that_is_the_same_keeps_its_moment_and_another_begins_at_the_change() -> None:
    nodes = (user("a"), user("b"), end())
    case = Placing(_version(*nodes, boundary("soon", "a", timer("P2D"), beside=True), **WAIT))
    first = case.timer("soon")
    case.at += timedelta(days=1)
    placed = case.place(files=_version(*nodes, boundary("soon", "a", timer("P2D")), **WAIT))
    assert case.timer("soon") == first and placed.step.timers_set == ()
    placed = case.place(files=_version(*nodes, boundary("soon", "a", timer("P5D")), **WAIT))
    assert [one.ref for one in placed.step.timers_cleared] == [first.ref]
    assert case.timer("soon").due_at == case.at + timedelta(days=5)
    assert [(one.ref, one.element) for one in placed.kept] == [("1", "a")]
    assert case.fire("soon").opened[0].element == "b"


def test_events_come_and_go_with_the_version_and_a_timer_that_is_spent_does_not_come_back() -> None:
    bare = _version(user("a"), end(), flows="start > a > end")
    eager = _version(
        user("a"), user("b"), end(), boundary("soon", "a", timer("R1/P1D", "timeCycle"), beside=True), **WAIT
    )
    case = Placing(bare)
    case.place(files=eager)
    case.fire("soon")
    assert case.elements == ["a", "b"] and not case.timers
    case.place(files={**eager, "note.txt": b""})
    assert not case.timers
    with pytest.raises(Misplaced, match="b"):
        case.place(files=bare)
    case.place(case.gone("b"), files=bare)
    assert case.elements == ["a"] and case.complete("a").ended


def test_a_step_that_has_another_name_now_keeps_its_item_when_it_is_told_so() -> None:
    case = Placing(bundle(FORK))
    renamed = {name: content.replace(b'"plan"', b'"prepare"') for name, content in bundle(FORK).items()}
    with pytest.raises(Misplaced, match="plan"):
        case.place(files=renamed)
    placed = case.place(Placement(case.key("plan"), "prepare"), files=renamed)
    assert placed.step.opened == placed.step.closed == ()
    assert [(one.ref, one.was, one.element, one.name) for one in placed.kept] == [("1", "plan", "prepare", "prepare")]
    case.complete_ref("1")
    assert case.elements == ["a", "b"]


def test_a_step_is_not_kept_as_something_of_another_kind(life: Placing) -> None:
    with pytest.raises(Misplaced, match="verification"):
        life.move("submission", "verification", keep=True)


def test_a_version_with_one_more_branch_is_refused_for_whoever_is_past_the_fork() -> None:
    three = process(
        "p",
        user("plan"),
        gateway("fork", "parallel"),
        user("a"),
        user("b"),
        user("c"),
        merge("join", "parallel"),
        user("after"),
        end(),
        flows="start > plan > fork > a > join > after > end; fork > b > join; fork > c > join",
    )
    case = Placing(bundle(FORK))
    case.place(files=bundle(three))
    case.complete("plan")
    assert case.elements == ["a", "b", "c"]
    late = Placing(bundle(FORK))
    late.complete("plan")
    with pytest.raises(Misplaced, match="join"):
        late.place(files=bundle(three))


def test_what_a_scope_watches_for_is_what_the_target_says() -> None:
    watched = handler("any", message("m"), user("seen"), end("seen_end"), flows="start > seen > seen_end", beside=True)
    plain = _version(user("a"), end(), flows="start > a > end")
    with_handler = _version(user("a"), end(), watched, flows="start > a > end")
    case = Placing(plain)
    case.place(files=with_handler)
    assert case.step.waiting_for == ("m",)
    case.tell("m")
    assert case.elements == ["a", "seen"]
    case.place(files={**with_handler, "note.txt": b""})
    assert case.elements == ["a", "seen"]
    with pytest.raises(Misplaced, match="any"):
        case.place(files=plain)
    case.place(case.gone("any"), files=plain)
    assert case.elements == ["a"] and case.step.waiting_for == ()


def test_the_whole_life_goes_to_a_version_in_which_a_called_drawing_is_another(life: Placing) -> None:
    life.complete("submission", report="x")
    life.complete("confirmation", confirmed=True)
    twice = process(
        "verification_process",
        user("verify", sets(verified="form.verified")),
        user("again"),
        end("checked"),
        flows="start > verify > again > checked",
    )
    life.place(files=bundle(LIFE, ESCALATION, twice, SIGN_OFF))
    life.complete("verify", verified=True)
    life.complete("again")
    assert life.elements == ["sign"]
