"""Messages and moments: who catches what, what is interrupted, what waits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.engine.case import Case
from tests.unit.engine.drawings import (
    boundary,
    bundle,
    catch,
    end,
    gateway,
    gives,
    message,
    process,
    receive,
    send,
    sets,
    timer,
    user,
)
from workflows.engine.errors import NotWaiting


def _one(*nodes: str, flows: str) -> dict[str, bytes]:
    return bundle(process("p", *nodes, end(), flows=flows))


def _on_work(event: str, **more: Any) -> dict[str, bytes]:
    return _one(
        user("work"),
        boundary("edge", "work", event, **more),
        user("other"),
        flows="start > work > end; edge > other > end",
    )


def test_an_interrupting_message_closes_the_item_and_takes_its_place() -> None:
    case = Case(_on_work(message("stop")))
    step = case.tell("stop")
    assert [(each.element, each.how) for each in step.closed] == [("work", "cancelled")]
    assert case.elements == ["other"] and case.step.waiting_for == ()
    assert case.complete("other").ended


def test_completing_the_item_disarms_its_edge() -> None:
    case = Case(_on_work(message("stop")))
    assert case.complete("work").ended


def test_a_non_interrupting_message_opens_beside_and_stays_armed() -> None:
    case = Case(_on_work(message("hint"), beside=True))
    case.tell("hint")
    case.tell("hint")
    assert case.elements == ["other", "other", "work"]
    case.complete("work")
    assert not case.step.ended and case.step.waiting_for == ()
    case.complete("other")
    assert case.complete("other").ended


def test_a_message_that_nobody_waits_for_is_kept_until_somebody_does() -> None:
    case = Case(_one(user("first"), catch("told", message("news")), flows="start > first > told > end"))
    case.tell("news", text="early")
    assert case.elements == ["first"]
    assert case.complete("first").ended


def test_a_kept_message_waits_for_the_edge_that_is_armed_later() -> None:
    case = Case(
        _one(
            user("first"),
            user("work"),
            boundary("edge", "work", message("stop")),
            flows="start > first > work > end; edge > end",
        )
    )
    case.tell("stop")
    step = case.complete("first")
    assert step.ended
    assert step.opened == (), "an item that came and went within the step is not mentioned"


def test_a_message_that_is_not_to_be_kept_is_dropped_when_nobody_waits() -> None:
    case = Case(_one(user("first"), catch("told", message("news")), flows="start > first > told > end"))
    before = case.step.state
    case.tell("news", kept=False)
    assert case.step.state == before
    assert not case.complete("first").ended
    assert case.tell("news", kept=False).ended


def test_each_kept_message_is_caught_once_and_in_order() -> None:
    case = Case(
        _one(
            user("first"),
            catch("one", message("news"), sets(one="message.n")),
            catch("two", message("news"), sets(two="message.n")),
            flows="start > first > one > two > end",
        )
    )
    for n in (1, 2):
        case.tell("news", n=n)
    case.complete("first")
    assert case.step.ended and case.variables == {"one": 1, "two": 2}


def test_a_message_about_something_else_is_not_caught() -> None:
    files = _one(catch("told", message("news"), correlation="code"), flows="start > told > end")
    case = Case(files, code="A")
    assert not case.tell("news", "B").ended
    assert not case.tell("news").ended
    assert case.tell("news", "A").ended


def test_what_a_message_must_be_about_is_fixed_when_the_waiting_begins() -> None:
    files = _one(
        gateway("fork", "parallel"),
        catch("told", message("news"), correlation="code"),
        user("rename", sets(code="'B'")),
        flows="start > fork; fork > told > end; fork > rename > end",
    )
    case = Case(files, code="A")
    case.complete("rename")
    assert not case.tell("news", "B").ended
    assert case.tell("news", "A").ended


def test_the_message_is_known_to_its_own_token_only() -> None:
    files = _one(
        gateway("fork", "parallel"),
        catch("told", message("news")),
        user("here"),
        user("there"),
        flows="start > fork; fork > told > here > end; fork > there > end",
    )
    case = Case(files)
    case.tell("news", text="hello")
    assert case.open[case.ref("here")].local == {"message": {"text": "hello"}}
    assert case.open[case.ref("there")].local == {}
    assert "message" not in case.variables


def test_a_receive_task_waits_and_a_send_task_tells_the_own_case() -> None:
    files = _one(
        gateway("fork", "parallel"),
        receive("listen", "news", sets(heard="message.text")),
        user("first"),
        send("speak", "news", gives(text="'from ' + who")),
        flows="start > fork; fork > listen > end; fork > first > speak > end",
    )
    case = Case(files, who="me")
    assert case.complete("first").ended
    assert case.variables["heard"] == "from me"


def test_a_timer_reports_when_it_is_due_and_fires_only_when_told() -> None:
    case = Case(_on_work(timer("P3D")))
    set_for = case.timer("edge")
    assert (set_for.due_at - case.at).days == 3
    case.at = set_for.due_at.replace(year=2036)
    case.tell("anything", kept=False)
    assert case.elements == ["work"], "time alone changes nothing"
    step = case.fire("edge")
    assert case.elements == ["other"] and [each.ref for each in step.timers_cleared] == [set_for.ref]


def test_completing_the_item_clears_its_timer() -> None:
    case = Case(_on_work(timer("P3D")))
    ref = case.timer("edge").ref
    step = case.complete("work")
    assert [each.ref for each in step.timers_cleared] == [ref]


def test_a_non_interrupting_timer_fires_once() -> None:
    case = Case(_on_work(timer("P3D"), beside=True))
    ref = case.timer("edge").ref
    case.fire("edge")
    assert case.elements == ["other", "work"] and case.timers == {}
    with pytest.raises(NotWaiting):
        case.fire_ref(ref)


def test_a_repeating_timer_is_set_again_under_a_new_reference_until_it_has_had_its_times() -> None:
    case = Case(_on_work(timer("R3/P1D", "timeCycle"), beside=True))
    refs = set()
    for _ in range(3):
        refs.add(case.timer("edge").ref)
        case.fire("edge")
    assert len(refs) == 3 and case.timers == {}
    assert case.elements == ["other"] * 3 + ["work"]


def test_a_timer_may_take_its_moment_from_a_variable() -> None:
    case = Case(
        _one(catch("until", timer("deadline", "timeDate")), flows="start > until > end"),
        deadline="2026-05-01T17:00:00+07:00",
    )
    assert case.timer("until").due_at.isoformat() == "2026-05-01T10:00:00+00:00"
    assert case.fire("until").ended


def test_what_is_not_open_is_not_completed_twice() -> None:
    case = Case(_one(user("first"), user("second"), flows="start > first > second > end"))
    ref = case.ref("first")
    case.complete("first")
    with pytest.raises(NotWaiting):
        case.complete_ref(ref)
    case.complete("second")
    with pytest.raises(NotWaiting):
        case.tell("anything")
