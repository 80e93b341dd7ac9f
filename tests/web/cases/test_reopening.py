"""Reopening on the pages: the way there, the form, what both cases and the task say afterwards; closed to everybody else."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tests.integration.resolutions.reopened import once_more
from tests.support.moments import A_MONDAY, A_WEDNESDAY
from tests.support.statements import sent_to
from tests.web.story import reading_english, signed_off
from webapp.inbox.models import Followed
from workflows.instances.models import ProcessInstance

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)
WHY = "Thanh tra phát hiện <b>thiếu</b> phụ lục"


def place_of(world, number):
    with world.database.reading() as session:
        return f"/cases/{session.get_one(ProcessInstance, number).public_id}"


@pytest.fixture
def former(world, clock):
    """A case that ended on Monday; today is Wednesday."""
    place = place_of(world, signed_off(world))
    clock.at = A_WEDNESDAY
    return place


@BOTH
def test_from_the_signed_off_case_through_the_form_to_the_new_one(world, signed_in, former):
    an = reading_english(signed_in, "an")
    assert f'href="{former}/reopening/new"' in an.get(former).text
    form = an.get(f"{former}/reopening/new").text
    assert "Khanh Hoa Department of Science and Technology carries it out and submits again" in form
    assert "If you leave it empty: 12 March 2026, 17:00" in form and 'min="2026-03-05"' in form
    new = an.send(f"{former}/reopening", {"reason": WHY, "due_on": "2026-03-10"}).location
    assert new != former and re.fullmatch(r"/cases/[0-9a-f]{32}", new)

    page = an.get(new).text
    for words in (
        "The task is reopened.",
        "This case goes on with a task that had been signed off. Phạm Văn An reopened it",
        "thiếu&lt;/b&gt; phụ lục",
        "In progress, in time",
        "Carry out and submit the result",
        "10 March 2026, 17:00",
        "The case goes on with the task, whose sign-off was reopened",
    ):
        assert words in page, words
    assert f'<a href="{former}">The first case</a>' in page and "<b>thiếu" not in page

    page = an.get(former).text
    assert "The sign-off was reopened by Phạm Văn An on 4 March 2026" in page and f'href="{new}"' in page
    assert "Completed on time" in page and "signed off" in page and "bao-cao.pdf" in page, "it stays as it ended"
    assert "reopening/new" not in page and "Print the record of completion" in page
    task = re.search(r'href="(/resolution-tasks/[0-9a-f]{32})">T-1<', page).group(1)
    page = an.get(task).text
    assert "The cases of this task" in page and "Completed on time" in page and "In progress, in time" in page
    assert page.index(f'href="{former}"') < page.rindex(f'href="{new}"')

    lan = reading_english(signed_in, "lan")
    inbox = lan.get("/inbox").text
    step = re.search(r'href="(/work-items/[0-9a-f]{32})', inbox).group(1)
    page = lan.get(step).text
    assert "Phạm Văn An reopened this task after it had been signed off" in page and f"{new}#task-cases" in page


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"reason": " ", "due_on": "2026-03-10"}, "reason", "Expected a reason"),
        ({"reason": WHY, "due_on": "2026-03-04"}, "due_on", "later than today"),
    ],
)
def test_a_refused_form_comes_back_filled_in(world, signed_in, former, said, field, sentence):
    answer = reading_english(signed_in, "an").send(f"{former}/reopening", said)
    assert answer.status_code == 422 and f'id="{field}-fault"' in answer.text and sentence in answer.text
    assert f'value="{said["due_on"]}"' in answer.text and ("thiếu&lt;/b&gt;" in answer.text) == (field == "due_on")


def test_whoever_followed_the_former_case_follows_the_new_one(world, signed_in, former):
    with world.database.writing() as session:
        case = session.scalars(select(ProcessInstance.id)).one()
        session.add(Followed(person_id=world.people["binh"], instance_id=case, followed_at=A_MONDAY))
        session.commit()
    assert reading_english(signed_in, "an").send(f"{former}/reopening", {"reason": WHY}).status_code == 303
    assert "T-1" in reading_english(signed_in, "binh").get("/inbox?shelf=followed").text


def test_a_page_that_is_stale_is_told_in_a_sentence_and_reopens_nothing(world, signed_in, former):
    an = reading_english(signed_in, "an")
    assert an.get(f"{former}/reopening/new").status_code == 200
    assert an.send(f"{former}/reopening", {"reason": WHY}).status_code == 303
    answer = an.send(f"{former}/reopening", {"reason": WHY})
    assert answer.status_code == 409 and "it was reopened already" in answer.text
    assert an.get(f"{former}/reopening/new").status_code == 409


def test_who_does_not_stand_above_is_offered_nothing_and_refused(world, signed_in, former):
    for name in ("tuan", "binh", "hoa", "nga", "lan"):
        browser = reading_english(signed_in, name)
        assert "reopening/new" not in browser.get(former).text, name
        assert browser.get(f"{former}/reopening/new").status_code == 403, name
        assert browser.send(f"{former}/reopening", {"reason": WHY}).status_code == 403, name


def test_charlie_finds_none_of_it(world, signed_in, former):
    charlie = reading_english(signed_in, "charlie")
    assert charlie.get(f"{former}/reopening/new").status_code == 404
    assert charlie.send(f"{former}/reopening", {"reason": WHY}).status_code == 404
    new = reading_english(signed_in, "an").send(f"{former}/reopening", {"reason": WHY}).location
    assert charlie.get(new).status_code == 404
    for page in ("/inbox", "/resolution-tasks", "/resolution-tasks.csv", "/notifications"):
        text = charlie.get(page).text
        assert "T-1" not in text and "Thanh tra" not in text, page


def test_lists_count_the_task_once_and_the_timeline_begins_with_its_first_case(world, signed_in, former):
    an = reading_english(signed_in, "an")
    an.send(f"{former}/reopening", {"reason": WHY})
    plan = an.get("/resolution-tasks").text
    assert (
        plan.count(">T-1<") == 1
        and "In progress, in time" in plan
        and "Completed" not in plan.split("<main")[1].split("T-1")[1][:900]
    )
    assert (
        "2 March 2026" in an.get("/resolution-tasks/timeline").text
        or "T-1" in an.get("/resolution-tasks/timeline").text
    )


def test_a_task_reopened_often_asks_no_more_of_the_database(world, signed_in, former, clock):
    an, spent, place = reading_english(signed_in, "an"), [], former
    for _ in range(3):
        place = an.send(f"{place}/reopening", {"reason": WHY}).location
        once_more(world, A_WEDNESDAY)
        an.get(place)
        with sent_to(world.database.engine) as sent:
            an.get(place)
        spent.append(len(sent))
    assert len(set(spent)) == 1, spent
