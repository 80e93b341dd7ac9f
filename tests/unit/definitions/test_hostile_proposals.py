"""What somebody proposes may be made to wear the reader out: each is refused in a sentence, at little cost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.effort import within
from tests.unit.definitions.test_lint import ANYTHING, LADDER, STEP, bundle_of, drawing_of
from workflows.definitions import lint, rehearsal
from workflows.definitions.rules.form_schema import form_faults

HOSTILE = yaml.safe_load((Path(__file__).parent / "hostile_proposals.yaml").read_text("utf-8"))
GOOD = drawing_of(f"START STEP END {ANYTHING}")
RULE = (
    '<rule id="r"><inputEntry><text>"x"</text></inputEntry><inputEntry><text>-</text></inputEntry>'
    + "<outputEntry><text>5</text></outputEntry>" * 4
    + "</rule>"
)


def said(bundle: Any) -> list[str]:
    with within():
        return [one.sentence for one in lint.faults(bundle, {"known_action"})]


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile["name"])
def test_a_timer_keeps_within_bounds(hostile: dict[str, Any]) -> None:
    kind, text = hostile["timer"]
    event = (
        '<boundaryEvent id="alarm" name="x" nq57:nameEn="x" attachedToRef="ask" cancelActivity="false">'
        f'<timerEventDefinition id="t"><{kind}>{text}</{kind}></timerEventDefinition></boundaryEvent>'
        '<sequenceFlow id="f9" sourceRef="alarm" targetRef="done"/>'
    )
    found = said(bundle_of(drawing_of(f"START STEP {event} END {ANYTHING}")))
    assert any(one.startswith(hostile["says"]) for one in found), found


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<a>" * 4_000, "Expected bad.bpmn to be XML"),
        (b"<a>" * 300_000, "Expected bad.bpmn to be smaller"),
        (b"<a>" + b"<b/>" * 300_000 + b"</a>", "Expected bad.bpmn to be smaller"),
        (b"<a b='" + b"x" * 1_900_000 + b"'/>", "Expected texts of at most 20000 characters in bad.bpmn"),
        (b"<a>" + b"x" * 1_900_000 + b"</a>", "Expected texts of at most 20000 characters in bad.bpmn"),
        (b"<a %s/>" % b" ".join(b'a%d="1"' % n for n in range(100_000)), "Expected at most 300 attributes"),
        (GOOD.replace("group('g')", "(" * 19_000).encode(), "Expected an expression of at most 2000 characters."),
        (GOOD.replace("group('g')", "(" * 1_900).encode(), "Expected an expression that is nested less deeply."),
        (GOOD.replace("group('g')", "[" + ",".join("a" * 450) + "]").encode(), "Expected a simpler expression"),
        (GOOD.replace('"ask"', '"__proto__"').encode(), "Expected an id of lower-case letters"),
    ],
    ids=["not ended", "deep", "wide", "attribute", "text", "attributes", "long", "brackets", "nodes", "name"],
)
def test_a_drawing_of_monstrous_parts_is_refused_at_once(content: bytes, says: str) -> None:
    found = said(bundle_of(content))
    assert any(one.startswith(says) for one in found), [one[:200] for one in found]
    assert all(len(one) < 1_000 for one in found)


def test_a_drawing_of_very_many_arrows_is_not_looked_at_further() -> None:
    steps = "".join(STEP.replace('"ask"', f'"s{n}"') for n in range(290))
    flows = "".join(f'<sequenceFlow id="g{n}" sourceRef="s{n % 290}" targetRef="s{n % 7}"/>' for n in range(1_100))
    found = said(bundle_of(drawing_of(f"START {steps} END {flows}")))
    assert found == ["Expected at most 1000 arrows in one drawing, but there are 1100."]


def test_a_fork_of_very_many_branches_costs_little() -> None:
    branches = "".join(
        STEP.replace('"ask"', f'"s{n}"')
        + f'<sequenceFlow id="a{n}" sourceRef="fork" targetRef="s{n}"/><sequenceFlow id="b{n}" sourceRef="s{n}" targetRef="join"/>'
        for n in range(200)
    )
    ends = '<sequenceFlow id="f1" sourceRef="begin" targetRef="fork"/><sequenceFlow id="f2" sourceRef="join" targetRef="done"/>'
    drawing = f'START <parallelGateway id="fork"/>{branches}<parallelGateway id="join"/> END {ends}'
    assert said(bundle_of(drawing_of(drawing))) == []


def test_very_many_things_that_set_each_other_off_cost_little() -> None:
    """Each of 140 signals is answered by the next, the last by the first."""
    names = [f"k{n}" for n in range(140)]
    events = "".join(
        f'<boundaryEvent id="on_{one}" name="x" nq57:nameEn="x" attachedToRef="ask" cancelActivity="false">'
        f'<signalEventDefinition signalRef="{one}"/></boundaryEvent><endEvent id="to_{two}" name="x" nq57:nameEn="x">'
        f'<signalEventDefinition signalRef="{two}"/></endEvent><sequenceFlow id="g_{one}" sourceRef="on_{one}" targetRef="to_{two}"/>'
        for one, two in zip(names, [*names[1:], names[0]], strict=True)
    )
    signals = "".join(f'<signal id="{one}" name="{one}"/>' for one in names)
    drawing = drawing_of(f"START STEP {events} END {ANYTHING}").replace("</definitions>", f"{signals}</definitions>")
    found = said(bundle_of(drawing))
    assert [one.split(", but ")[0] for one in found] == ["Expected what is set off to come to rest"]


def test_a_table_of_very_many_rules_is_refused() -> None:
    for count, says in ((1_000, "Expected decision table to be smaller"), (8_000, "Expected decision table to be at")):
        table = LADDER.replace(b"</decisionTable>", (RULE * count).encode() + b"</decisionTable>")
        assert said(bundle_of(GOOD, **{"decisions/ladder.dmn": table}))[0].startswith(says)


@pytest.mark.parametrize(
    "content",
    [
        b"v: [&a [x, x, x, x, x, x, x, x, x, x], %s]\nscenarios: []"
        % b", ".join(b"&%c [%s]" % (97 + n, b", ".join([b"*%c" % (96 + n)] * 10)) for n in range(1, 9)),
        b"[" * 50_000,
        b"!!python/object/apply:os.system [id]",
        b"scenarios: [%s]" % b",".join([b"{name: x, steps: [{}], ends: done}"] * 600),
        b"\xff\xfe",
    ],
    ids=["few lines for gigabytes", "deep", "code", "many", "bytes"],
)
def test_scenarios_that_would_never_end_are_refused(content: bytes) -> None:
    with within():
        (fault,) = rehearsal.faults_of(bundle_of(GOOD, **{"scenarios.yaml": content}))
    assert fault.sentence.startswith("Expected")


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "answer", "id": "answer", "components": []}',
        '{"id": "answer", "components": [], "x": 1e400}',
        '{"id": "answer", "components": [], "x": NaN}',
        '{"id": "answer", "components": [{"type": ["textfield"]}]}',
        '{"id": "answer", "components": [{"type": "number", "key": "a", "label": "A", "decimalDigits": "2"}]}',
    ],
)
def test_a_form_that_can_be_read_in_two_ways_or_none_is_refused(text: str) -> None:
    (fault,) = form_faults("forms/answer.form", text.encode())
    assert fault.sentence.startswith("Expected")


def test_a_field_may_not_be_longer_than_any_text_may_be() -> None:
    field = {"type": "textfield", "key": "a", "label": "A", "properties": {"label_en": "A"}}
    text = json.dumps({"id": "answer", "components": [{**field, "validate": {"maxLength": 10_001}}]})
    (fault,) = form_faults("forms/answer.form", text.encode())
    assert fault.sentence == "Expected lengths from 0 to 10000 characters."


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            {f"forms/f{n}.form": b"{}" for n in range(198)},
            "Expected at most 200 files in the folder, but there are 201.",
        ),
        ({f"x{n}.bpmn": b"<a/>" for n in range(20)}, "Expected at most 20 drawings in one process."),
        ({f"x{n}.bpmn": b"<a>" * 600_000 for n in range(3)}, "Expected files of at most 4 MB together"),
    ],
    ids=["files", "drawings", "bytes"],
)
def test_too_many_or_too_large_files_are_not_looked_at(more: dict[str, bytes], says: str) -> None:
    (found,) = said(bundle_of(GOOD.encode(), **more))
    assert found.startswith(says)
