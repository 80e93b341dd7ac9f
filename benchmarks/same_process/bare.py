"""The bare transaction as one of those compared: what any engine must at least write, through the plain driver."""

from __future__ import annotations

import sys
import time

from benchmarks.completing import CASES, bare
from benchmarks.told import obey

if __name__ == "__main__":
    with bare(sys.argv[1]) as transaction:

        def step(case: int, _element: str, _decision: str) -> float:
            """One bare completion; returns its seconds."""
            start = time.perf_counter()
            transaction(case % CASES)
            return time.perf_counter() - start

        obey(lambda _case: None, step)
