"""A trial case played: its story done on the real engine from the beginning, on the texts as they are now.

Nothing is performed and nobody is told: what service tasks ask for is noted, the clock is the story's, people are made up. The first
step that cannot be done (any more, where the texts were changed) ends the play with its sentence; the case then stands as before it.
So does the act of the engine before which all that came before has taken too much computing. What one act may cost the engine bounds
itself (``limits.CASE_STEPS``), so that the whole is bounded, too: a trial is played in the process that asks, on a text that was looked at
behind the fence.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows.definitions import coverage
from workflows.definitions.bundles import Bundle
from workflows.definitions.walk import ENDED, Walk
from workflows.engine import interpreter
from workflows.engine.drawing import Drawing, load
from workflows.engine.errors import EngineFault, NotWaiting
from workflows.engine.step import Effect, Opened, Step, TimerSet
from workflows.errors import N_, Refusal
from workflows.limits import TRIAL_SECONDS
from workflows.trials.story import Story

TOO_SLOW = N_(
    "Expected the steps of a trial case to take at most %(seconds)s seconds of computing together, but they take longer. "
    "Go back, or simplify the drawing."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the story and what came of it; the first line is the beginning, with an empty step. ``walked`` are the arrows that
    tokens took in it, one after the other, by file and id; ``waiting`` the elements at which they wait after it.
    """

    step: Mapping[str, Any]
    at: datetime
    came: tuple[Step, ...]
    fired: tuple[TimerSet, ...]
    open: tuple[Opened, ...]
    changed: Mapping[str, Any]
    walked: tuple[tuple[str, str], ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def opened(self) -> tuple[Opened, ...]:
        """The steps of people that it opened, of those that are open after it."""
        refs = {one.ref for one in self.open}
        return tuple(one for step in self.came for one in step.opened if one.ref in refs)

    @property
    def dropped(self) -> tuple[str, ...]:
        """The elements whose step was open before and was taken away without being completed."""
        return tuple(one.element for step in self.came for one in step.closed if one.how == "cancelled")

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What the system would have been asked to do."""
        return tuple(one for step in self.came for one in step.effects)


@dataclass(frozen=True, slots=True)
class Stuck:
    """Why the story does not go on: at which of its steps (0: the beginning), the sentence, and the element where it names one."""

    number: int
    refusal: Refusal
    element: str


@dataclass(slots=True)
class Played:
    """Where a trial case stands: ``at`` is its own moment, ``opened_at`` the moment at which each open step was opened."""

    at: datetime
    lines: list[Line] = field(default_factory=list)
    items: tuple[Opened, ...] = ()
    timers: tuple[TimerSet, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    walked: frozenset[tuple[str, str]] = frozenset()
    opened_at: Mapping[str, datetime] = field(default_factory=dict)
    ended: bool = False
    outcome: str | None = None
    stuck: Stuck | None = None

    def item(self, ref: str) -> Opened | None:
        """The open step under a reference."""
        return next((one for one in self.items if one.ref == ref), None)


def play(bundle: Bundle, story: Story, *, seconds: float = TRIAL_SECONDS) -> Played:
    """Do a story from its beginning. The bundle is one in which the rules find no fault."""
    drawing, walked, began = load(bundle.files, bundle.key), coverage.of_bundle(bundle), time.thread_time()

    def in_time() -> Drawing:
        """The drawing, asked for before each act of the engine."""
        if time.thread_time() - began > seconds:
            raise Refusal(TOO_SLOW, seconds=seconds)
        return drawing

    walk = Walk(bundle, story.as_scenario(), in_time, lambda step: walked.see(drawing, step))
    played = Played(story.begins)
    played.stuck = _stuck(walk, played, walked)
    last = walk.last
    played.at, played.items, played.timers = walk.at, tuple(walk.items.values()), tuple(walk.timers.values())
    played.variables = json.loads(walk.variables)
    played.walked = frozenset(walked.walked)
    played.passed = tuple(dict.fromkeys(one for line in played.lines for step in line.came for one in step.passed))
    played.opened_at = walk.opened_at
    if last is not None:
        played.ended, played.outcome = last.ended, last.outcome
        played.messages = tuple(dict.fromkeys(last.waiting_for))
        played.waiting = () if last.ended else interpreter.positions(drawing, last.state)
    return played


def _stuck(walk: Walk, played: Played, walked: coverage.Coverage) -> Stuck | None:
    """Go through the story, and note a line for each step that could be done."""
    before: dict[str, Any] = dict(walk.scenario.variables)
    seen = 0
    try:
        for step in _steps(walk):
            after = json.loads(walk.variables)
            changed = {name: value for name, value in after.items() if name not in before or before[name] != value}
            done = "set" not in step
            came, fired = (tuple(walk.came), tuple(walk.fired)) if done else ((), ())
            taken, waiting = tuple(walked.trace[seen:]), tuple(sorted(walked.here))
            played.lines.append(Line(step, walk.at, came, fired, tuple(walk.items.values()), changed, taken, waiting))
            before, seen = after, len(walked.trace)
    except (EngineFault, Refusal) as refused:
        told = Refusal(refused.text, **refused.params)
        return Stuck(len(played.lines), told, str(refused.params.get("element", "")))
    except NotWaiting:
        return Stuck(len(played.lines), Refusal(ENDED), "")
    return None


def _steps(walk: Walk) -> Iterator[Mapping[str, Any]]:
    walk.begin()
    yield {}
    for step in walk.scenario.steps:
        walk.take(step)
        yield step
