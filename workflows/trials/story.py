"""What was done in a trial case, in the words of scenarios: when and with which variables it began, and each step after that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from workflows.definitions.scenarios import A_MONDAY, Scenario
from workflows.errors import N_, Refusal
from workflows.limits import TRIAL_BYTES, TRIAL_STEPS
from workflows.written import written

TOO_LONG = N_("Expected at most %(most)s steps in one trial case, but there are as many. Step back, or start again.")
TOO_LARGE = N_(
    "Expected a trial case of moderate size, but what was typed into it is too much. Step back, or start again."
)


@dataclass(frozen=True, slots=True)
class Story:
    """The beginning and the steps. A step is one of a scenario, without what it expects."""

    begins: datetime = A_MONDAY
    variables: Mapping[str, Any] | None = None
    steps: tuple[Mapping[str, Any], ...] = ()

    def and_then(self, step: Mapping[str, Any]) -> Story:
        """The same with one step more. Raises Refusal when that is too much."""
        if len(self.steps) >= TRIAL_STEPS:
            raise Refusal(TOO_LONG, most=TRIAL_STEPS)
        return replace(self, steps=(*self.steps, step))

    def as_far_as(self, number: int) -> Story:
        """The first so many steps of it."""
        return replace(self, steps=self.steps[:number])

    def as_scenario(self) -> Scenario:
        """The same for who walks it; it need not come to an end."""
        return Scenario("", self.variables or {}, self.steps, "", self.begins)

    def kept(self) -> str:
        """The text that is kept. Raises Refusal when it is too much."""
        text = written(
            {"begins": self.begins.isoformat(), "variables": self.variables or {}, "steps": list(self.steps)}
        )
        if len(text.encode()) > TRIAL_BYTES:
            raise Refusal(TOO_LARGE)
        return text


def read_story(text: str) -> Story:
    """The story that was kept as a text."""
    said = json.loads(text)
    return Story(datetime.fromisoformat(said["begins"]), said["variables"], tuple(said["steps"]))
