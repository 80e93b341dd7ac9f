"""``python -m benchmarks.scale.clocks --database URL``: what the clock does when very much is due at once, as after an outage.

Three times every watched step of the country gets a date for which there is something to do now: a reminder to give, a superior to
tell, or nothing yet but an alarm to set; then one clock handles a number of them. Run it on a country that may be thrown away.
Processor time is ours and the database's for us; the wall's is with each commit on disk.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select, text

from benchmarks.country.__main__ import NOW
from benchmarks.scale.visitors import House
from webapp import clock
from workflows.deadlines import enforce
from workflows.definitions.decisions import UNWATCHED
from workflows.ledger.models import LedgerEntry

RING = """UPDATE work_items SET wake_at = :at, due_at = :due, due_set_at = :since, due_version = due_version + 1
    WHERE closed_at IS NULL AND due_at IS NOT NULL AND ladder <> :unwatched"""
DUE = "SELECT count(*) FROM work_items WHERE closed_at IS NULL AND wake_at <= :at"
KINDS = {
    "alarms to set": timedelta(days=60),
    "reminders to give": timedelta(days=1),
    "superiors to tell": timedelta(minutes=-1),
}


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


def ring(house: House, due: datetime) -> tuple[int, int]:
    """Give every watched step this date, set long ago, and let its alarm ring; how many do, and the last fact so far."""
    with house.database.writing() as session:
        values = {"at": NOW, "due": due, "since": NOW - timedelta(days=60), "unwatched": UNWATCHED}
        session.execute(text(RING), values)
        session.commit()
        ringing = session.execute(text(DUE), {"at": NOW}).scalar_one()
        last = session.execute(select(LedgerEntry.id).order_by(LedgerEntry.id.desc()).limit(1)).scalar_one()
    with house.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE work_items"))  # as autovacuum would after so many changes
    return ringing, last


def handle(house: House, name: str, due: datetime, most: int) -> None:
    """One kind: ring, find, handle, and say how quickly."""
    ringing, last = ring(house, due)
    print(f"{name}: {ringing:,} due; the next one is found in {find(house):.2f} ms")
    (job,) = (one for one in clock.JOBS if one.name == "deadlines")
    clock.drain(house.database, replace(job, most=1), NOW)  # drawings and calendars are read once
    before, worked, began = house.statements, house.worked(), time.perf_counter()
    steps = clock.drain(house.database, replace(job, most=most), NOW)
    took, cost = time.perf_counter() - began, house.worked() - worked
    print(
        f"{steps:,} handled: {steps / took:,.0f} a second by the clock on the wall, {steps / cost:,.0f} a second of "
        f"processor time, {(house.statements - before) / steps:.1f} statements each"
    )
    with house.database.reading() as session:
        print(Counter(session.scalars(select(LedgerEntry.kind).where(LedgerEntry.id > last))).most_common(6))


def main() -> None:
    """Each kind in turn."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.clocks")
    parser.add_argument("--database", required=True)
    parser.add_argument("--most", type=int, default=2000, help="How many due items of each kind are handled.")
    parser.add_argument("--only", default="", help="Only kinds whose name holds this.")
    told = parser.parse_args()
    house = House(told.database, NOW)
    for name, distance in KINDS.items():
        if told.only in name:
            handle(house, name, NOW + distance, told.most)
    house.database.close()


if __name__ == "__main__":
    main()
