"""A trial case is what was done in it, done again on the real engine: nothing else of it is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.unit.trials.conftest import drawn
from workflows.definitions.bundles import Bundle
from workflows.errors import Refusal
from workflows.limits import TRIAL_STEPS
from workflows.trials.play import play
from workflows.trials.story import Story, read_story

BEGUN = Story(variables={"lead": "An"})
NEXT_WEEK = {"until": "2026-03-09T01:00:00+00:00"}


def test_it_begins_with_its_first_steps_open_and_its_timers_set(watched: Bundle) -> None:
    played = play(watched, BEGUN)
    assert [one.element for one in played.items] == ["work"] and played.messages == ("withdrawn",)
    assert [one.due_at for one in played.timers] == [datetime(2026, 3, 3, 1, tzinfo=UTC)]
    assert played.waiting == ("work",) and played.passed == ("start",) and not played.ended
    assert [flow for _file, flow in played.lines[0].walked] and played.lines[0].waiting == ("work",)


def test_when_the_clock_is_moved_every_timer_on_the_way_fires_at_its_own_moment(watched: Bundle) -> None:
    played = play(watched, BEGUN.and_then(NEXT_WEEK))
    line = played.lines[-1]
    assert [one.due_at.day for one in line.fired] == [3, 4] and played.timers == ()
    assert [(one.action, dict(one.parameters)) for one in line.effects] == [("remind", {"whom": "An"})] * 2
    assert played.at == datetime(2026, 3, 9, 1, tzinfo=UTC) and ("watched.bpmn", "watched_flow_1_0") in played.walked
    assert line.walked.count(("watched.bpmn", "watched_flow_1_0")) == 2  # each firing walks its arrow


def test_it_ends_where_the_drawing_says_and_tells_what_was_taken_away(watched: Bundle) -> None:
    done = play(watched, BEGUN.and_then({"complete": "work", "form": {}}))
    assert done.ended and done.outcome == "finished" and done.variables["done"] is True and done.waiting == ()
    back = play(watched, BEGUN.and_then({"tell": "withdrawn"}))
    assert back.outcome == "taken_back" and back.lines[-1].dropped == ("work",)


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ({"complete": "nothing"}, "Expected as one open step nothing"),
        ({"until": "2026-03-01T01:00:00+00:00"}, "Expected a moment after that of the step before"),
        ({"until": "2026-03-09T01:00:00"}, "Expected a moment after that of the step before"),
        ({"until": "2126-03-09T01:00:00+00:00"}, "at most ten years on"),
    ],
)
def test_what_cannot_be_done_ends_the_play_with_a_sentence_and_the_case_stands_as_before(
    watched: Bundle, step: dict[str, object], says: str
) -> None:
    played = play(watched, BEGUN.and_then(step))
    assert played.stuck is not None and played.stuck.number == 1 and says in str(played.stuck.refusal)
    assert [one.element for one in played.items] == ["work"] and len(played.lines) == 1


def test_a_story_that_takes_too_much_computing_stops_with_a_sentence_where_it_is(watched: Bundle) -> None:
    played = play(watched, BEGUN.and_then(NEXT_WEEK), seconds=0)
    assert played.stuck is not None and played.stuck.number == len(played.lines) == 0
    assert "seconds of computing together" in str(played.stuck.refusal)


def test_on_a_newer_text_it_says_where_it_does_not_go_on_any_more() -> None:
    story = BEGUN.and_then(NEXT_WEEK).and_then({"complete": "work", "form": {}})
    newer = Bundle("watched", {"watched.bpmn": drawn().replace(b'"work"', b'"labour"')})
    stuck = play(newer, story).stuck
    assert stuck is not None and stuck.number == 2 and "found ['labour']" in str(stuck.refusal)


def test_a_drawing_that_cannot_go_on_is_told_with_its_element() -> None:
    bundle = Bundle("watched", {"watched.bpmn": drawn(due="12")})
    stuck = play(bundle, BEGUN).stuck
    assert (
        stuck is not None
        and (stuck.number, stuck.element) == (0, "work")
        and "a date when it is due" in str(stuck.refusal)
    )


def test_a_timer_that_fires_for_ever_does_not_keep_anybody_waiting() -> None:
    bundle = Bundle("watched", {"watched.bpmn": drawn().replace(b"R2/P1D", b"R/PT1M")})
    stuck = play(bundle, BEGUN.and_then({"until": "2036-01-01T00:00:00+00:00"})).stuck
    assert stuck is not None and "at most 100 timers to fire on the way" in str(stuck.refusal)


def test_the_story_is_kept_as_a_text_of_moderate_size_and_steps() -> None:
    story = BEGUN.and_then(NEXT_WEEK)
    assert read_story(story.kept()) == story and story.as_far_as(0) == BEGUN
    with pytest.raises(Refusal, match="of moderate size"):
        BEGUN.and_then({"set": {"note": "x" * 100_000}}).kept()
    for _ in range(TRIAL_STEPS - 1):
        story = story.and_then(NEXT_WEEK)
    with pytest.raises(Refusal, match=f"at most {TRIAL_STEPS} steps"):
        story.and_then(NEXT_WEEK)
