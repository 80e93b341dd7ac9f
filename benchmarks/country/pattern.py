"""From one played case to a pattern that can be stamped out: every row of the case as a line of COPY text with holes in it.

What varies from copy to copy becomes a hole: the unusual words of the cast, random addresses, keys of rows, moments and days,
the engine's state. Everything else, the way the rows hang together included, stays as the commands wrote it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

import zstandard
from sqlalchemy import LargeBinary, Table, select
from sqlalchemy.orm import Session

from benchmarks.country import cast
from webapp.models import METADATA
from workflows.ledger.models import LedgerEntry
from workflows.ledger.record import canonical, note_hash
from workflows.organisation.folding import fold

LEDGER, NOTES, CASES = "ledger_entries", "ledger_notes", "process_instances"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?\+00:00"
DAY = r"\d{4}-\d\d-\d\d"
NOTE = r"QNOTE\d+X"  # stands for the hash of a note whose own words have holes
NULL = r"\N"
LINK = ("url", "name", "folded")
THINGS = {"item": "work_items", "case": CASES, "timer": "process_timers"}  # what an incident is about, by its key


def tables_of_a_case() -> list[Table]:
    """Every table whose rows belong to a case, because they point at one, directly or not; in an order that respects that."""
    known = {CASES, LEDGER, NOTES}
    for table in METADATA.sorted_tables:
        if any(key.column.table.name in known - {LEDGER} for key in table.foreign_keys):
            known.add(table.name)
    return [table for table in METADATA.sorted_tables if table.name in known and table.name != "outbox"]


@dataclass(slots=True)
class Holes:
    """The holes of a pattern, each by what fills it; a hole's number is its place in the list of values."""

    numbers: dict[tuple[str, Any], int] = field(default_factory=dict)

    def number(self, kind: str, what: Any) -> int:
        """The number of this hole, a new one where it is new."""
        return self.numbers.setdefault((kind, what), len(self.numbers))

    def of(self, kind: str) -> list[Any]:
        """What fills the holes of one kind, in order."""
        return [what for of_kind, what in self.numbers if of_kind == kind]


@dataclass(frozen=True, slots=True)
class Text:
    """A text with holes: ``%s`` in ``form`` stands for the value of each number in turn."""

    form: str
    numbers: tuple[int, ...]

    def filled(self, values: list[str]) -> str:
        """The text for these values."""
        if len(self.numbers) < 2:
            return self.form % tuple(values[number] for number in self.numbers)
        return self.form % itemgetter(*self.numbers)(values)


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact: what is hashed, up to the hash of the fact before it, and its line up to that hash."""

    stream: str
    said: Text
    line: Text


@dataclass(frozen=True, slots=True)
class Pattern:
    """All rows of one played case, ready to be stamped out, and the weeks by which it may be moved."""

    name: str
    until: datetime
    wakes_at: datetime | None
    holes: Holes
    states: tuple[Text, ...]
    lines: dict[str, Text]
    entries: tuple[Entry, ...]
    keys: dict[str, int]
    items: int
    open_items: int


def columns_of(table: Table) -> list[str]:
    """The columns as COPY is given them; a fact's two hashes stand last."""
    names = [column.name for column in table.columns]
    return (
        [name for name in names if name not in ("previous", "hash")] + ["previous", "hash"]
        if table.name == LEDGER
        else names
    )


class Reader:
    """Reads one played case out of its file."""

    def __init__(self, session: Session) -> None:
        self.session, self.holes = session, Holes()
        self.tables = tables_of_a_case()
        self.rows = {table.name: self._rows_of(table) for table in self.tables}
        self.words = {word: word for word in self._words()}
        addresses = {row["public_id"] for rows in self.rows.values() for row in rows if "public_id" in row}
        self.addresses = sorted(addresses)
        self.places = {
            (name, row["id"]): place
            for name, rows in self.rows.items()
            for place, row in enumerate(rows)
            if "id" in row
        }
        names = "|".join(re.escape(word) for word in sorted([*self.words, *self.addresses], key=len, reverse=True))
        self.pattern = re.compile(f"({MOMENT}|{DAY}|{NOTE}|{names})")
        self.notes: dict[str, tuple[str, str]] = {}

    def _rows_of(self, table: Table) -> list[dict[str, Any]]:
        query = select(table).order_by(*table.primary_key.columns)
        if table.name == LEDGER:
            query = query.where(table.c.stream.startswith("case:"))
        elif table.name == NOTES:
            query = query.join(LedgerEntry, LedgerEntry.id == table.c.entry_id).where(
                LedgerEntry.stream.startswith("case:")
            )
        return [dict(row._mapping) for row in self.session.execute(query)]

    @staticmethod
    def _words() -> Iterable[str]:
        """Every unusual word, as it stands in rows and as it stands in folded text."""
        codes = [cast.CODE, *cast.TITLES, *cast.GROUP]
        codes += [cast.unit_code(name) for name, *_ in (*cast.UNITS, *cast.GROUPS)]
        yield from codes
        yield from (fold(code) for code in codes)
        for name, _ in cast.UNITS:
            yield str(cast.key("unit", name))
        for name, *_ in cast.PEOPLE:
            yield from (str(cast.key(kind, name)) for kind in ("person", "post", "appointment"))
        for name, *_ in cast.GROUPS:
            yield str(cast.key("group", name))
        yield from (str(cast.key("resolution", "plan")), str(cast.key("version", "drawing")))

    def text(self, raw: str) -> Text:
        """A text with its holes found."""
        form: list[str] = []
        numbers: list[int] = []
        for place, piece in enumerate(self.pattern.split(raw)):
            if place % 2 == 0:
                form.append(piece.replace("%", "%%"))
                continue
            form.append("%s")
            if piece in self.notes:
                salt, words = self.notes[piece]
                numbers.append(self.holes.number("note", (salt, self.text(words))))
            else:
                kind = "address" if piece in self.addresses else "word" if piece in self.words else "moment"
                numbers.append(self.holes.number(kind, piece))
        return Text("".join(form), tuple(numbers))

    def line(self, table: Table, row: dict[str, Any], names: Iterable[str]) -> Text:
        """A row as one line of COPY text."""
        texts = [self._cell(table, row, name) for name in names]
        return Text("\t".join(text.form for text in texts), tuple(n for text in texts for n in text.numbers))

    def _cell(self, table: Table, row: dict[str, Any], name: str) -> Text:
        column, value = table.columns[name], row[name]
        if value is None:
            return Text(NULL, ())
        target = next((key.column.table.name for key in column.foreign_keys), table.name if name == "id" else None)
        if target is not None and (target, value) in self.places:
            return Text("%s", (self.holes.number("key", (target, self.places[target, value])),))
        if isinstance(column.type, LargeBinary):
            raw = zstandard.ZstdDecompressor().decompress(value).decode()
            return Text("%s", (self.holes.number("state", self.text(raw)),))
        if isinstance(value, datetime | date):
            return self.text(value.isoformat())
        if (
            row.get("url") and name in LINK
        ):  # its hash stands beside it, and in the submission's: every copy keeps the link
            return Text(value.replace("%", "%%"), ())
        if name == "thing" and ":" in value:
            kind, _, number = value.partition(":")
            target = THINGS[kind]
            return Text(f"{kind}:%s", (self.holes.number("key", (target, self.places[target, int(number)])),))
        return self.text(
            str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
        )

    def entry(self, row: dict[str, Any]) -> Entry:
        """A fact, with what is hashed of it."""
        table = METADATA.tables[LEDGER]
        moments = [row[name].isoformat(timespec="microseconds") for name in ("happened_at", "recorded_at")]
        names = ("stream", "seq", "kind", "data", "actor", "appointment_id", "version")
        said = canonical([*(row[name] for name in names), *moments, row["note_hash"]])
        return Entry(row["stream"], self.text(said[:-1] + ',"'), self.line(table, row, columns_of(table)[:-2]))

    def salted_anew(self) -> None:
        """Notes get salts that follow from their place, so that the same seed gives the same country."""
        hashes = {}
        for place, note in enumerate(self.rows[NOTES]):
            note["salt"] = hashlib.sha256(f"note {place}".encode()).hexdigest()[:32]
            hashes[note["entry_id"]] = note_hash(note["salt"], note["words"])
            if self.pattern.search(note["words"]):
                hashes[note["entry_id"]] = f"QNOTE{place}X"
                self.notes[f"QNOTE{place}X"] = (note["salt"], note["words"])
        for row in self.rows[LEDGER]:
            row["note_hash"] = hashes.get(row["id"], row["note_hash"])


def read(session: Session, name: str, until: datetime) -> Pattern:
    """The pattern of the case that was played in this file."""
    reader = Reader(session)
    reader.salted_anew()
    lines: dict[str, Text] = {}
    for table in reader.tables:
        if table.name == LEDGER or not reader.rows[table.name]:
            continue
        texts = [reader.line(table, row, columns_of(table)) for row in reader.rows[table.name]]
        lines[table.name] = Text(
            "".join(f"{text.form}\n" for text in texts), tuple(number for text in texts for number in text.numbers)
        )
    entries = tuple(reader.entry(row) for row in reader.rows[LEDGER])
    items = reader.rows["work_items"]
    alarms = [row["wake_at"] for row in items if row["wake_at"] is not None]
    return Pattern(
        name=name,
        until=until,
        wakes_at=min(alarms) if alarms else None,
        holes=reader.holes,
        states=tuple(reader.holes.of("state")),
        lines=lines,
        entries=entries,
        keys={table: len(rows) for table, rows in reader.rows.items() if rows and "id" in rows[0]},
        items=len(items),
        open_items=sum(row["closed_at"] is None for row in items),
    )


def moved(said: str, by: timedelta) -> str:
    """A moment or a day so much later, written in the same way."""
    if "T" not in said:
        return (date.fromisoformat(said) + by).isoformat()
    return (datetime.fromisoformat(said) + by).isoformat(timespec="microseconds" if "." in said else "auto")
