"""A designer lets running cases go over: sees where steps go, what becomes of each case, and another designer decides."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from tests.integration.migration.versions import KEY, OTHER_ID, RENAMED, deployed
from tests.support.country import SINCE
from tests.support.moments import A_MONDAY
from tests.support.statements import sent_to
from tests.web.conftest import Browser
from tests.web.story import given_to_the_department, offered_to_the_department, reading_english
from workflows.instances.models import ProcessInstance
from workflows.organisation.models import Grant

TOP = f"/designer/{KEY}/migrations"


@pytest.fixture
def vy(world, signed_in) -> Browser:
    """She makes the plan."""
    return reading_english(signed_in, "vy")


@pytest.fixture
def khoa(world, signed_in) -> Browser:
    """He decides."""
    return reading_english(signed_in, "khoa")


def made(vy: Browser, **chosen: str) -> str:
    """Make a plan from version 1 to 2; answers its address."""
    answer = vy.send(TOP, {"before": "1", "after": "2", **chosen})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_running_cases_go_over_from_the_process_page_to_the_last_case(world, vy, khoa):
    given_to_the_department(world, officer="lan")
    deployed(world, RENAMED, OTHER_ID)
    assert f'href="{TOP}"' in vy.get(f"/designer/{KEY}").text
    assert "Version 1: 1 running case" in vy.get(TOP).text
    page = vy.get(f"{TOP}/new?before=1&after=2").text
    assert "1 step of the old version has no place in the new one yet" in page and "(1 open step)" in page
    bad = vy.send(TOP, {"before": "1", "after": "2", "run_task/submit_result": "run_task/verification"})
    assert bad.status_code == 422 and "to go to a place of the same kind" in bad.text
    plan = made(vy)
    assert "1 case is still to be tried" in vy.get(plan).text
    early = vy.send(f"{plan}/proposal", {"reason": "Quy trình mới"})
    assert early.status_code == 409 and "Quy trình mới</textarea>" in early.text
    world.tick(A_MONDAY)
    page = vy.get(plan).text
    assert "the mapping names no place" in page and "cannot go over (1)" in page and ">T-1<" in page
    assert vy.send(f"{plan}/mapping", {"run_task/submit_result": "run_task/hand_in"}).status_code == 303
    assert 'value="run_task/hand_in" selected' in vy.get(f"{plan}/mapping").text
    world.tick(A_MONDAY)
    page = vy.get(plan).text
    assert "“Carry out and submit the result” goes on as" in page and "with a change (1)" in page
    refused = vy.send(f"{plan}/proposal", {"reason": " "})
    assert refused.status_code == 422 and 'id="reason-fault"' in refused.text
    assert vy.send(f"{plan}/proposal", {"reason": "Quy trình mới"}).status_code == 303
    assert vy.send(f"{plan}/approval").status_code == 403, "nobody decides on their own plan"
    assert "Let the cases go over" in khoa.get(plan).text and "Quy trình mới" in khoa.page
    assert khoa.send(f"{plan}/approval").status_code == 303
    assert khoa.send(f"{plan}/approval").status_code == 409
    assert khoa.send(f"{plan}/pause", {"reason": "Chờ"}).status_code == 303 and "Chờ" in khoa.get(plan).text
    assert vy.send(f"{plan}/resumption").status_code == 303
    world.tick(A_MONDAY)
    assert ">T-1<" not in vy.get(f"{plan}?kind=blocked").text
    page = vy.get(f"{plan}?kind=moved").text
    assert "went over (1)" in page and 'value="100"' in page and ">done<" in page
    assert "All running cases have gone over; moved: 1" in vy.get(f"/designer/{KEY}").text
    assert "from version 1 of its process to version 2" in vy.get(_address_in(page)).text


def _address_in(page: str) -> str:
    return "/cases/" + page.split('href="/cases/')[1].split('"')[0]


def test_a_plan_is_returned_withdrawn_or_stopped_on_the_page(world, vy, khoa, monkeypatch):
    given_to_the_department(world, officer="lan")
    deployed(world, RENAMED)
    plan = made(vy)
    assert vy.send(TOP, {"before": "1", "after": "2"}).status_code == 409
    world.tick(A_MONDAY)
    assert vy.send(f"{plan}/proposal", {"reason": "Mới"}).status_code == 303
    assert khoa.send(f"{plan}/return", {"reason": ""}).status_code == 422
    assert khoa.send(f"{plan}/return", {"reason": "Chưa cần"}).status_code == 303
    assert "Chưa cần" in vy.get(plan).text
    assert "with a change (1)" in vy.page
    assert ">T-1<" in vy.get(f"{plan}?kind=changed").text
    plan = made(vy)
    assert vy.send(f"{plan}/withdrawal").status_code == 303 and "withdrawn" in vy.get(TOP).text
    monkeypatch.setattr("webapp.migration.choosing.VERSIONS_PAGE", 1)
    page = vy.get(TOP).text
    assert "More plans" in page and ">withdrawn<" in page and ">returned<" not in page
    part = vy.get(f"{TOP}?before={plan.split('/')[-1]}", headers={"HX-Request": "true"}).text
    assert ">returned<" in part and "More plans" not in part and "<html" not in part
    assert vy.get(f"{TOP}?before=x").status_code == 404
    assert vy.get(f"{TOP}/new?before=1&after=x").status_code == 404
    assert vy.get(f"{plan}?after=x").status_code == 404 and vy.get(f"{TOP}/{'0' * 32}").status_code == 404


def test_a_plan_that_only_blocked_cases_are_left_of_says_so_until_it_is_stopped(world, vy, khoa):
    given_to_the_department(world, officer="lan")
    deployed(world, RENAMED)
    plan = made(vy, **{"run_task/submit_result": "-"})
    assert "No case runs on a version that no plan is open for" in vy.get(TOP).text
    world.tick(A_MONDAY)
    assert vy.send(f"{plan}/proposal", {"reason": "Mới"}).status_code == 303
    assert khoa.send(f"{plan}/approval").status_code == 303
    assert "cases are going over" in vy.get(plan).text and "cases are going over" in vy.get(TOP).text
    world.tick(A_MONDAY)
    for path in (plan, TOP):
        page = vy.get(path).text
        assert "only cases are left that cannot go over" in page and "cases are going over" not in page, path
    assert khoa.send(f"{plan}/stop", {"reason": "Thôi"}).status_code == 303
    assert "stay on the old version" in vy.get(plan).text and "still to go over" not in vy.page
    assert "Version 1: 1 running case" in vy.get(TOP).text


def test_others_look_or_are_refused_and_a_case_that_is_not_open_to_the_reader_is_counted_only(world, vy, signed_in):
    given_to_the_department(world, officer="lan")
    deployed(world, RENAMED)
    plan = made(vy)
    world.tick(A_MONDAY)
    nga, charlie = signed_in("nga"), signed_in("charlie")
    assert nga.get(plan).status_code == 200 and nga.send(f"{plan}/approval").status_code == 403
    assert nga.send(f"{plan}/withdrawal").status_code == 403
    for path in (TOP, plan, f"{TOP}/new?before=1&after=2"):
        assert charlie.get(path).status_code == 403
    with world.database.writing() as session:
        said = {"role": "designer", "unit_id": world.units["56-STC"], "from_on": SINCE, "reason": "test"}
        session.add(Grant(person_id=world.people["charlie"], **said))
        session.commit()
    page = charlie.get(plan).text
    assert "T-1" not in page and "Nhiệm vụ thử" not in page and "<strong" in page
    assert charlie.send(f"{plan}/withdrawal").status_code == 403


def test_the_cases_come_in_parts_and_ask_the_database_as_often_for_one_as_for_many(world, vy, monkeypatch):
    given_to_the_department(world, officer="lan")
    deployed(world, RENAMED)
    plan = made(vy)
    world.tick(A_MONDAY)
    few = _statements(world, vy, plan)
    for number in range(2, 6):
        offered_to_the_department(world, f"T-{number}")
    with world.database.writing() as session:
        session.execute(update(ProcessInstance).values(definition_version_id=1))
        session.commit()
    world.tick(A_MONDAY)
    assert _statements(world, vy, plan) == few
    monkeypatch.setattr("webapp.migration.carrying.PLAN_PAGE", 2)
    page = vy.get(plan).text
    assert page.count(">T-") == 2 and "More cases" in page
    following = page.split("after=")[1].split('"')[0]
    part = vy.get(f"{plan}?after={following}", headers={"HX-Request": "true"}).text
    assert part.count(">T-") == 2 and "<html" not in part


def _statements(world, browser: Browser, page: str) -> int:
    assert browser.get(page).status_code == 200
    with sent_to(world.database.engine) as sent:
        assert browser.get(page).status_code == 200
    return len(sent)
