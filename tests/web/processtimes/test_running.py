"""Where running cases stand: counts that lead to their cases, and nothing of cases that are not the reader's."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text

from tests.support.world import World
from tests.web.story import given_to_the_department, handed_in, reading_english
from tests.web.test_no_query_per_row import copies_of_the_case, statements
from workflows.organisation.models import Grant

RUNNING = "/designer/resolution_task/running"


def test_a_number_leads_to_the_cases_that_stand_there(world: World, signed_in) -> None:
    handed_in(world, "T-2")
    given_to_the_department(world)
    nga = reading_english(signed_in, "nga")
    page = nga.get(RUNNING).text
    assert "2 running cases" in page
    assert "at “Carry out and submit the result”" in page
    assert "at “Confirm the unit&#39;s result”" in page
    cases = nga.get(f"{RUNNING}/cases?what=items&element=submit_result").text
    assert "T-1 · " in cases
    assert "T-2 · " not in cases
    waiting = nga.get(f"{RUNNING}/cases?what=messages&element=withdrawn").text
    assert "T-2 · " in waiting
    assert "T-1 · " not in waiting


def test_versions_and_drawings_are_chosen_by_the_address(world: World, signed_in) -> None:
    given_to_the_department(world)
    nga = reading_english(signed_in, "nga")
    assert "1 running case" in nga.get(f"{RUNNING}?version=1&drawing=verification").text
    assert nga.get(f"{RUNNING}?version=7").status_code == 404
    assert nga.get(f"{RUNNING}?version=x").status_code == 404
    assert nga.get(f"{RUNNING}?drawing=nothing").status_code == 404
    assert nga.get(f"{RUNNING}/cases?what=secrets&element=submit_result").status_code == 404


def test_an_incident_of_the_case_as_a_whole_is_counted_too(world: World, signed_in) -> None:
    number = given_to_the_department(world)
    with world.database.writing() as session:
        session.execute(
            text(
                "INSERT INTO incidents (public_id, instance_id, job, thing, sentence, params, raised_at, tried_at, attempts, crashes) "
                "VALUES ('i1', :case, 'timers', 'timer:1', 'x', '{}', :at, :at, 1, 0)"
            ),
            {"case": number, "at": "2026-03-02 01:00:00"},
        )
        session.commit()
    nga = reading_english(signed_in, "nga")
    assert "The case as a whole" in nga.get(RUNNING).text
    assert "T-1 · " in nga.get(f"{RUNNING}/cases?what=incidents&element=").text


def test_words_of_a_sibling_units_case_appear_in_no_count_list_figure_and_log(world: World, signed_in) -> None:
    """Charlie may read drawings now, but his department has no part in the case."""
    handed_in(world, "HẠT-GIỐNG-1")
    with world.database.writing() as session:
        granted = {"person_id": world.people["charlie"], "role": "designer", "unit_id": world.units["BCDTW"]}
        session.add(Grant(**granted, from_on=date(2026, 1, 1), reason="test"))
        session.commit()
    charlie = reading_english(signed_in, "charlie")
    base = "/designer/resolution_task"
    assert "0 running cases" in charlie.get(RUNNING).text
    for address in (
        RUNNING,
        f"{RUNNING}/cases?what=items&element=confirm_result",
        f"{RUNNING}/cases?what=messages&element=overdue",
        f"{base}/times",
        f"{base}/times/submit_result",
        f"{base}/logs/events.xes",
        f"{base}/logs/events.ocel.json",
    ):
        answer = charlie.get(address)
        assert answer.status_code == 200
        assert "HẠT-GIỐNG-1" not in answer.text
        assert "Nhiệm vụ thử" not in answer.text
        assert "A trial task" not in answer.text


def test_charlie_is_not_let_in(world: World, signed_in) -> None:
    charlie = signed_in("charlie")
    for page in ("running", "running/cases?what=items", "times", "times/submit_result", "logs", "logs/events.xes"):
        assert charlie.get(f"/designer/resolution_task/{page}").status_code == 403


def test_the_pages_send_as_many_statements_for_ten_cases_as_for_fifty(world: World, signed_in) -> None:
    given_to_the_department(world)
    nga = signed_in("nga")
    pages = [RUNNING, f"{RUNNING}/cases?what=items&element=submit_result", "/designer/resolution_task/times"]
    copies_of_the_case(world, 9)
    ten = [statements(world, nga, page) for page in pages]
    copies_of_the_case(world, 41)
    assert [statements(world, nga, page) for page in pages] == ten
    first = nga.get(pages[1]).text
    assert first.count("<h2") == 50
    assert "after=" in first
