"""From a drawing's words to people and moments."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.support.moments import A_MONDAY, DUE, local
from tests.support.world import World
from workflows.actor import CLOCK
from workflows.calendar import WorkCalendar
from workflows.errors import Refusal
from workflows.instances import actions, due, performers
from workflows.instances.performers import Performer
from workflows.instances.taking import take_turn
from workflows.organisation.models import Appointment, CandidateGroup, OrgUnit, Position
from workflows.work import escalation_choices


def resolved(world: World, said: dict[str, object] | None) -> Performer:
    with world.database.reading() as session:
        return performers.resolve(session, said, on=A_MONDAY.date())


def head_post(world: World, unit: str) -> str:
    with world.database.reading() as session:
        query = select(Position.id).join(OrgUnit, OrgUnit.id == Position.unit_id)
        return f"position:{session.scalars(query.where(OrgUnit.code == unit, Position.rank == 'head')).one()}"


def group(world: World, code: str) -> str:
    with world.database.reading() as session:
        return f"group:{session.scalars(select(CandidateGroup.id).where(CandidateGroup.code == code)).one()}"


def leave(world: World, *names: str) -> None:
    with world.database.writing() as session:
        session.execute(
            update(Appointment)
            .where(Appointment.person_id.in_([world.people[name] for name in names]))
            .values(until_on=A_MONDAY.date() - timedelta(days=1))
        )
        session.commit()


def test_the_head_of_a_unit_does_it_in_the_head_post(world: World) -> None:
    unit = world.units["56-SKHCN"]
    assert resolved(world, {"head_of": "56-SKHCN"}) == Performer(head_post(world, "56-SKHCN"), unit)


def test_a_vacant_head_passes_it_upward_and_the_unit_still_answers(world: World) -> None:
    unit = world.units["56-SKHCN"]
    leave(world, "binh")
    assert resolved(world, {"head_of": "56-SKHCN"}) == Performer(head_post(world, "UB56"), unit)
    leave(world, "hoa")
    assert resolved(world, {"head_of": "56-SKHCN"}) == Performer(head_post(world, "BCDTW"), unit)


def test_past_the_top_it_goes_to_the_support_team(world: World) -> None:
    leave(world, "binh", "hoa", "an")
    assert resolved(world, {"head_of": "56-SKHCN"}) == Performer(group(world, "support_team"), world.units["56-SKHCN"])


def test_members_groups_positions_and_persons_are_named_as_drawn(world: World) -> None:
    lan, unit = world.people["lan"], world.units["56-SKHCN"]
    assert resolved(world, {"members_of": "56-SKHCN"}) == Performer(f"unit:{unit}", unit)
    assert resolved(world, {"group": "verifiers"}) == Performer(group(world, "verifiers"), world.units["BKHCN"])
    assert resolved(world, {"person": lan}) == Performer(f"person:{lan}", None)
    post = head_post(world, "UB56")
    assert resolved(world, {"position": int(post.partition(":")[2])}) == Performer(post, world.units["UB56"])


@pytest.mark.parametrize(
    "said",
    [
        None,
        {},
        {"head_of": None},
        {"somebody": 1},
        {"position": 999_999},
        {"head_of": "NOWHERE"},
        {"group": "nobody"},
        {"person": 1, "group": "verifiers"},
    ],
    ids=str,
)
def test_a_drawing_that_names_nobody_is_refused_in_words(world: World, said: dict[str, object] | None) -> None:
    with pytest.raises(Refusal, match=r"^Expected"):
        resolved(world, said)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        (None, None),
        ("2026-03-12T17:00:00+07:00", DUE),
        ("2026-03-12", DUE),
        ("2026-03-14", local(2026, 3, 16, 17)),
        (date(2026, 3, 12), DUE),
        (DUE, DUE),
        ({"working_days": 2}, local(2026, 3, 4, 17)),
        ({"working_days": 5}, local(2026, 3, 9, 17)),
        ({"later_of": ["2026-03-12", {"working_days": 3}]}, DUE),
        ({"later_of": ["2026-03-03", {"working_days": 3}]}, local(2026, 3, 5, 17)),
        ({"later_of": [None, {"working_days": 1}]}, local(2026, 3, 3, 17)),
        ({"later_of": [None, None]}, None),
    ],
    ids=str,
)
def test_a_due_value_becomes_a_moment(said: object, moment: datetime | None) -> None:
    assert due.resolve(said, opened_at=A_MONDAY, calendar=WorkCalendar()) == moment


@pytest.mark.parametrize("said", ["soon", "2026-02-30", "2026-03-12T17:00", 5, {"days": 2}, {}], ids=str)
def test_a_due_value_that_is_none_is_refused_in_words(said: object) -> None:
    with pytest.raises(Refusal, match="Expected the drawing to give a due date"):
        due.resolve(said, opened_at=A_MONDAY, calendar=WorkCalendar())


@pytest.mark.parametrize(
    "said",
    [
        {"working_days": 2},
        {"working_days": 0},
        {"later_of": ["2026-03-12", {"working_days": 3}]},
        {"later_of": ["2026-03-03", {"working_days": 3}]},
        {"later_of": [None, {"later_of": [{"working_days": 1}, {"working_days": 4}]}]},
    ],
    ids=str,
)
def test_a_duration_leaves_the_rule_that_says_the_same_date(said: object) -> None:
    calendar = WorkCalendar()
    rule = due.rule_of(said, opened_at=A_MONDAY, calendar=calendar)
    assert rule is not None
    assert due.read(rule).due_at(calendar) == due.resolve(said, opened_at=A_MONDAY, calendar=calendar)
    assert due.read(rule).written() == rule


@pytest.mark.parametrize(
    "said", [None, "2026-03-12", DUE, date(2026, 3, 12), {"later_of": ["2026-03-12", None]}], ids=str
)
def test_a_fixed_date_leaves_no_rule(said: object) -> None:
    assert due.rule_of(said, opened_at=A_MONDAY, calendar=WorkCalendar()) is None


def test_the_documents_date_within_a_rule_is_moved_by_no_calendar() -> None:
    rule = due.rule_of({"later_of": ["2026-03-12", {"working_days": 1}]}, opened_at=A_MONDAY, calendar=WorkCalendar())
    festival = WorkCalendar(extra_holidays=frozenset({date(2026, 3, 12)}))
    assert rule is not None and due.read(rule).due_at(festival) == DUE


@pytest.mark.parametrize(("until", "moved"), [(local(2026, 3, 9, 9), 11), (local(2026, 3, 14, 9), 17)])
def test_after_a_standstill_the_rule_counts_the_days_that_were_left(until: datetime, moved: int) -> None:
    calendar, since = WorkCalendar(), local(2026, 3, 3, 9)
    rule = due.Duration(3, A_MONDAY).written()
    due_at, left = due.after_standstill(local(2026, 3, 5, 17), rule, since=since, until=until, calendar=calendar)
    assert due_at == local(2026, 3, moved, 17)
    assert left is not None and due.read(left) == due.Duration(2, until)


def test_an_action_that_no_room_knows_is_refused_in_words(world: World) -> None:
    case = world.case()
    with world.database.writing() as session:
        turn = take_turn(session, case, actor=CLOCK, at=A_MONDAY)
        assert turn is not None
        with pytest.raises(Refusal, match="it names “explode”"):
            actions.perform("explode", turn, {}, actor=CLOCK, at=A_MONDAY)


def test_two_actions_of_one_name_are_an_error() -> None:
    with pytest.raises(ValueError, match="there are two"):
        actions.register("grant_time")(lambda turn, parameters, *, actor, at: None)
    assert "grant_time" in escalation_choices.actions.names()
    assert "grant_time" in actions.names()
