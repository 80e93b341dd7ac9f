"""``python -m benchmarks.scale.clocks --database URL``: what the clock does when everything is due at once, as after an outage.

Rings every watched alarm of the country, then lets one clock handle a number of them, one unit of work each. Run it on a
country that may be thrown away. Processor time is ours and the database's for us; the wall's is with each commit on disk.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter

from sqlalchemy import select, text

from benchmarks.country.__main__ import NOW
from benchmarks.scale.visitors import House
from webapp import clock
from workflows.deadlines import enforce
from workflows.ledger.models import LedgerEntry

RING = "UPDATE work_items SET wake_at = :at WHERE closed_at IS NULL AND due_at IS NOT NULL"
DUE = "SELECT count(*) FROM work_items WHERE closed_at IS NULL AND wake_at <= :at"


def find(house: House, times: int = 200) -> float:
    """Median milliseconds to find the next due item."""
    took = []
    for _ in range(times):
        with house.database.reading() as session:
            session.execute(text("SELECT 1"))
            began = time.perf_counter()
            enforce.due_items(session, house.at, 1)
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def main() -> None:
    """Ring, find, handle, and say how quickly."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.clocks")
    parser.add_argument("--database", required=True)
    parser.add_argument("--most", type=int, default=2000, help="How many due items are handled.")
    told = parser.parse_args()
    house = House(told.database, NOW)
    with house.database.writing() as session:
        session.execute(text(RING), {"at": NOW})
        due = session.execute(text(DUE), {"at": NOW}).scalar_one()
        last = session.execute(select(LedgerEntry.id).order_by(LedgerEntry.id.desc()).limit(1)).scalar_one()
        session.commit()
    print(f"{due:,} due; the next one is found in {find(house):.2f} ms")
    clock.MOST_STEPS = told.most
    before, worked, began = house.statements, house.worked(), time.perf_counter()
    steps = clock.drain(house.database, clock.JOBS[0], NOW)
    took, cost = time.perf_counter() - began, house.worked() - worked
    print(
        f"{steps:,} handled: {steps / took:,.0f} a second by the clock on the wall, {steps / cost:,.0f} a second of "
        f"processor time, {(house.statements - before) / steps:.1f} statements each"
    )
    with house.database.reading() as session:
        print(Counter(session.scalars(select(LedgerEntry.kind).where(LedgerEntry.id > last))).most_common(6))
    house.database.close()


if __name__ == "__main__":
    main()
