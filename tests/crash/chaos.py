"""``make chaos``: processes of a working house are killed at random, and nothing that anybody was told is lost or done twice.

``python -m tests.crash.chaos --kills 250 --seed 57``: PostgreSQL that syncs to disk, the real ``nq57 serve`` and ``nq57
clock``, people at work over HTTP. Each kill is ``kill -9`` of one process, which is started again; every so often
PostgreSQL itself is stopped as by a power cut. Exit 1 when anything is wrong.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from signal import SIGTERM

import click
import psycopg
from sqlalchemy import func, select

from notifications.models import Notification
from tests.crash.chaos_house import House
from tests.crash.chaos_people import WHO, Colleague, Tally
from tests.support import postgres
from workflows.instances.models import Incident
from workflows.ledger.models import LedgerEntry
from workflows.work.models import Escalation

CHECK_EVERY, RESTART_EVERY = 50, 60
MOST_ANSWERS, LONGEST_WAIT = 12, 15.0
ONCE = ("work_item.completed", "work_item.claimed")
NAMED_BY = {"attachment.added": "sha256"}


@dataclass
class Outcome:
    """What a run came to."""

    seed: int
    kills: int = 0
    restarts: int = 0
    seconds: float = 0.0
    requests: int = 0
    sent_again: int = 0
    acknowledged: int = 0
    facts: int = 0
    escalations: int = 0
    incidents: int = 0
    violations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.kills} kills and {self.restarts} restarts of PostgreSQL in {self.seconds:.0f} s; "
            f"{self.requests} requests, {self.sent_again} of them sent again; {self.acknowledged} steps acknowledged to somebody; "
            f"{self.facts} facts, {self.escalations} escalations, {self.incidents} incidents; {len(self.violations)} violations"
        )


def let_loose(
    folder: Path, socket: str, *, kills: int, seed: int, minutes: float, steps: int = 0, webs: int = 2, clocks: int = 2
) -> Outcome:
    """Kill that many processes (as many as there is time for), wait until people have done some steps, look at what is left."""
    outcome, random, began = Outcome(seed), Random(seed), time.monotonic()
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as line:
        line.execute("CREATE DATABASE chaos")
    house = House(folder, postgres.url(socket, "chaos"), webs=webs, clocks=clocks)
    try:
        tally = _live(house, socket, outcome, random, kills=kills, steps=steps, until=began + minutes * 60)
        _look(house, tally, outcome)
    finally:
        house.database.close()
    outcome.seconds = time.monotonic() - began
    return outcome


def _live(
    house: House, socket: str, outcome: Outcome, random: Random, *, kills: int, steps: int, until: float
) -> Tally:
    """People work and processes are killed, until both have gone on long enough."""
    tally, stop = Tally(), threading.Event()
    people = [Colleague(name, house.ports, outcome.seed, tally, stop) for name in WHO]
    house.give_work()
    try:
        for one in (*house.processes, *people):
            one.start()
        while time.monotonic() < until:
            if outcome.kills < kills:
                _wait_for_answers(tally, random.randint(1, MOST_ANSWERS))
                _disturb(house, socket, outcome, random)
            elif len(tally.acknowledged) >= steps or stop.wait(0.1):
                break
            click.echo(f"\r{outcome.kills}/{kills} kills, {len(tally.acknowledged)} steps done", err=True, nl=False)
    finally:
        stop.set()
        for colleague in people:
            colleague.join(90)
        for process in house.processes:
            process.kill(SIGTERM)
    click.echo(err=True)
    outcome.violations += [f"{one.name} met {one.fault!r}" for one in people if one.fault]
    outcome.requests, outcome.sent_again = tally.requests, tally.sent_again
    return tally


def _wait_for_answers(tally: Tally, number: int) -> None:
    """Let people get so many answers before the next kill, or wait a while: on a slow machine, too, they shall be at work."""
    enough, until = tally.answered + number, time.monotonic() + LONGEST_WAIT
    while tally.answered < enough and time.monotonic() < until:
        threading.Event().wait(0.02)


def _disturb(house: House, socket: str, outcome: Outcome, random: Random) -> None:
    """One kill; now and then work is given, the house is checked, PostgreSQL loses its power."""
    for process in house.processes:
        if process.ended_by_itself:
            if "Expected the database to answer" in process.log.read_text():  # started while PostgreSQL came back
                process.start()
                continue
            outcome.violations.append(f"{process.words[0]} ended by itself: {process.log.read_text()[-500:]}")
            process.start()
    ready = [process for process in house.processes if process.is_ready]
    if not ready:
        return
    victim = random.choice(ready)
    victim.kill()
    victim.start()
    outcome.kills += 1
    if outcome.kills % RESTART_EVERY == 0:
        postgres.restart(socket)
        house.database.engine.dispose()
        outcome.restarts += 1
    if outcome.kills % 5 == 0:
        house.give_work()
    if outcome.kills % CHECK_EVERY == 0:
        outcome.violations += house.says("check")


def _look(house: House, tally: Tally, outcome: Outcome) -> None:
    """Everything that was promised: checks, chains, each acknowledged step in the ledger once, nobody told twice of one."""
    outcome.violations += house.says("check") + house.says("verify-ledger")
    with house.database.reading() as session:
        found: Counter[tuple[str, str]] = Counter()
        for kind, data in session.execute(select(LedgerEntry.kind, LedgerEntry.data)):
            said = json.loads(data)
            found[kind, str(said.get(NAMED_BY.get(kind, "item")))] += 1
            outcome.facts += 1
        outcome.acknowledged = len(tally.acknowledged)
        outcome.violations += [
            f"{one} is {found[one]} times in the ledger" for one in tally.acknowledged if found[one] != 1
        ]
        outcome.violations += [
            f"{one} happened {times} times" for one, times in found.items() if times > 1 and one[0] in ONCE
        ]
        told = select(Notification.person_id, LedgerEntry.stream, LedgerEntry.version, func.count())
        of_command = told.join(LedgerEntry, LedgerEntry.id == Notification.entry_id).group_by(
            *told.selected_columns[:3]
        )
        outcome.violations += [f"told twice: {row}" for row in session.execute(of_command.having(func.count() > 1))]
        levels = select(Escalation.work_item_id, Escalation.due_version, Escalation.level, func.count())
        outcome.escalations = session.scalar(select(func.count()).select_from(Escalation)) or 0
        twice = levels.group_by(*levels.selected_columns[:3]).having(func.count() > 1)
        outcome.violations += [f"raised twice: {row}" for row in session.execute(twice)]
        outcome.incidents = session.scalar(select(func.count()).select_from(Incident)) or 0


@click.command()
@click.option("--kills", default=250, show_default=True)
@click.option("--seed", default=57, show_default=True, help="Who is killed and when; the same seed, the same order.")
@click.option("--minutes", default=45.0, show_default=True, help="The longest time to go on killing.")
def main(kills: int, seed: int, minutes: float) -> None:
    """Kill processes at random and say what came of it."""
    with tempfile.TemporaryDirectory(prefix="nq57-chaos-") as folder, postgres.server(durable=True) as socket:
        outcome = let_loose(Path(folder), socket, kills=kills, seed=seed, minutes=minutes)
    for violation in outcome.violations:
        click.echo(violation)
    click.echo(str(outcome))
    sys.exit(1 if outcome.violations else 0)


if __name__ == "__main__":
    main()
