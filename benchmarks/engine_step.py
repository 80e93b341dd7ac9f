"""What one step of the engine costs, and that it does not grow with the history: round 400 of returns against round 4.

Run ``python -m benchmarks.engine_step``. Each step restores the state from bytes, runs, and packs it again. The drawing is the
main shape of the house (``tests/unit/engine/life.py``) with one escalation open; the figures are CPU time.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from functools import partial
from time import process_time_ns

from benchmarks.machine import named
from tests.unit.engine.case import Case
from tests.unit.engine.life import FILES

EARLY, LATE, AROUND = 4, 400, 3
STEPS_A_ROUND = 3
LARGEST_RATIO = 1.5


def _round(case: Case) -> None:
    case.complete("submission", report="...")
    case.complete("confirmation", confirmed=True)
    case.complete("verify", verified=False)


def _milliseconds(act: Callable[[], None]) -> float:
    before = process_time_ns()
    act()
    return (process_time_ns() - before) / 1e6


def measure() -> tuple[float, float, int, int]:
    """Return the cost of a step in ms and the size of the state around round 4 and around round 400."""
    early: list[float] = []
    late: list[float] = []
    sizes: dict[int, int] = {}
    for _ in range(5):
        case = Case(FILES, "life")
        case.complete("assign", officer=5)
        case.complete("accept", accepted=True)
        case.tell("overdue", item="7", to=1)
        for number in range(1, LATE + AROUND + 1):
            cost = _milliseconds(partial(_round, case)) / STEPS_A_ROUND
            sizes[number] = len(case.step.state)
            if abs(number - EARLY) <= AROUND:
                early.append(cost)
            if abs(number - LATE) <= AROUND:
                late.append(cost)
    return statistics.median(early), statistics.median(late), sizes[EARLY], sizes[LATE]


def main() -> int:
    """Print the figures; exit with 1 when a late step costs more than 1.5 times an early one."""
    early, late, small, large = measure()
    print(f"machine                 {named()}")
    print(f"one step, round {EARLY:>3}     {early:.3f} ms CPU, state {small} bytes")
    print(f"one step, round {LATE:>3}     {late:.3f} ms CPU, state {large} bytes")
    print(f"ratio                   {late / early:.2f} (at most {LARGEST_RATIO})")
    return 0 if late <= LARGEST_RATIO * early else 1


if __name__ == "__main__":
    raise SystemExit(main())
