"""What is left for the COMMIT is written as surely as if it had been sent at once, and seen by whoever asks before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workflows import pipeline
from workflows.db import Database, table_of
from workflows.errors import Conflict
from workflows.leaving import leave
from workflows.organisation.models import Person
from workflows.trips import Fixed, Said, go

PEOPLE = table_of(Person)
ADD = Fixed(insert(PEOPLE), beside=True)
NAMES = Fixed(select(PEOPLE.c.full_name).order_by(PEOPLE.c.id))
RENAME = Fixed(
    update(PEOPLE).where(PEOPLE.c.email == bindparam("mail")).values(full_name=bindparam("name")), hits=1, beside=True
)


def somebody(name: str) -> dict[str, str]:
    return {"public_id": name.ljust(32, "x"), "full_name": name, "email": f"{name}@x", "folded": name, "language": "vi"}


def written(database: Database, said: list[Said]) -> None:
    with database.writing() as session:
        leave(session, said)
        session.commit()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The texts of each trip."""
    trips: list[list[str]] = []
    send = pipeline.send

    def noted(driver: Any, prepared: Any, statements: Any) -> Any:
        trips.append([text for text, _values in statements])
        return send(driver, prepared, statements)

    monkeypatch.setattr(pipeline, "send", noted)
    return trips


@pytest.fixture
def other(database: Database) -> Callable[[], list[str]]:
    """What somebody else sees."""

    def seen() -> list[str]:
        with database.reading() as session:
            return list(session.scalars(select(Person.full_name).order_by(Person.id)))

    return seen


ASKING: dict[str, Callable[[Session], object]] = {
    "a trip": lambda session: [row.full_name for row in go(session, [NAMES()])[0]],
    "the session": lambda session: list(session.scalars(select(Person.full_name).order_by(Person.id))),
    "a count": lambda session: ["Lan"] * int(session.scalar(select(func.count(PEOPLE.c.id))) or 0),
}


@pytest.mark.parametrize("asking", ASKING)
def test_whoever_asks_sees_what_was_left(database: Database, asking: str, other: Callable[[], list[str]]) -> None:
    with database.writing() as session:
        leave(session, [ADD(**somebody("Lan"))])
        assert ASKING[asking](session) == ["Lan"]
        assert other() == []
        session.commit()
    assert other() == ["Lan"]


def test_what_is_left_goes_in_the_trip_of_the_commit(database: Database, sent: list[list[str]]) -> None:
    with database.writing() as session:
        leave(session, [ADD(**somebody("Lan")), ADD(**somebody("Hoa"))])
        session.commit()
    if database.engine.dialect.name == "postgresql":
        assert [trip[-1] for trip in sent] == ["COMMIT"]


def test_the_order_of_what_the_session_holds_is_kept(database: Database, other: Callable[[], list[str]]) -> None:
    with database.writing() as session:
        session.add(Person(**somebody("Hoa")))
        leave(session, [ADD(**somebody("Lan"))])
        session.add(Person(**somebody("Minh")))
        session.commit()
    assert other() == ["Hoa", "Lan", "Minh"]


def test_a_change_that_misses_its_row_keeps_everything_from_being_kept(
    database: Database, other: Callable[[], list[str]]
) -> None:
    with pytest.raises(Conflict):
        written(database, [ADD(**somebody("Lan")), RENAME(mail="nobody@x", name="Hoa")])
    assert other() == []


def test_a_row_that_breaks_a_rule_is_told_at_the_commit_and_the_next_one_goes_on(
    database: Database, other: Callable[[], list[str]]
) -> None:
    with pytest.raises(IntegrityError):
        written(database, [ADD(**somebody("Lan")), ADD(**somebody("Lan"))])
    written(database, [ADD(**somebody("Hoa"))])
    assert other() == ["Hoa"]


def test_a_part_that_is_undone_does_not_take_what_was_left_with_it(
    database: Database, other: Callable[[], list[str]]
) -> None:
    with database.writing() as session:
        leave(session, [ADD(**somebody("Lan"))])
        part = session.begin_nested()
        go(session, [ADD(**somebody("Hoa"))])
        part.rollback()
        session.commit()
    assert other() == ["Lan"]


def test_what_was_left_is_forgotten_with_the_unit_of_work(database: Database, other: Callable[[], list[str]]) -> None:
    with database.writing() as session:
        leave(session, [ADD(**somebody("Lan"))])
        session.rollback()
        session.commit()
    with database.writing() as session:
        leave(session, [ADD(**somebody("Hoa"))])
    with database.writing() as session:
        session.add(Person(**somebody("Minh")))
        session.commit()
    assert other() == ["Minh"]
