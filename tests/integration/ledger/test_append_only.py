"""The memory cannot be changed quietly: the database refuses, and reading the chains again finds what was done anyway."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.web.story import given_to_the_department, handed_in
from workflows.actor import CLOCK, OPERATOR
from workflows.db import Database, table_of
from workflows.facts import Fact, fact
from workflows.ledger.models import LedgerEntry, LedgerNote, OutboxRow
from workflows.ledger.record import record
from workflows.ledger.verify import broken_links

ENTRIES, NOTES, OUTBOX = table_of(LedgerEntry), table_of(LedgerNote), table_of(OutboxRow)
Meddle = Callable[[Connection], object]


def broken(database: Database) -> list[str]:
    with database.reading() as session:
        return list(broken_links(session))


def case_stream(world: World) -> str:
    with world.database.reading() as session:
        return session.scalars(select(ENTRIES.c.stream).where(ENTRIES.c.stream.like("case:%")).limit(1)).one()


def meddle(world: World, *acts: Meddle) -> list[str]:
    """Take the triggers away like somebody who owns the database, meddle, and read the chains."""
    engine = world.database.engine
    with engine.begin() as raw:
        if engine.dialect.name == "sqlite":
            for name in raw.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
                raw.execute(text(f"DROP TRIGGER {name}"))
        else:
            raw.execute(text("ALTER TABLE ledger_entries DISABLE TRIGGER USER"))
            raw.execute(text("ALTER TABLE ledger_notes DISABLE TRIGGER USER"))
        for act in acts:
            act(raw)
    return broken(world.database)


def remove(stream: str, seq: int) -> Meddle:
    def act(raw: Connection) -> None:
        number = raw.execute(select(ENTRIES.c.id).where(ENTRIES.c.stream == stream, ENTRIES.c.seq == seq)).scalar_one()
        for table in (OUTBOX, NOTES):
            raw.execute(delete(table).where(table.c.entry_id == number))
        raw.execute(delete(ENTRIES).where(ENTRIES.c.id == number))

    return act


def renumber(stream: str, seq: int, to: int) -> Meddle:
    return lambda raw: raw.execute(
        update(ENTRIES).where(ENTRIES.c.stream == stream, ENTRIES.c.seq == seq).values(seq=to)
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET actor = 'clock'",
        "UPDATE ledger_entries SET data = '{}' WHERE seq = 1",
        "DELETE FROM ledger_entries",
        "DELETE FROM ledger_entries WHERE seq = 1",
        "UPDATE ledger_notes SET words = 'khác'",
    ],
)
def test_the_database_refuses_to_change_or_remove_what_was_recorded(world: World, statement: str) -> None:
    handed_in(world)
    with world.database.writing() as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))
    assert broken(world.database) == []


def test_postgresql_refuses_to_empty_the_ledger_at_once(postgres_world: World) -> None:
    given_to_the_department(postgres_world)
    with postgres_world.database.writing() as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("TRUNCATE ledger_entries CASCADE"))


def test_every_entry_is_in_the_outbox(world: World) -> None:
    handed_in(world)
    with world.database.reading() as session:
        entries = set(session.scalars(select(ENTRIES.c.id)))
        assert entries == set(session.scalars(select(OUTBOX.c.entry_id))) != set()


def test_every_stream_counts_from_one_without_gaps(world: World) -> None:
    handed_in(world)
    with world.database.reading() as session:
        for row in session.execute(
            select(func.min(ENTRIES.c.seq), func.max(ENTRIES.c.seq), func.count()).group_by(ENTRIES.c.stream)
        ):
            assert (row[0], row[1]) == (1, row[2])


@pytest.mark.parametrize(
    "change",
    [
        {"data": "{}"},
        {"kind": "case.cancelled"},
        {"actor": "person:99"},
        {"happened_at": A_MONDAY.replace(year=2020)},
        {"version": 99},
        {"note_hash": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_found(world: World, change: dict[str, object]) -> None:
    given_to_the_department(world)
    stream = case_stream(world)
    found = meddle(
        world,
        lambda raw: raw.execute(update(ENTRIES).where(ENTRIES.c.stream == stream, ENTRIES.c.seq == 2).values(**change)),
    )
    assert f"{stream} entry 2: its words were changed after it was recorded." in found


def test_a_changed_entry_with_a_hash_made_to_fit_is_found_at_the_next_one(world: World) -> None:
    given_to_the_department(world)
    stream = case_stream(world)
    found = meddle(
        world,
        lambda raw: raw.execute(
            update(ENTRIES).where(ENTRIES.c.stream == stream, ENTRIES.c.seq == 2).values(hash="f" * 64)
        ),
    )
    assert f"{stream} entry 3: it does not continue the entry before it." in found


def test_a_removed_entry_is_found(world: World) -> None:
    given_to_the_department(world)
    stream = case_stream(world)
    found = meddle(world, remove(stream, 3))
    assert any("entry 4: expected number 3" in sentence for sentence in found)


def test_a_removed_first_entry_is_found(world: World) -> None:
    given_to_the_department(world)
    stream = case_stream(world)
    found = meddle(world, remove(stream, 1))
    assert any("entry 2: expected number 1" in sentence for sentence in found)
    assert any("entry 2: it does not continue" in sentence for sentence in found)


def test_an_inserted_entry_is_found(world: World) -> None:
    given_to_the_department(world)
    stream = case_stream(world)

    def insert_between(raw: Connection) -> None:
        rows = raw.execute(select(ENTRIES).where(ENTRIES.c.stream == stream).order_by(ENTRIES.c.seq)).mappings().all()
        for row in reversed(rows[2:]):
            renumber(stream, row["seq"], row["seq"] + 1)(raw)
        forged = {name: value for name, value in rows[1].items() if name != "id"}
        raw.execute(insert(ENTRIES), {**forged, "seq": 3, "previous": rows[1]["hash"]})

    found = meddle(world, insert_between)
    assert any(sentence.startswith(f"{stream} entry 3: its words were changed") for sentence in found)


def test_two_entries_in_another_order_are_found(world: World) -> None:
    given_to_the_department(world)
    stream = case_stream(world)
    found = meddle(world, renumber(stream, 2, -1), renumber(stream, 3, 2), renumber(stream, -1, 3))
    assert any("entry 2: it does not continue the entry before it." in sentence for sentence in found)


def test_a_changed_note_is_found(world: World) -> None:
    handed_in(world)
    found = meddle(world, lambda raw: raw.execute(update(NOTES).values(words="Lời khác")))
    assert found and all("its note was changed" in sentence for sentence in found)


def test_an_erased_note_keeps_the_chain_whole(world: World) -> None:
    handed_in(world)
    with world.database.writing() as session:
        assert session.execute(delete(NOTES)).rowcount > 0
        session.commit()
    assert broken(world.database) == []


def test_a_tail_cut_off_leaves_no_trace_and_is_not_claimed_to(world: World) -> None:
    """The chain alone cannot know; the command says so (see the tests of the command line)."""
    given_to_the_department(world)
    stream = case_stream(world)
    with world.database.reading() as session:
        last = session.scalar(select(func.max(ENTRIES.c.seq)).where(ENTRIES.c.stream == stream))
    assert last is not None
    assert meddle(world, remove(stream, last)) == []


def test_no_note_stands_in_the_chain_itself(world: World) -> None:
    handed_in(world)
    with world.database.reading() as session:
        words = [note for note in session.scalars(select(NOTES.c.words)) if len(note) > 10]
        said = "".join(session.scalars(select(ENTRIES.c.data)))
    assert words and not any(json.dumps(note, ensure_ascii=False)[1:-1] in said for note in words)


def test_two_writers_of_one_stream_without_a_lock_do_not_both_win(postgres_url: str) -> None:
    database = Database(postgres_url)
    with database.writing() as first, database.writing() as second:
        for session in (first, second):  # both have read the same last entry
            assert session.scalar(select(func.max(ENTRIES.c.seq)).where(ENTRIES.c.stream == "accounts")) is None
        record(first, "accounts", [fact("account.invited", person=1)], actor=OPERATOR, at=A_MONDAY)
        first.commit()
        late = {
            **dict(first.execute(select(ENTRIES).where(ENTRIES.c.stream == "accounts")).mappings().one()),
            "id": 99,
        }
        with pytest.raises(IntegrityError):
            second.execute(insert(ENTRIES), late)
    assert broken(database) == []
    database.close()


def test_an_unknown_fact_or_one_with_other_values_cannot_be_recorded() -> None:
    with pytest.raises(ValueError, match="known kind"):
        Fact("case.exploded")
    with pytest.raises(ValueError, match="Expected"):
        fact("work_item.claimed", thing=1)
    assert CLOCK.key == "clock"
