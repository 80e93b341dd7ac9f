"""What somebody types into a step's form is saved while they type, is theirs alone, and comes back; two windows tell each other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.support.moments import A_MONDAY
from tests.support.world import RESULT
from tests.web.story import given_to_the_department, reading_english
from webapp import clock as the_clock
from webapp.work.models import OwnDraft
from workflows.work import submission
from workflows.work.models import Contribution, Draft

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


@pytest.fixture
def step(world):
    """Lan makes a result: the address of her step."""
    given_to_the_department(world, officer="lan")
    return f"/work-items/{world.item('lan', 'submit_result').public_id}"


def rows(world, model):
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


@BOTH
def test_what_is_typed_comes_back_and_can_be_thrown_away(world, signed_in, step):
    lan = reading_english(signed_in, "lan")
    lan.get(step)
    saved = lan.send(f"{step}/own-draft", {"summary": "Nửa câu đầu", "edition": "0"})
    assert saved.json["edition"] == 1 and "Nobody has been sent anything yet." in saved.json["words"]
    assert lan.send(f"{step}/own-draft", {"summary": "Nửa câu đầu, rồi nửa sau", "edition": "1"}).json["edition"] == 2
    page = lan.get(step).text
    assert "Nửa câu đầu, rồi nửa sau" in page and "Restored what you typed today" in page
    assert 'data-edition="2"' in page
    page = lan.get(lan.send(f"{step}/own-draft/removal").location).text
    assert "is thrown away" in page and "Nửa câu" not in page and rows(world, OwnDraft) == 0


@BOTH
def test_the_later_of_two_windows_is_told_and_may_insist(world, signed_in, step):
    lan = reading_english(signed_in, "lan")
    lan.get(step)
    lan.send(f"{step}/own-draft", {"summary": "cửa sổ thứ nhất", "edition": "0"})
    told = lan.send(f"{step}/own-draft", {"summary": "cửa sổ thứ hai", "edition": "0"})
    assert told.status_code == 409 and "saved elsewhere at" in told.json["words"]
    assert "cửa sổ thứ nhất" in lan.get(step).text
    assert lan.send(f"{step}/own-draft", {"summary": "cửa sổ thứ hai", "edition": "anyway"}).json["edition"] == 2
    assert "cửa sổ thứ hai" in lan.get(step).text


def test_it_goes_when_the_form_is_sent_or_kept_with_the_step(world, signed_in, step):
    lan = reading_english(signed_in, "lan")
    lan.get(step)
    lan.send(f"{step}/own-draft", {"summary": "dở dang", "edition": "0"})
    lan.send(f"{step}/draft", {"summary": "giữ lại"})
    assert rows(world, OwnDraft) == 0 and rows(world, Draft) == 1
    assert "Restored" not in lan.get(step).text
    lan.send(f"{step}/own-draft", {"summary": "dở dang", "edition": "0"})
    world.attach("lan", world.item("lan", "submit_result"), A_MONDAY)
    assert lan.send(f"{step}/completion", {**RESULT, "no_classified": "true"}).status_code == 303
    assert rows(world, OwnDraft) == 0


def test_typing_alone_makes_nobody_a_contributor(world, signed_in, step):
    before = rows(world, Contribution)
    lan = reading_english(signed_in, "lan")
    lan.send(f"{step}/own-draft", {"summary": "dở dang", "edition": "0"})
    assert rows(world, OwnDraft) == 1 and rows(world, Contribution) == before


def test_what_was_typed_into_a_step_that_is_closed_now_is_still_shown_to_its_writer(world, signed_in, step):
    lan = reading_english(signed_in, "lan")
    lan.send(f"{step}/own-draft", {"summary": "câu chưa gửi", "edition": "0"})
    item = world.item("lan", "submit_result")
    world.attach("lan", item, A_MONDAY)
    world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    page = lan.get(step).text
    assert "What you typed here and did not send" in page and "câu chưa gửi" in page
    assert "câu chưa gửi" not in reading_english(signed_in, "binh").get(step).text
    assert lan.send(f"{step}/own-draft", {"summary": "nữa", "edition": "1"}).status_code == 409


def test_a_field_that_holds_more_than_it_may_saves_nothing(world, signed_in, step):
    lan = reading_english(signed_in, "lan")
    assert lan.send(f"{step}/own-draft", {"summary": "a" * 20_000, "edition": "0"}).status_code == 422
    assert rows(world, OwnDraft) == 0


def test_what_nobody_came_back_for_is_forgotten_after_three_months(app, world, signed_in, step, opened):
    reading_english(signed_in, "lan").send(f"{step}/own-draft", {"summary": "dở", "edition": "0"})
    the_clock.sweep(opened, app.config["NQ57"], A_MONDAY + timedelta(days=89))
    assert rows(world, OwnDraft) == 1
    the_clock.sweep(opened, app.config["NQ57"], A_MONDAY + timedelta(days=91))
    assert rows(world, OwnDraft) == 0


def test_charlie_saves_nothing_and_sees_nothing(world, signed_in, step):
    reading_english(signed_in, "lan").send(f"{step}/own-draft", {"summary": "của Lan", "edition": "0"})
    charlie = reading_english(signed_in, "charlie")
    assert charlie.send(f"{step}/own-draft", {"summary": "x", "edition": "anyway"}).status_code == 404
    assert charlie.send(f"{step}/own-draft/removal").status_code == 404
    assert rows(world, OwnDraft) == 1
