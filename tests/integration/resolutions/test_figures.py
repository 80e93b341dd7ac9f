"""What the clock counted for a whole country is what every page would have counted for itself at that moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.moments import A_MONDAY, DUE
from tests.support.world import World
from tests.web.story import given_to_the_department, handed_in
from workflows.organisation.standing import Standing
from workflows.resolutions import figures, progress, register
from workflows.resolutions.wanted import Moment, TaskFilter

LATER = DUE + timedelta(hours=1)
MOMENT = Moment(LATER, LATER + timedelta(days=7))


@pytest.fixture
def busy(world: World) -> World:
    """Tasks that wait, are late, are being checked, and one that nobody leads."""
    handed_in(world, "T-4")
    world.case("T-1", due_at=LATER + timedelta(days=3))
    world.case("T-2", lead=None)
    given_to_the_department(world, "T-3", officer="lan")
    with world.database.writing() as session:
        figures.count_anew(session, MOMENT)
        session.commit()
    return world


def test_every_sum_is_what_a_page_would_count_for_itself(busy: World) -> None:
    nga = busy.standing("nga")
    units = (None, "BCDTW", "UB56", "56-SKHCN", "56-STC")
    wanted = [TaskFilter(unit_id=busy.units[unit] if unit else None) for unit in units]
    wanted += [replace(one, deadline=deadline) for one in wanted for deadline in progress.DEADLINES]
    wanted += [TaskFilter(unit_id=busy.units["56-SKHCN"], itself=True), TaskFilter(without_lead=True)]
    with busy.database.reading() as session:
        for one in wanted:
            assert figures.may_answer(one, nga)
            counted = figures.count_by_class(session, one, nga, MOMENT)
            assert counted == register.count_by_class(session, one, nga, MOMENT), one
            assert figures.count_by_group(session, one, nga, MOMENT) == register.count_by_group(
                session, one, nga, MOMENT
            )
        for unit in ("BCDTW", "CP", "UB56"):
            known = (busy.units[unit], TaskFilter(), nga, MOMENT)
            assert figures.count_by_unit(session, *known) == register.count_by_unit(session, *known)
        for name in (
            "nga",
            "binh",
            "lan",
            "charlie",
        ):  # whoever does not see all is counted for by what was derived for each task
            standing, counted = busy.standing(name), TaskFilter(counted=True)
            by_themselves = register.count_by_resolution(session, standing, MOMENT)
            assert figures.count_by_resolution(session, standing, MOMENT) == by_themselves
            for count in (register.count_by_class, register.count_by_group):
                assert count(session, counted, standing, MOMENT) == count(session, TaskFilter(), standing, MOMENT)
            known = (busy.units["UB56"], counted, standing, MOMENT)
            assert register.count_by_unit(session, *known) == register.count_by_unit(
                session, busy.units["UB56"], TaskFilter(), standing, MOMENT
            )


def test_the_list_behind_a_counted_number_holds_just_as_many(busy: World) -> None:
    nga = busy.standing("nga")
    with busy.database.reading() as session:
        for name, number in figures.count_by_class(session, TaskFilter(), nga, MOMENT).items():
            wanted = TaskFilter(class_name=name, counted=True)
            assert register.count_up_to(session, wanted, nga, MOMENT) == number
            assert len(register.find_tasks(session, wanted, nga, MOMENT)) == number


def test_a_count_serves_for_a_quarter_of_an_hour_and_only_whoever_sees_what_it_counted(busy: World) -> None:
    with busy.database.reading() as session:
        assert figures.counted_at(session, LATER) == LATER
        assert figures.counted_at(session, LATER + figures.GOOD_FOR) is None
        assert figures.counted_at(session, A_MONDAY) is None
    assert not figures.may_answer(TaskFilter(), Standing(person_id=1))
    assert not figures.may_answer(TaskFilter(text="x"), busy.standing("nga"))


def test_the_clock_counts_once_in_five_minutes_and_only_where_there_is_much(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.case("T-1")
    later = A_MONDAY + figures.EVERY
    with world.database.writing() as session:
        assert not figures.count_next(session, A_MONDAY, A_MONDAY)
        monkeypatch.setattr(figures, "MANY", 0)
        assert figures.count_next(session, A_MONDAY, A_MONDAY)
        assert not figures.count_next(session, A_MONDAY + timedelta(minutes=4), A_MONDAY)
        assert figures.count_next(session, later, later)
        assert figures.counted_at(session, later) == later
        session.rollback()
