"""The search in the header of every page: a code opens its task; one that may not be seen answers as one that is not there."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tests.web.story import given_to_the_department, reading_english
from workflows.organisation.folding import fold
from workflows.resolutions.models import ResolutionTask

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


@BOTH
def test_a_code_opens_its_task_and_words_open_the_list_of_tasks_that_have_them(world, signed_in):
    for code in ("T-1", "T-11"):
        given_to_the_department(world, code, officer="lan")
    lan = reading_english(signed_in, "lan")
    assert 'action="/find"' in lan.get("/inbox").text
    for typed in ("T-11", " t-11 "):
        there = lan.get("/find", query_string={"q": typed}).location
        assert there.startswith("/resolution-tasks/") and "T-11" in lan.get(there).text
    assert lan.get("/find?q=nhiem+vu").location == "/resolution-tasks?q=nhiem+vu"
    assert lan.get("/find").location == lan.get("/find?q=+").location == "/resolution-tasks"


@BOTH
def test_where_the_words_stand_together_comes_first_and_is_not_listed_again(world, signed_in):
    for code, title in (
        ("A-1", "Hồ sơ đã số hóa"),
        ("B-2", "Số hóa hồ sơ lưu trữ"),
        ("C-3", "Hồ sơ, số liệu và hóa đơn"),
    ):
        number = world.case(code)
        with world.database.writing() as session:
            task = session.scalars(select(ResolutionTask).where(ResolutionTask.instance_id == number)).one()
            task.title_vi, task.folded = title, fold(f"{code} {title}")
            session.commit()
    page = reading_english(signed_in, "lan").get("/resolution-tasks?q=so+hoa+ho+so").text
    first, _, others = page.partition("With these words together</h3>")[2].partition("Also found")
    assert re.findall(r"class=\"code\">(\w-\d)", first) == ["B-2"]
    assert re.findall(r"class=\"code\">(\w-\d)", others) == ["A-1", "C-3"]
    assert "3 tasks" in page, "the number is of all that was found"
    one = reading_english(signed_in, "lan").get("/resolution-tasks?q=so+hoa+ho+so+luu").text
    assert re.findall(r"class=\"code\">(\w-\d)", one) == ["B-2"] and "Also found" not in one


def test_charlie_is_answered_as_for_a_code_that_does_not_exist(world, signed_in):
    given_to_the_department(world, "T-1", officer="lan")
    charlie = reading_english(signed_in, "charlie")
    hidden, missing = (charlie.get(f"/find?q={code}") for code in ("T-1", "T-9"))
    assert hidden.status_code == missing.status_code == 303
    assert hidden.location.replace("T-1", "T-9") == missing.location
    pages = [charlie.get(answer.location).text for answer in (hidden, missing)]
    assert all("No task fits" in page and "A trial task" not in page for page in pages)


def test_a_search_within_a_class_that_finds_nothing_offers_all_tasks(world, signed_in):
    given_to_the_department(world, "T-1", officer="lan")
    page = reading_english(signed_in, "lan").get("/resolution-tasks?q=nhiem&class=cancelled").text
    assert 'href="/resolution-tasks?q=nhiem">Search in all tasks for “nhiem”' in page
