"""``make bench``: every measurement, one after the other."""

from __future__ import annotations

import os
import platform

from benchmarks import completing, engine_step


def main() -> None:
    """Name the machine, then measure."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}\n")
    engine_step.main()
    print()
    completing.main()


if __name__ == "__main__":
    main()
