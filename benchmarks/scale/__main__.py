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


def measured(house: House, page: Page, most: int) -> str:
    """One line of the table, after one visit that counts for nothing."""
    visits = page.visits[:: max(1, len(page.visits) // most)][:most]
    house.visit([person for person, _ in visits])
    house.open(*visits[0])
    opened = [house.open(*visit) for visit in visits]
    took, cost = sorted(one.took for one in opened), sorted(one.cost for one in opened)
    most_at = min(len(opened) - 1, int(len(opened) * 0.95))
    asked = sorted({one.statements for one in opened})
    return (
        f"{page.name:<34}{len(opened):>4}{took[len(took) // 2]:9.1f}{took[most_at]:9.1f}"
        f"{cost[len(cost) // 2]:9.1f}{cost[most_at]:9.1f}{asked[0]:>6}-{asked[-1]:<4}"
        f"{max(one.size for one in opened) // 1024:>6} KB{'' if took[most_at] < BOUND else '  over'}"
    )


def main() -> None:
    """Print the table, the machine named first."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--database", required=True)
    parser.add_argument("--most", type=int, default=60, help="Visits to each page.")
    parser.add_argument("--only", default="", help="Only pages whose name holds this.")
    told = parser.parse_args()
    house = House(told.database, NOW)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}\n")
    print(f"{'page':<34}{'n':>4}{'p50 ms':>9}{'p95 ms':>9}{'p50 cpu':>9}{'p95 cpu':>9}{'statements':>11}{'size':>9}")
    for page in pages(house):
        if told.only in page.name and page.visits:
            print(measured(house, page, told.most))
            sys.stdout.flush()
    house.database.close()


if __name__ == "__main__":
    main()
