"""What the linter refuses, and that its sentences name the place and the way out."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.effort import within
from workflows.definitions import lint
from workflows.definitions.bundles import Bundle

HERE = Path(__file__).parent
BAD_DRAWINGS = yaml.safe_load((HERE / "bad_drawings.yaml").read_text("utf-8"))
HOSTILE_XML = yaml.safe_load((HERE / "hostile_xml.yaml").read_text("utf-8"))
LADDER = (HERE.parents[2] / "bpmn" / "decisions" / "ladder.dmn").read_bytes()
STEP = '<userTask id="ask" name="Hỏi" nq57:nameEn="Ask" nq57:candidates="group(\'g\')" nq57:form="answer"/>'
STANDING_FOR = {
    "START": '<startEvent id="begin" name="Đầu" nq57:nameEn="Start"/>',
    "END": '<endEvent id="done" name="Xong" nq57:nameEn="Done"/>',
    "STEP2": STEP.replace('"ask"', '"ask2"'),
    "STEP": STEP,
    "ANYTHING": '<sequenceFlow id="f1" sourceRef="begin" targetRef="ask"/><sequenceFlow id="f2" sourceRef="ask" targetRef="done"/>',
}
ANSWER = {
    "type": "default",
    "id": "answer",
    "components": [{"type": "textfield", "key": "yes", "label": "Có", "properties": {"label_en": "Yes"}}],
}
ANYTHING = STANDING_FOR["ANYTHING"]


def bundle_of(drawing: str | bytes, **files: bytes) -> Bundle:
    content = drawing if isinstance(drawing, bytes) else drawing.encode()
    others = {"forms/answer.form": json.dumps(ANSWER).encode(), "decisions/ladder.dmn": LADDER}
    return Bundle("bad", {"bad.bpmn": content, **others, **files})


def drawing_of(process: str) -> str:
    for word, element in STANDING_FOR.items():
        process = process.replace(f"{word} ", f"{element} ")
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:nq57="urn:nq57:bpmn:1" id="d" '
        'targetNamespace="urn:nq57:processes"><message id="overdue" name="overdue"/><message id="hello" name="hello"/>'
        '<signal id="knock" name="knock"/><signal id="ring" name="ring"/><error id="bad_luck" name="x" errorCode="bad_luck"/>'
        f'<process id="bad" nq57:variables="count" isExecutable="true">{process}</process></definitions>'
    )


def sentences(bundle: Bundle) -> list[tuple[str, str]]:
    return [(fault.element, fault.sentence) for fault in lint.faults(bundle, {"known_action"})]


def test_a_plain_drawing_has_no_fault() -> None:
    assert sentences(bundle_of(drawing_of(f"START STEP END {ANYTHING}"))) == []


@pytest.mark.parametrize("bad", BAD_DRAWINGS, ids=lambda bad: bad["name"])
def test_a_bad_drawing_is_refused_where_the_fault_is(bad: dict[str, Any]) -> None:
    found = sentences(bundle_of(drawing_of(bad["process"])))
    assert any(place == bad["at"] and said.startswith(bad["says"]) for place, said in found), found


@pytest.mark.parametrize("hostile", HOSTILE_XML, ids=lambda hostile: hostile["name"])
def test_hostile_xml_is_refused_in_a_sentence(hostile: dict[str, Any]) -> None:
    found = sentences(bundle_of(hostile["text"]))
    assert found and found[0][1].startswith(hostile["says"]), found


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe<\x00d\x00/\x00>\x00", "Expected bad.bpmn to be UTF-8 text."),
        (b"<a>" + b" " * (2 * 1024 * 1024) + b"</a>", "Expected bad.bpmn to be at most 2 MB."),
        (b"<a>" * 100 + b"</a>" * 100, "Expected bad.bpmn to be smaller and nested less deeply."),
        (b"<a>" * 5_000, "Expected bad.bpmn to be XML"),
        (b"<a>" + b"<b/>" * 6_000 + b"</a>", "Expected bad.bpmn to be smaller and nested less deeply."),
        (b"<a>\x00</a>", "Expected bad.bpmn to be XML"),
    ],
    ids=["utf-16", "too large", "too deep", "far too deep", "too many", "a nul"],
)
def test_a_file_that_would_wear_the_reader_out_is_refused_at_once(content: bytes, says: str) -> None:
    with within():
        found = sentences(bundle_of(content))
    assert found[0][1].startswith(says), found


def test_every_fault_of_a_drawing_is_told_at_once() -> None:
    drawing = drawing_of(
        'START <userTask id="Wrong" nq57:step="dance" nq57:candidates="who"/> END ' + ANYTHING.replace("ask", "Wrong")
    )
    assert {place for place, _ in sentences(bundle_of(drawing))} == {"Wrong"}
    assert len(sentences(bundle_of(drawing))) == 4


@pytest.mark.parametrize(
    ("count", "says"), [(250, []), (1_500, ["Expected at most 300 elements in one drawing, but there are 1502."])]
)
def test_a_drawing_may_be_long_but_not_endless(count: int, says: list[str]) -> None:
    steps = "".join(
        f'<userTask id="s{n}" name="x" nq57:nameEn="x" nq57:candidates="group(\'g\')"/>' for n in range(count)
    )
    flows = "".join(f'<sequenceFlow id="g{n}" sourceRef="s{n}" targetRef="s{n + 1}"/>' for n in range(count - 1))
    ends = f'<sequenceFlow id="f1" sourceRef="begin" targetRef="s0"/><sequenceFlow id="f2" sourceRef="s{count - 1}" targetRef="done"/>'
    found = sentences(bundle_of(drawing_of(f"START {steps} END {flows}{ends}")))
    assert [said.split(" Move")[0] for _, said in found] == says


def test_a_circle_through_a_called_drawing_that_waits_is_allowed() -> None:
    caller = drawing_of(
        'START <callActivity id="call" name="x" nq57:nameEn="x" calledElement="called"/>'
        '<exclusiveGateway id="again" name="x" nq57:nameEn="x" default="f3"/> END '
        '<sequenceFlow id="f1" sourceRef="begin" targetRef="call"/><sequenceFlow id="f2" sourceRef="call" targetRef="again"/>'
        '<sequenceFlow id="f3" sourceRef="again" targetRef="call"/><sequenceFlow id="f4" sourceRef="again" targetRef="done">'
        "<conditionExpression>count &gt; 3</conditionExpression></sequenceFlow>"
    )
    waiting = drawing_of(f"START STEP END {ANYTHING}")
    passing = drawing_of('START END <sequenceFlow id="f1" sourceRef="begin" targetRef="done"/>')
    assert sentences(bundle_of(caller, **{"called.bpmn": called(waiting)})) == []
    found = sentences(bundle_of(caller, **{"called.bpmn": called(passing)}))
    assert [place for place, said in found if "waits in every circle" in said] == ["call"]


def test_a_fork_with_its_join_and_a_timer_beside_a_branch_is_allowed() -> None:
    drawing = drawing_of(
        'START <parallelGateway id="fork"/> STEP STEP2 <parallelGateway id="join"/> END '
        '<boundaryEvent id="alarm" name="x" nq57:nameEn="x" attachedToRef="ask" cancelActivity="false">'
        '<timerEventDefinition id="t"><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>'
        '<serviceTask id="act" name="x" nq57:nameEn="x" nq57:action="known_action"/><endEvent id="told" name="x" nq57:nameEn="x"/>'
        '<sequenceFlow id="f1" sourceRef="begin" targetRef="fork"/><sequenceFlow id="f2" sourceRef="fork" targetRef="ask"/>'
        '<sequenceFlow id="f3" sourceRef="fork" targetRef="ask2"/><sequenceFlow id="f4" sourceRef="ask" targetRef="join"/>'
        '<sequenceFlow id="f5" sourceRef="ask2" targetRef="join"/><sequenceFlow id="f6" sourceRef="join" targetRef="done"/>'
        '<sequenceFlow id="f7" sourceRef="alarm" targetRef="act"/><sequenceFlow id="f8" sourceRef="act" targetRef="told"/>'
    )
    assert sentences(bundle_of(drawing)) == []


def test_a_fork_of_many_branches_is_looked_at_in_reasonable_time() -> None:
    branches = range(12)
    steps = "".join(STEP.replace('"ask"', f'"ask{n}"') for n in branches)
    flows = "".join(
        f'<sequenceFlow id="a{n}" sourceRef="fork" targetRef="ask{n}"/><sequenceFlow id="b{n}" sourceRef="ask{n}" targetRef="join"/>'
        for n in branches
    )
    ends = '<sequenceFlow id="f1" sourceRef="begin" targetRef="fork"/><sequenceFlow id="f2" sourceRef="join" targetRef="done"/>'
    began = time.perf_counter()
    found = sentences(
        bundle_of(
            drawing_of(f'START <parallelGateway id="fork"/>{steps}<parallelGateway id="join"/> END {flows}{ends}')
        )
    )
    assert (found, time.perf_counter() - began < 5) == ([], True)


def test_a_called_drawing_says_which_variables_it_needs_and_its_caller_has_them() -> None:
    caller = drawing_of(
        'START <callActivity id="call" name="x" nq57:nameEn="x" calledElement="called"/> END '
        '<sequenceFlow id="f1" sourceRef="begin" targetRef="call"/><sequenceFlow id="f2" sourceRef="call" targetRef="done"/>'
    )
    needy = called(drawing_of(f"START STEP END {ANYTHING}")).replace(b'"count"', b'"count money"')
    found = sentences(bundle_of(caller, **{"called.bpmn": needy}))
    assert ("call", "Expected the variables that called needs, but money are not known here.") in found


def test_two_drawings_of_one_case_do_not_share_an_id() -> None:
    caller = drawing_of(
        'START <callActivity id="call" name="x" nq57:nameEn="x" calledElement="called"/> END '
        '<sequenceFlow id="f1" sourceRef="begin" targetRef="call"/><sequenceFlow id="f2" sourceRef="call" targetRef="done"/>'
    )
    twin = drawing_of(f"START STEP END {ANYTHING}").replace('id="bad"', 'id="called"').encode()
    assert (
        "begin",
        "Expected ids that differ from those in bad.bpmn, which runs in the same case. Choose another id.",
    ) in sentences(bundle_of(caller, **{"called.bpmn": twin}))


def test_a_ladder_must_speak_of_every_kind_of_work_drawn() -> None:
    drawing = drawing_of(
        'START <userTask id="ask" name="x" nq57:nameEn="x" nq57:candidates="group(\'g\')" nq57:due="working_days(1)" '
        'nq57:ladder="digging"/><boundaryEvent id="alarm" name="x" nq57:nameEn="x" attachedToRef="ask" cancelActivity="false">'
        f'<messageEventDefinition id="m" messageRef="overdue"/></boundaryEvent> END {ANYTHING}'
        '<sequenceFlow id="f3" sourceRef="alarm" targetRef="done"/>'
    )
    assert sentences(bundle_of(drawing)) == []
    silent = LADDER[: LADDER.index(b'<rule id="rule_anything">')] + LADDER[LADDER.index(b"</decisionTable>") :]
    found = sentences(bundle_of(drawing, **{"decisions/ladder.dmn": silent}))
    assert found == [("", "Expected a row for digging at priority 0, but no row of the ladder speaks of it.")]
    words = LADDER.replace(b"<text>5</text>", b'<text>"soon"</text>')
    found = sentences(bundle_of(drawing, **{"decisions/ladder.dmn": words}))
    assert found[0][1].startswith("Expected the ladder to give whole working days from 0 to 365 for digging")


def called(drawing: str) -> bytes:
    """The drawing under the name ``called``, with ids of its own."""
    drawing = drawing.replace('id="bad"', 'id="called"')
    for name in ("begin", "done", "ask", "f1", "f2"):
        drawing = drawing.replace(f'"{name}"', f'"inner_{name}"')
    return drawing.encode()
