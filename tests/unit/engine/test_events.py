"""Messages, moments, errors and escalations: who catches what, what is interrupted, what waits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.engine.case import Case
from tests.unit.engine.drawings import (
    boundary,
    bundle,
    catch,
    end,
    error,
    escalation,
    gateway,
    gives,
    message,
    process,
    receive,
    send,
    sets,
    subprocess,
    terminate,
    throw,
    timer,
    user,
)
from workflows.engine.errors import EngineFault, NotWaiting


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


def test_what_is_not_open_is_not_completed_twice() -> None:
    case = Case(_one(user("first"), user("second"), flows="start > first > second > end"))
    ref = case.ref("first")
    case.complete("first")
    with pytest.raises(NotWaiting):
        case.complete_ref(ref)
    case.complete("second")
    with pytest.raises(NotWaiting):
        case.tell("anything")
