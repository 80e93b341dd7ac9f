"""PostgreSQL's pipeline: everything at once, each answered in order, and the connection usable after whatever happens."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from workflows import pipeline
from workflows.db import Database, table_of
from workflows.organisation.models import Person
from workflows.trips import MOST_AT_ONCE, Fixed, go, insert_rows, once

PEOPLE = table_of(Person)
ADD = Fixed(insert(PEOPLE), beside=True)
ADD_ONCE = once(PEOPLE, beside=True)
RENAME = Fixed(
    update(PEOPLE).where(PEOPLE.c.email == bindparam("mail")).values(full_name=bindparam("name")), beside=True
)
NAMES = Fixed(select(PEOPLE.c.full_name).order_by(PEOPLE.c.id))


def somebody(name: str) -> dict[str, str]:
    return {"public_id": name.ljust(32, "x"), "full_name": name, "email": f"{name}@x", "folded": name, "language": "vi"}


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    opened = Database(postgres_url, pool_size=1)
    yield opened
    opened.close()


@pytest.fixture
def driver(postgres_url: str) -> Iterator[Any]:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        yield connection


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What really goes to the server, in order."""
    texts: list[str] = []
    send = pipeline.send

    def noted(driver: Any, prepared: Any, statements: Any) -> Any:
        texts.extend(text for text, _values in statements)
        return send(driver, prepared, statements)

    monkeypatch.setattr(pipeline, "send", noted)
    return texts


def names(session: Session) -> list[str]:
    return [row.full_name for row in go(session, [NAMES()])[0]]


def test_changes_beside_each_other_are_one_statement_and_each_tells_what_it_hit(
    session: Session, sent: list[str]
) -> None:
    go(session, [ADD(**somebody("Hoa"))])
    sent.clear()
    hits = go(
        session,
        [
            ADD(**somebody("Lan")),
            ADD_ONCE(**somebody("Hoa")),
            RENAME(mail="Hoa@x", name="Hoa 100%"),
            RENAME(mail="nobody@x", name="Lan"),
            NAMES(),
        ],
    )
    assert hits[:4] == [1, 0, 1, 0]
    assert [row.full_name for row in hits[4]] == ["Hoa 100%", "Lan"]
    assert len(sent) == 2


def test_rows_are_numbered_in_order_however_many_they_are(session: Session, sent: list[str]) -> None:
    people = [f"P{number:02}" for number in range(2 * MOST_AT_ONCE + 1)]
    hits = go(session, insert_rows(PEOPLE, [somebody(one) for one in people]))
    assert len(sent) == 1
    assert (hits, names(session)) == ([MOST_AT_ONCE, MOST_AT_ONCE, 1], people)


def test_after_a_fault_what_was_prepared_is_still_known_and_the_connection_goes_on(driver: Any) -> None:
    prepared: dict[str, bytes] = {}
    for _ in range(2):
        with pytest.raises(psycopg.errors.DivisionByZero):
            pipeline.send(driver, prepared, [("SELECT $1::int", [1]), ("SELECT 1 / $1::int", [0]), ("SELECT 2", [])])
        driver.rollback()
    (answer,) = pipeline.send(driver, prepared, [("SELECT $1::int", [3])])
    assert answer.rows() == [(3,)]


def test_each_text_is_prepared_once_and_more_than_a_connection_keeps_are_said_all_the_same(
    driver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "MOST_PREPARED", 3)
    prepared: dict[str, bytes] = {}
    for number in (0, 1, 2, 3, 4, 0, 4):
        (answer,) = pipeline.send(driver, prepared, [(f"SELECT {number} + $1::int", [10])])
        assert answer.rows() == [(number + 10,)]
    known = driver.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'nq57%'").fetchone()[0]
    assert (known, len(prepared)) == (3, 3)


def test_a_rollback_takes_nothing_away_that_was_prepared(database: Database) -> None:
    for _ in range(7):
        with database.reading() as session:
            go(session, [NAMES()])
            session.execute(select(PEOPLE.c.id))
    with database.reading() as session:
        assert names(session) == []


def test_more_than_any_buffer_holds_goes_both_ways_in_one_trip(driver: Any) -> None:
    much = "ộ" * 2_000_000
    answers = pipeline.send(driver, {}, [("SELECT $1::text FROM generate_series(1, 3)", [much])] * 4)
    assert [[row[0] == much for row in answer.rows()] for answer in answers] == [[True] * 3] * 4


def test_whoever_waits_for_a_lock_holds_up_nobody_else_in_the_process(database: Database) -> None:
    other = Database(str(database.engine.url.render_as_string(hide_password=False)))
    with database.writing() as session:
        go(session, [ADD(**somebody("Lan"))])
        session.commit()
        go(session, [RENAME(mail="Lan@x", name="First")])
        begun = threading.Event()

        def rename() -> None:
            with other.writing() as second:
                begun.set()
                go(second, [RENAME(mail="Lan@x", name="Second")])
                second.commit()

        waiting = threading.Thread(target=rename)
        waiting.start()
        begun.wait()
        watching = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        with psycopg.connect(
            str(other.engine.url.render_as_string(hide_password=False)).replace("+psycopg", "")
        ) as eye:
            while eye.execute(watching).fetchone() is None:
                eye.rollback()
        session.commit()
        waiting.join()
    with other.reading() as session:
        assert names(session) == ["Second"]
    other.close()


def test_a_connection_that_breaks_is_told_as_such_and_the_next_one_is_new(database: Database) -> None:
    with database.writing() as session:
        pid = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        other = Database(database.engine.url.render_as_string(hide_password=False))
        with other.reading() as killer:
            killer.connection().exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 10000)")
        other.close()
        with pytest.raises(OperationalError) as broken:
            go(session, [NAMES()])
        assert broken.value.connection_invalidated
        session.rollback()
        assert names(session) == []
