"""How much computing something may cost, measured so that neither other work nor the machine's pace counts.

Seconds are those of an ordinary machine. Where a fixed little loop takes longer, just before or just after what is measured,
everything may take longer in the same proportion: a core that is shared, or an old one, makes no promise false.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

REFUSED_WITHIN = 2.0  # seconds, promised
_ROUNDS = 300_000
_ORDINARY = 0.015  # seconds that the loop takes on an ordinary machine


@contextmanager
def within(seconds: float = REFUSED_WITHIN) -> Iterator[None]:
    """Fails when what happens inside takes more seconds of this process's own computing.

    The collector stands still meanwhile: looking through what thousands of tests before have left is nothing that happens inside.
    """
    pace = slowness()
    gc.disable()
    try:
        began = time.process_time()
        yield
        spent = time.process_time() - began
    finally:
        gc.enable()
    pace = max(pace, slowness())
    assert spent < seconds * pace, f"Expected less than {seconds} s of computing, but it took {spent / pace:.1f} s"


def slowness() -> float:
    """How many times as long as an ordinary machine this one takes now; never less than once."""
    began, total = time.process_time(), 0
    for number in range(_ROUNDS):
        total += number
    return max(1.0, (time.process_time() - began) / _ORDINARY)
