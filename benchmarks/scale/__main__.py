"""``python -m benchmarks.scale --database URL``: measure pages, clock and memory on a country that ``benchmarks.country`` built."""

from __future__ import annotations

import argparse
import os
import platform
import sys

from benchmarks.country.__main__ import NOW
from benchmarks.scale.pages import Page, pages
from benchmarks.scale.visitors import House

BOUND = 150  # milliseconds


def measured(house: House, page: Page) -> str:
    """One line of the table; each visit after a first one by the same person that warms nothing but the process."""
    house.visit([person for person, _ in page.visits])
    house.open(*page.visits[0])
    took, statements, size = [], set(), 0
    for person, path in page.visits:
        seconds, asked, length, _ = house.open(person, path)
        took.append(seconds * 1000)
        statements.add(asked)
        size = max(size, length)
    took.sort()
    half, most = took[len(took) // 2], took[min(len(took) - 1, int(len(took) * 0.95))]
    mark = "" if most < BOUND else "  over"
    return (
        f"{page.name:<34}{len(took):>4}{half:9.1f}{most:9.1f}{took[-1]:9.1f}"
        f"{min(statements):>6}-{max(statements):<4}{size // 1024:>6} KB{mark}"
    )


def main() -> None:
    """Print the table, the machine named first."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--database", required=True)
    parser.add_argument("--only", default="", help="Only pages whose name holds this.")
    told = parser.parse_args()
    house = House(told.database, NOW)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}\n")
    print(f"{'page':<34}{'n':>4}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'statements':>11}{'size':>9}")
    for page in pages(house):
        if told.only in page.name and page.visits:
            print(measured(house, page))
            sys.stdout.flush()
    house.database.close()


if __name__ == "__main__":
    main()
