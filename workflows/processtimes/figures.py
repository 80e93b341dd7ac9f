"""The figures of each step, from the steps of a sample: pure, and honest about how little a few cases say.

Percentiles are values that occurred (nearest rank), never made up between two. Nine of ten is told from ``ENOUGH`` steps on. A step is an
outlier when it took longer than the third quartile and three times the distance between the quartiles (Tukey's outer fence), and at
least a working day: so a step that usually takes minutes has none that took an hour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from workflows.calendar import WorkCalendar
from workflows.processtimes.sample import REVIEWED, Measured
from workflows.processtimes.working import minutes_of_a_day

ENOUGH = 10
FENCE = 3
A_DAY = minutes_of_a_day(WorkCalendar())


@dataclass(frozen=True, slots=True)
class Figures:
    """What the completed steps of one element say. Times are working minutes; ``ninety`` and ``fence`` are empty for too few steps.

    ``reviewed`` says whether there was anything to be returned: a submission that came back, a check that gave back.
    """

    element: str
    count: int
    cases: int
    median: int
    ninety: int | None
    longest: int
    waiting: int
    in_hand: int
    reviewed: bool
    returned: int
    fence: int | None
    outliers: tuple[Measured, ...]

    @property
    def share_returned(self) -> float:
        """How many of the steps were returned, as a part of one."""
        return self.returned / self.count


def figures_of(steps: Iterable[Measured]) -> dict[str, Figures]:
    """The figures of every element of which a step was completed."""
    by_element: dict[str, list[Measured]] = defaultdict(list)
    for step in steps:
        by_element[step.element].append(step)
    return {element: _figures(element, found) for element, found in by_element.items()}


def _figures(element: str, steps: Sequence[Measured]) -> Figures:
    ranked = sorted(step.minutes for step in steps)
    enough = len(ranked) >= ENOUGH
    fence = _fence(ranked) if enough else None
    outliers = () if fence is None else tuple(step for step in steps if step.minutes > fence)
    return Figures(
        element,
        len(ranked),
        len({step.instance_id for step in steps}),
        at_rank(ranked, 0.5),
        at_rank(ranked, 0.9) if enough else None,
        ranked[-1],
        at_rank(sorted(step.waiting for step in steps), 0.5),
        at_rank(sorted(step.minutes - step.waiting for step in steps), 0.5),
        any(step.step in REVIEWED for step in steps),
        sum(step.returned for step in steps),
        fence,
        tuple(sorted(outliers, key=lambda step: -step.minutes)),
    )


def at_rank(ranked: Sequence[int], part: float) -> int:
    """The value below or at which that part of the values lies."""
    return ranked[max(ceil(part * len(ranked)) - 1, 0)]


def _fence(ranked: Sequence[int]) -> int:
    first, third = at_rank(ranked, 0.25), at_rank(ranked, 0.75)
    return max(third + FENCE * (third - first), third + A_DAY)
