"""A trip: several statements at once, in the session's own transaction, past its machinery."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.support.moments import A_MONDAY
from workflows.db import table_of
from workflows.errors import Conflict
from workflows.instances.models import Incident
from workflows.organisation.models import Person
from workflows.trips import Fixed, go, once

PEOPLE, INCIDENTS = table_of(Person), table_of(Incident)
ADD = Fixed(insert(PEOPLE))
ADD_ONCE = once(PEOPLE)
NAMES = Fixed(select(PEOPLE.c.full_name).order_by(PEOPLE.c.full_name))
RENAME = Fixed(update(PEOPLE).where(PEOPLE.c.email == bindparam("mail")).values(full_name=bindparam("name")), hits=1)


def somebody(name: str) -> dict[str, object]:
    return {"public_id": name.ljust(32, "x"), "full_name": name, "email": f"{name}@x", "folded": name, "language": "vi"}


def names(session: Session) -> list[str]:
    return [row.full_name for row in go(session, [NAMES()])[0]]


def test_statements_run_in_order_and_a_question_sees_the_change_before_it(session: Session) -> None:
    before, added, after = go(session, [NAMES(), ADD(**somebody("Lan")), NAMES()])
    assert (before, added, [row.full_name for row in after]) == ([], 1, ["Lan"])


def test_a_trip_sees_what_the_session_holds_and_belongs_to_its_transaction(session: Session) -> None:
    session.add(Person(**somebody("Hoa")))
    assert names(session) == ["Hoa"]
    go(session, [ADD(**somebody("Lan"))])
    session.rollback()
    assert names(session) == []


def test_what_is_there_already_is_left_alone(session: Session) -> None:
    assert go(session, [ADD_ONCE(**somebody("Lan")), ADD_ONCE(**somebody("Lan"))]) == [1, 0]
    assert names(session) == ["Lan"]


def test_a_change_that_misses_its_row_is_told_as_a_conflict(session: Session) -> None:
    go(session, [ADD(**somebody("Lan")), RENAME(mail="Lan@x", name="Lan Anh")])
    with pytest.raises(Conflict):
        go(session, [RENAME(mail="nobody@x", name="Lan")])


def test_a_fault_is_the_one_that_every_door_knows_and_the_session_goes_on_after_it(session: Session) -> None:
    session.add(Person(**somebody("Hoa")))
    session.commit()
    with pytest.raises(IntegrityError):
        go(session, [ADD(**somebody("Lan")), ADD(**somebody("Hoa")), NAMES()])
    session.rollback()
    assert names(session) == ["Hoa"]


def test_moments_come_back_aware_and_in_utc_and_a_naive_one_is_a_mistake(session: Session) -> None:
    raised = Fixed(insert(INCIDENTS))
    asked = Fixed(select(INCIDENTS.c.raised_at, INCIDENTS.c.closed_at))
    row = {"public_id": "i" * 32, "job": "deadlines", "thing": "", "sentence": "Expected …", "params": "{}"}
    row |= {"attempts": 1, "crashes": 0, "tried_at": A_MONDAY}
    _, ((found),) = go(session, [raised(**row, raised_at=A_MONDAY), asked()])
    assert (found.raised_at, found.raised_at.tzinfo, found.closed_at) == (A_MONDAY, UTC, None)
    with pytest.raises(ValueError, match="no time zone"):
        go(session, [raised(**row, raised_at=datetime(2026, 3, 2))])  # noqa: DTZ001 - the mistake


def test_a_column_with_a_default_made_in_python_has_to_be_given(session: Session) -> None:
    with pytest.raises(AssertionError, match="public_id"):
        go(session, [ADD(full_name="Lan", email="l@x", folded="lan", language="vi")])


def test_days_and_text_survive_the_journey(session: Session) -> None:
    said = Fixed(select(bindparam("day", type_=PEOPLE.c.id.type).label("n"), PEOPLE.c.full_name))
    go(session, [ADD(**somebody("Nguyễn Thị Ánh Tuyết"))])
    ((row,),) = go(session, [said(day=date(2026, 3, 2).toordinal())])
    assert row == (date(2026, 3, 2).toordinal(), "Nguyễn Thị Ánh Tuyết")
