"""Stamping patterns out: fills the holes, hashes the facts, and hands the lines to COPY, some thousand cases at a time."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any

import psycopg
import zstandard

from benchmarks.country import cast
from benchmarks.country.pattern import LEDGER, Pattern, columns_of, moved, tables_of_a_case
from workflows.ledger.record import GENESIS, note_hash
from workflows.organisation.folding import fold

TOGETHER = 4000


class Press:
    """Collects the lines of many cases. ``chance`` makes the random addresses, so that a seed decides everything."""

    def __init__(self, connection: psycopg.Connection[Any], chance: Random, version: int) -> None:
        self.connection, self.chance, self.version = connection, chance, str(version)
        self.tables = tables_of_a_case()
        self.next = {table.name: self._first_key(table.name) for table in self.tables if "id" in table.c}
        self.lines: dict[str, list[str]] = defaultdict(list)
        self.waiting = self.cases = self.items = self.open_items = self.facts = 0
        self._moments: dict[tuple[str, int], list[str]] = {}
        self._pack = zstandard.ZstdCompressor(level=3)

    def _first_key(self, table: str) -> int:
        found = self.connection.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()
        assert found is not None
        return int(found[0])

    def stamp(self, pattern: Pattern, words: dict[str, str], weeks: int) -> None:
        """One more case of this pattern, with these words for the unusual ones, so many weeks later."""
        values = self._values(pattern, words, weeks)
        for table, text in pattern.lines.items():
            self.lines[table].append(text.filled(values))
        last: dict[str, str] = {}
        for entry in pattern.entries:
            previous = last.get(entry.stream, GENESIS)
            hashed = hashlib.sha256(f'{entry.said.filled(values)}{previous}"]'.encode()).hexdigest()
            self.lines[LEDGER].append(f"{entry.line.filled(values)}\t{previous}\t{hashed}\n")
            last[entry.stream] = hashed
        for table, number in pattern.keys.items():
            self.next[table] += number
        self.cases += 1
        self.items += pattern.items
        self.open_items += pattern.open_items
        self.facts += len(pattern.entries)
        self.waiting += 1
        if self.waiting >= TOGETHER:
            self.flush()

    def _values(self, pattern: Pattern, words: dict[str, str], weeks: int) -> list[str]:
        said = words | {fold(word): fold(value) for word, value in words.items() if word[0] == "Q"}
        said[str(cast.key("version", "drawing"))] = self.version
        addresses = pattern.holes.of("address")
        hexes = f"{self.chance.getrandbits(128 * len(addresses)):0{32 * len(addresses)}x}"
        fresh = iter(range(len(addresses)))
        if (pattern.name, weeks) not in self._moments:
            by = timedelta(weeks=weeks)
            self._moments[pattern.name, weeks] = [moved(one, by) for one in pattern.holes.of("moment")]
        moments = iter(self._moments[pattern.name, weeks])
        values: list[str] = []
        computed: list[tuple[int, str, Any]] = []
        for number, (kind, what) in enumerate(pattern.holes.numbers):
            if kind == "word":
                values.append(said[what])
            elif kind == "address":
                place = next(fresh)
                values.append(hexes[32 * place : 32 * place + 32])
            elif kind == "key":
                values.append(str(self.next[what[0]] + what[1]))
            elif kind == "moment":
                values.append(next(moments))
            else:
                values.append("")
                computed.append((number, kind, what))
        for number, kind, what in computed:
            if kind == "state":
                values[number] = "\\\\x" + self._pack.compress(what.filled(values).encode()).hex()
            else:
                values[number] = note_hash(what[0], what[1].filled(values))
        return values

    def flush(self) -> None:
        """Write down what was collected."""
        with self.connection.cursor() as cursor:
            for table in self.tables:
                lines = self.lines.pop(table.name, None)
                if lines:
                    with cursor.copy(f"COPY {table.name} ({', '.join(columns_of(table))}) FROM STDIN") as copy:
                        copy.write("".join(lines).encode())
        self.connection.commit()
        self.waiting = 0

    def finish(self) -> None:
        """Write the rest, and let the next keys begin after ours."""
        self.flush()
        for table in self.tables:
            if "id" in table.c:
                self.connection.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", (table.name, self.next[table.name])
                )
        self.connection.commit()


@contextmanager
def in_bulk(connection: psycopg.Connection[Any], say: Callable[[str], None]) -> Iterator[None]:
    """Load without triggers and without secondary indexes, which are made afterwards; the outbox is not told old news."""
    names = [table.name for table in tables_of_a_case()]
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET synchronous_commit = off")
    connection.execute("SET maintenance_work_mem = '512MB'")
    keys = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'u' AND conrelid::regclass::text = ANY(%s)",
        (names,),
    ).fetchall()
    owned = [name for _, name, _ in keys]
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%s)"
        " AND indexname NOT LIKE 'pk\\_%%' AND indexname <> ALL(%s)",
        (names, owned),
    ).fetchall()
    for table, name, _ in keys:
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    connection.commit()
    yield
    say("the indexes")
    for table, name, definition in keys:
        connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for _, definition in indexes:
        connection.execute(definition)
    connection.commit()
    connection.execute("SET session_replication_role = origin")
    connection.commit()
    connection.autocommit = True
    say("the statistics")
    connection.execute("VACUUM ANALYZE")
    connection.autocommit = False
