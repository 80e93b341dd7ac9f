"""A story that goes otherwise than the drawing is told where it leaves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from workflows.definitions import bundles, rehearsal
from workflows.definitions.scenarios import Scenario, read_scenarios
from workflows.errors import Refusal

HOME = Path(__file__).resolve().parents[3] / "bpmn"
VARIABLES = {"task": {"verifying_group": "verifiers", "priority": 50}, "rounds": 0}
APPROVE = {"complete": "verify_result", "form": {"decision": "approve"}}


def told(*steps: dict[str, Any], ends: str = "result_approved") -> list[str]:
    bundle = bundles.of_folder(HOME / "verification")
    return [str(one) for one in rehearsal.rehearse(bundle, Scenario("story", VARIABLES, steps, ends))]


def test_a_true_story_has_no_fault() -> None:
    assert told(APPROVE) == []


@pytest.mark.parametrize(
    ("steps", "ends", "says"),
    [
        (
            (APPROVE,),
            "result_returned",
            "story, 1: Expected as the end result_returned, but found ['result_approved'].",
        ),
        ((), "result_approved", "story, 0: Expected as the end result_approved, but found [None, 'verify_result']."),
        (({"complete": "nothing"},), "x", "story, 1: Expected as one open step nothing, but found ['verify_result']."),
        (({"open": []},), "x", "story, 1: Expected as open steps [], but found ['verify_result']."),
        (({**APPROVE, "actions": ["act"]},), "x", "story, 1: Expected as actions ['act'], but found []."),
        (({**APPROVE, "variables": {"rounds": 7}},), "x", "story, 1: Expected as variable rounds 7, but found 0."),
        (({"fire": "alarm"},), "x", "story, 1: Expected as a timer alarm, but found []."),
        (({"waits_for": ["rain"]},), "x", "story, 1: Expected as awaited messages ['rain'], but found ['withdrawn']."),
        (({"complete": "verify_result", "form": {"decision": "return"}},), "x", "at reason: Expected an answer here"),
        (
            ({"who": {"verify_result": {"group": "x"}}},),
            "x",
            "who does verify_result {'group': 'x'}, but found {'group'",
        ),
        (({"until": "2026-01-01T00:00:00Z"},), "x", "story, 1: Expected a moment after that of the step before"),
        (({"due": {"verify_result": None}},), "x", "due date of verify_result None, but found {'working_days': 5}."),
        ((APPROVE, {"tell": "withdrawn"}), "x", "story, 2: Expected a case that still runs, but it has ended."),
    ],
)
def test_a_false_story_is_told_where_it_leaves_the_drawing(
    steps: tuple[dict[str, Any], ...], ends: str, says: str
) -> None:
    found = told(*steps, ends=ends)
    assert len(found) == 1
    assert says in found[0]


@pytest.mark.parametrize(
    "content",
    [
        b"[",
        b"scenarios: 5",
        b"scenarios: [{name: a}]",
        b"scenarios: [{name: a, ends: b, steps: [{complete: c, tell: d}]}]",
        b"scenarios: [{name: a, ends: b, steps: [{complete: c, form: unknown}]}]",
        b"scenarios: [{name: a, ends: b, steps: [{jump: c}]}]",
        b"scenarios: [{name: a, ends: b, steps: }]",
        b"scenarios: [{name: a, ends: b, steps: [], variables: [1]}]",
        b"variables:\nscenarios: [{name: a, ends: b, steps: []}]",
        b"forms:\nscenarios: [{name: a, ends: b, steps: [{complete: c, form: d}]}]",
        b"forms: {d: 5}\nscenarios: [{name: a, ends: b, steps: [{complete: c, form: d}]}]",
        b"scenarios: [{name: a, ends: b, steps: [{complete: [c]}]}]",
        b"scenarios: [{name: a, ends: b, steps: [{tell: c, payload: [1]}]}]",
        b"scenarios: [{name: a, ends: b, steps: [{open: 5}]}]",
        b"scenarios: [!!python/object/apply:os.system ['id']]",
    ],
)
def test_a_file_that_tells_no_stories_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        read_scenarios(content)


def test_a_process_without_stories_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "sign_off"
    (folder / "forms").mkdir(parents=True)
    (folder / "sign_off.bpmn").write_bytes((HOME / "sign_off" / "sign_off.bpmn").read_bytes())
    says = ["Expected scenarios beside the drawing, but there are none. Tell at least one."]
    assert [one.sentence for one in rehearsal.faults_of_folder(folder)] == says
    (folder / "scenarios.yaml").write_text(yaml.safe_dump({"scenarios": []}), "utf-8")
    assert [one.sentence for one in rehearsal.faults_of_folder(folder)] == says


def test_a_story_may_begin_at_a_moment_of_its_own_and_let_the_clock_go_on() -> None:
    text = b"""
    scenarios:
      - name: a
        begins: "2026-05-04T08:00:00+07:00"
        ends: result_approved
        variables: {task: {verifying_group: v, priority: 50}, rounds: 0}
        steps:
          - {open: [verify_result], who: {verify_result: {group: v}}}
          - {until: "2026-05-06T08:00:00+07:00"}
          - {complete: verify_result, form: {decision: approve}}
    """
    (story,) = read_scenarios(text)
    assert story.at.isoformat() == "2026-05-04T08:00:00+07:00"
    assert rehearsal.rehearse(bundles.of_folder(HOME / "verification"), story) == []


@pytest.mark.parametrize("begins", ["soon", "2026-05-04T08:00:00", "5"])
def test_a_story_begins_at_a_moment_with_its_time_zone(begins: str) -> None:
    with pytest.raises(Refusal, match="to begin at a moment"):
        read_scenarios(f'scenarios: [{{name: a, ends: b, steps: [], begins: "{begins}"}}]'.encode())
