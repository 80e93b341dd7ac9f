"""``make bench``: every measurement that fits into about five minutes, one after the other, each under its own command's name."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from benchmarks import bytes_per_case, completing, engine_step, others, starting
from benchmarks.http import __main__ as pages
from benchmarks.machine import named

MEASUREMENTS: tuple[tuple[str, Callable[[], object]], ...] = (
    ("engine_step", engine_step.main),
    ("completing", completing.main),
    ("others --install", lambda: others.main(install=True)),
    ("http", pages.main),
    ("bytes_per_case", bytes_per_case.main),
    ("starting", starting.main),
)


def main() -> None:
    """Name the machine and what else it does, then measure."""
    began = time.monotonic()
    print(f"{named()}; load {os.getloadavg()[0]:.1f} before we begin")
    for number, (command, measure) in enumerate(MEASUREMENTS, 1):
        print(f"\n[{number}/{len(MEASUREMENTS)}, {time.monotonic() - began:.0f} s] python -m benchmarks.{command}")
        sys.stdout.flush()
        if measure():
            print("A ratio that is promised is not kept in this run.")
    print(f"\nAll measured in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
