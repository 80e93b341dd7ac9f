"""Completing a work item through the service layer, everything included, against the bare SQL that any engine must do.

Both in one run, in turns, on both databases. PostgreSQL syncs each commit to disk here (``fsync`` on), SQLite too
(``synchronous=FULL``). The bare transaction: lock the case, update its state, close one item, open one, write one history
row, commit, through the plain driver.
"""

from __future__ import annotations

import io
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.support import postgres
from tests.support.moments import A_MONDAY
from tests.support.world import ACCEPT, ASSIGN, RESULT, World, build
from webapp.settling import settle
from workflows.db import Database
from workflows.work import assignment, attachments, review, submission
from workflows.work.item import Item
from workflows.work.sides import current_submission

CASES = 60
STATE = b"x" * 1200
TABLES = (
    "CREATE TABLE bare_cases (id INTEGER PRIMARY KEY, state {blob}, version INTEGER)",
    "CREATE TABLE bare_items (id {serial}, case_id INTEGER, name TEXT, opened_at TEXT, closed_at TEXT)",
    "CREATE TABLE bare_history (id {serial}, case_id INTEGER, said TEXT, at TEXT)",
)


def main() -> None:
    """Measure on both databases, settled as the doors are, and print medians and ratios."""
    settle()
    with tempfile.TemporaryDirectory(prefix="nq57-bench-") as folder:
        measure("SQLite", f"sqlite:///{folder}/world.sqlite", Path(folder))
        with postgres.server(durable=True) as socket:
            with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE world")
            measure("PostgreSQL", postgres.url(socket, "world"), Path(folder))


def measure(name: str, url: str, folder: Path) -> None:
    """Build the small country, prepare cases, then time each verb in turns with the bare transaction."""
    build(url)
    world = World(Database(url), folder)
    with bare(url) as transaction:
        for number in range(CASES):
            world.case(f"B-{number}")
        verbs = (
            ("assign", "tuan", "assign_task", assign),
            ("accept", "binh", "accept_task", accept),
            ("submit", "lan", "submit_result", submit),
            ("confirm", "binh", "confirm_result", decide("confirm")),
            ("approve", "minh", "verify_result", decide("approve")),
        )
        for verb, who, element, command in verbs:
            items = [item for item in everything(world, who) if item.element == element]
            ready = [command(world, who, item) for item in items]
            bares, ours = in_turns(transaction, ready)
            print(
                f"{name:<11}{verb:<9} {ours * 1000:6.2f} ms   bare {bares * 1000:6.2f} ms   ratio {ours / bares:5.2f}"
            )
    world.database.close()


def everything(world: World, who: str) -> list[Item]:
    """All that waits for this person, however many pages."""
    from workflows.work import inbox

    standing = world.standing(who)
    with world.database.reading() as session:
        return list(
            inbox.inbox(session, standing, shelf="all", at=A_MONDAY, soon_until=A_MONDAY, limit=10 * CASES).items
        )


def in_turns(transaction: Callable[[int], None], ready: list[Callable[[], Any]]) -> tuple[float, float]:
    """Median seconds of the bare transaction and of ours, one after the other, the first tenth thrown away."""
    bares, ours = [], []
    for number, command in enumerate(ready):
        start = time.perf_counter()
        transaction(number)
        between = time.perf_counter()
        command()
        ours.append(time.perf_counter() - between)
        bares.append(between - start)
    cold = len(ready) // 10
    return statistics.median(bares[cold:]), statistics.median(ours[cold:])


def unit(world: World, who: str, call: Callable[[Any, Any], Any]) -> Callable[[], Any]:
    """One unit of work by this person, ready to be timed: session, command, commit."""
    actor = world.actor(who)

    def run() -> None:
        with world.database.writing() as session:
            call(session, actor)
            session.commit()

    return run


def assign(world: World, who: str, item: Item) -> Callable[[], Any]:
    """The support team assigns."""
    return unit(
        world, who, lambda session, actor: assignment.assign(session, item, form=ASSIGN, actor=actor, at=A_MONDAY)
    )


def accept(world: World, who: str, item: Item) -> Callable[[], Any]:
    """The unit's head accepts and names the officer."""
    form = {**ACCEPT, "officer": world.addresses["lan"]}
    return unit(
        world, who, lambda session, actor: assignment.accept(session, item, form=form, actor=actor, at=A_MONDAY)
    )


def submit(world: World, who: str, item: Item) -> Callable[[], Any]:
    """The officer submits; the evidence is there before."""
    stored = world.store.save(io.BytesIO(b"%PDF-1.7 evidence"))
    world.do(who, attachments.attach_file, item, name="bao-cao.pdf", stored=stored, not_classified=True, at=A_MONDAY)
    return unit(
        world, who, lambda session, actor: submission.submit(session, item, form=RESULT, actor=actor, at=A_MONDAY)
    )


def decide(decision: str) -> Callable[[World, str, Item], Callable[[], Any]]:
    """Somebody checks the result: four eyes, hash and all."""

    def prepare(world: World, who: str, item: Item) -> Callable[[], Any]:
        with world.database.reading() as session:
            current = current_submission(session, item.instance_id)
            assert current is not None
        return unit(
            world,
            who,
            lambda session, actor: review.decide(
                session, item, form={"decision": decision}, seen_sha256=current.sha256, actor=actor, at=A_MONDAY
            ),
        )

    return prepare


@contextmanager
def bare(url: str) -> Iterator[Callable[[int], None]]:
    """The bare transaction through the plain driver, on tables of its own in the same database."""
    sqlite = url.startswith("sqlite")
    if sqlite:
        connection: Any = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
    else:
        connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
    kinds = {"blob": "BLOB" if sqlite else "BYTEA", "serial": "INTEGER PRIMARY KEY" if sqlite else "SERIAL PRIMARY KEY"}
    for table in TABLES:
        connection.execute(table.format(**kinds))
    mark, lock = ("?", "") if sqlite else ("%s", " FOR UPDATE")
    for number in range(CASES):
        connection.execute(f"INSERT INTO bare_cases VALUES ({mark}, {mark}, 1)", (number, STATE))
        connection.execute(
            f"INSERT INTO bare_items (id, case_id, name) VALUES ({mark}, {mark}, 'step')", (-1 - number, number)
        )

    def transaction(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE" if sqlite else "BEGIN")
        connection.execute(f"SELECT state, version FROM bare_cases WHERE id = {mark}{lock}", (number,)).fetchone()
        connection.execute(
            f"UPDATE bare_cases SET state = {mark}, version = version + 1 WHERE id = {mark}", (STATE, number)
        )
        connection.execute(
            f"UPDATE bare_items SET closed_at = 'now' WHERE case_id = {mark} AND closed_at IS NULL", (number,)
        )
        connection.execute(
            f"INSERT INTO bare_items (case_id, name, opened_at) VALUES ({mark}, 'step', 'now')", (number,)
        )
        connection.execute(
            f"INSERT INTO bare_history (case_id, said, at) VALUES ({mark}, 'completed', 'now')", (number,)
        )
        connection.execute("COMMIT")

    try:
        yield transaction
    finally:
        connection.close()


if __name__ == "__main__":
    main()
