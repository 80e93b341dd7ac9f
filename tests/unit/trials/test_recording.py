"""What was done in a trial case becomes a scenario: what came of it is what is expected from then on."""

from __future__ import annotations

import pytest
import yaml

from tests.unit.trials.conftest import drawn
from workflows.definitions.bundles import SCENARIOS, Bundle
from workflows.definitions.rehearsal import faults_of
from workflows.definitions.scenarios import read_scenarios
from workflows.errors import Conflict, Invalid, Refusal
from workflows.trials import recording
from workflows.trials.play import play
from workflows.trials.story import Story

DONE = (
    Story(variables={"lead": "An"})
    .and_then({"until": "2026-03-09T01:00:00+00:00"})
    .and_then({"complete": "work", "form": {}})
)
OLDER = b"""# How it is meant to go; a remark that stays.
variables: {lead: An}
scenarios:
- name: Taken back
  ends: taken_back
  steps:
    - {tell: withdrawn}
"""


def told(bundle: Bundle, content: bytes | None, name: str = "Nhắc hai lần: rồi xong") -> bytes:
    known = recording.known_at_start(content)
    return recording.added_to(content, recording.recorded(name, DONE, play(bundle, DONE), known))


def test_it_expects_what_is_open_for_whom_until_when_and_how_it_ends(watched: Bundle) -> None:
    written = told(watched, None)
    (one,) = read_scenarios(written)
    assert one.ends == "finished" and one.variables == {"lead": "An"}
    assert one.steps[0] == {
        "open": ["work"],
        "due": {"work": {"working_days": 3}},
        "who": {"work": {"group": "clerks"}},
    }
    assert one.steps[1] == {"until": "2026-03-09T01:00:00+00:00", "open": ["work"], "actions": ["remind", "remind"]}
    assert faults_of(Bundle("watched", {**watched.files, SCENARIOS: written})) == []


@pytest.mark.parametrize(
    ("drawing", "says"),
    [
        (drawn(due="working_days(4)"), "due date of work"),
        (drawn(who='group("others")'), "who does work"),
        (drawn().replace(b"R2/P1D", b"R3/P1D"), "actions"),
        (drawn().replace(b'"finished"', b'"over"'), "the end"),
    ],
)
def test_a_drawing_that_goes_otherwise_afterwards_breaks_it(watched: Bundle, drawing: bytes, says: str) -> None:
    written = told(watched, None)
    (wrong,) = faults_of(Bundle("watched", {"watched.bpmn": drawing, SCENARIOS: written}))
    assert says in wrong.sentence


def test_it_is_written_below_the_others_and_the_rest_of_the_file_stays(watched: Bundle) -> None:
    written = told(watched, OLDER)
    assert written.startswith(OLDER.rstrip()) and next(one.name for one in read_scenarios(written)) == "Taken back"
    assert "variables" not in yaml.safe_load(written)["scenarios"][1], "they are known from the beginning of the file"
    assert faults_of(Bundle("watched", {**watched.files, SCENARIOS: written})) == []


def test_a_file_whose_list_does_not_stand_last_is_written_anew(watched: Bundle) -> None:
    odd = b"scenarios: [{name: Taken back, ends: taken_back, steps: [{tell: withdrawn}]}]\nvariables: {lead: Binh}\n"
    written = told(watched, odd)
    assert len(read_scenarios(written)) == 2 and yaml.safe_load(written)["scenarios"][1]["variables"] == {"lead": "An"}
    assert faults_of(Bundle("watched", {**watched.files, SCENARIOS: written})) == []


def test_what_is_not_over_has_no_name_or_one_that_is_there_is_refused(watched: Bundle) -> None:
    half = DONE.as_far_as(1)
    with pytest.raises(Refusal, match="come to its end"):
        recording.recorded("x", half, play(watched, half), {})
    with pytest.raises(Invalid, match="Expected a name"):
        told(watched, None, "  ")
    with pytest.raises(Conflict, match="of that name already"):
        told(watched, OLDER, "Taken back")
    with pytest.raises(Refusal, match="has a fault"):
        told(watched, b"scenarios: {")
