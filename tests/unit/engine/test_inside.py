"""Activities that contain others: calls, subprocesses, repetition, decisions, services."""

from __future__ import annotations

import pytest

from tests.unit.engine.case import Case
from tests.unit.engine.drawings import (
    boundary,
    bundle,
    call,
    catch,
    each,
    end,
    gateway,
    gives,
    message,
    process,
    rule,
    service,
    sets,
    subprocess,
    times,
    user,
)
from workflows.engine.errors import EngineFault
from workflows.engine.step import Effect


def _one(*nodes: str, flows: str, more: tuple[bytes, ...] = (), **tables: bytes) -> dict[str, bytes]:
    return bundle(process("p", *nodes, end(), flows=flows), *more, **tables)


CALLED = process(
    "called", user("inner", sets(answer="form.answer", heard="message.text")), end("back"), flows="start > inner > back"
)


def test_a_called_drawing_knows_the_token_and_answers_with_variables() -> None:
    files = _one(
        catch("told", message("news")),
        call("ask", "called"),
        user("after"),
        flows="start > told > ask > after > end",
        more=(CALLED,),
    )
    case = Case(files)
    case.tell("news", text="hello")
    assert case.open[case.ref("inner")].local == {"message": {"text": "hello"}}
    assert case.positions == ("ask", "inner")
    case.complete("inner", answer=42)
    assert case.elements == ["after"]
    assert case.variables == {"answer": 42, "heard": "hello"}


def test_the_same_ids_in_two_drawings_of_a_bundle_do_not_meet() -> None:
    other = process("called", user("work", form="inner"), end("end"), flows="start > work > end")
    files = _one(user("work", form="outer"), call("ask", "called"), flows="start > work > ask > end", more=(other,))
    case = Case(files)
    assert case.open[case.ref("work")].form == "outer"
    case.complete("work")
    assert case.open[case.ref("work")].form == "inner"


def test_a_drawing_that_calls_itself_is_stopped() -> None:
    files = bundle(process("p", call("again", "p"), end(), flows="start > again > end"))
    with pytest.raises(EngineFault, match="10 deep"):
        Case(files)


def test_the_form_is_known_until_the_case_comes_to_rest_and_not_longer() -> None:
    files = _one(
        user("first"),
        gateway("g"),
        user("second"),
        flows="start > first > g; g > second : form.go; g > end : default; second > end",
    )
    case = Case(files)
    case.complete("first", go=True)
    assert case.elements == ["second"] and case.variables == {}


def test_a_service_is_asked_for_with_its_parameters_and_nothing_is_done_here() -> None:
    case = Case(
        _one(
            user("go"),
            service("notify", "send_letter", gives(to="unit", days="n + 1")),
            flows="start > go > notify > end",
        ),
        unit="U",
        n=1,
    )
    assert case.complete("go").effects == (Effect("send_letter", {"to": "U", "days": 2}, "notify"),)


def test_assignments_see_those_before_them_and_reach_into_fields() -> None:
    files = _one(
        user("a", sets(**{"plan.days": "form.n", "plan.double": "plan.days * 2", "by": "date('2026-01-02')"})),
        flows="start > a > end",
    )
    case = Case(files, plan={"kept": True})
    case.complete("a", n=4)
    assert case.variables == {"plan": {"kept": True, "days": 4, "double": 8}, "by": "2026-01-02"}


def test_side_by_side_repetition_opens_an_item_for_each_entry() -> None:
    files = _one(
        user("vote", each("units", "unit") + "", candidates="head_of(unit)"),
        user("after"),
        flows="start > vote > after > end",
    )
    case = Case(files, units=["A", "B", "C"])
    assert [item.candidates for item in case.open.values()] == [{"head_of": "A"}, {"head_of": "B"}, {"head_of": "C"}]
    assert case.open[case.ref("vote", 1)].local == {"unit": "B", "loop_index": 1}
    for _ in range(3):
        assert case.elements[0] == "vote"
        case.complete("vote", 1 if len(case.open) > 1 else 0)
    assert case.elements == ["after"]


def test_one_by_one_repetition_opens_the_next_when_the_one_before_is_done() -> None:
    case = Case(
        _one(user("vote", each("units", "unit", one_by_one=True)), flows="start > vote > end"), units=["A", "B"]
    )
    assert [item.local["unit"] for item in case.open.values()] == ["A"]
    case.complete("vote")
    assert [item.local["unit"] for item in case.open.values()] == ["B"]
    assert case.complete("vote").ended


def test_repetition_stops_when_enough_are_done_and_closes_the_rest() -> None:
    case = Case(
        _one(user("vote", each("units", until="completed == 2")), user("after"), flows="start > vote > after > end"),
        units=[1, 2, 3],
    )
    case.complete("vote")
    step = case.complete("vote")
    assert sorted(each.how for each in step.closed) == ["cancelled", "completed"]
    assert case.elements == ["after"]


def test_repetition_for_nobody_goes_on_at_once() -> None:
    case = Case(_one(user("vote", each("units")), user("after"), flows="start > vote > after > end"), units=[])
    assert case.elements == ["after"]


def test_a_repeated_call_runs_each_instance_to_its_end() -> None:
    files = _one(
        call("ask", "called", times("3")),
        boundary("edge", "ask", message("stop")),
        user("after"),
        flows="start > ask > after > end; edge > end",
        more=(process("called", user("inner"), end("back"), flows="start > inner > back"),),
    )
    case = Case(files)
    assert case.elements == ["inner"] * 3
    for _ in range(3):
        case.complete("inner")
    assert case.elements == ["after"]
    case = Case(files)
    case.complete("inner")
    step = case.tell("stop")
    assert step.ended and len(step.closed) == 2


def test_a_repeated_subprocess_has_its_own_events_in_each_instance() -> None:
    inner = subprocess(
        "inner",
        user("step"),
        boundary("edge", "step", message("stop"), correlation="unit"),
        end("inner_end"),
        flows="start > step > inner_end; edge > inner_end",
        repeated=each("units", "unit"),
    )
    case = Case(_one(inner, user("after"), flows="start > inner > after > end"), units=["A", "B", "C"])
    step = case.tell("stop", "B")
    assert len(step.closed) == 1 and case.elements == ["step", "step"]
    case.complete("step")
    case.complete("step")
    assert case.elements == ["after"]


LADDER = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/">
<decision id="ladder" name="Ladder"><decisionTable hitPolicy="FIRST">
  <input><inputExpression><text>priority</text></inputExpression></input><output name="level"/><output name="days"/>
  <rule><inputEntry><text>&gt;= 80</text></inputEntry>
    <outputEntry><text>"urgent"</text></outputEntry><outputEntry><text>1</text></outputEntry></rule>
  <rule><inputEntry><text>-</text></inputEntry>
    <outputEntry><text>"usual"</text></outputEntry><outputEntry><text>2</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def test_a_business_rule_keeps_the_answer_of_its_table() -> None:
    case = Case(
        _one(user("go"), rule("look_up", "ladder", "step"), flows="start > go > look_up > end", ladder=LADDER),
        priority=90,
    )
    case.complete("go")
    assert case.variables["step"] == {"level": "urgent", "days": 1}
