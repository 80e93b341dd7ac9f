"""Difficulties on the pages: raised by a form, told, answered at a step, shown with the answer; hidden from strangers."""

from __future__ import annotations

import pytest

from tests.support.moments import A_MONDAY
from tests.web.story import given_to_the_department, reading_english
from workflows.work import difficulties

ASKED = {"matter": "proposal", "addressed": "superior", "words": "Đề nghị bổ sung <i>kinh phí</i>."}


@pytest.fixture
def item(world):
    """Lan makes a result."""
    given_to_the_department(world, officer="lan")
    return world.item("lan", "submit_result")


def test_a_proposal_is_made_answered_and_told(world, signed_in, item):
    world.tick(A_MONDAY)
    lan, step = reading_english(signed_in, "lan"), f"/work-items/{item.public_id}"
    assert f"{step}/difficulties/new" in lan.get(step).text
    refused = lan.send(f"{step}/difficulties", {**ASKED, "addressed": ""})
    assert (
        refused.status_code == 422
        and "Đề nghị bổ sung &lt;i&gt;" in refused.text
        and 'value="proposal" checked' in refused.text
    )
    assert lan.send(f"{step}/difficulties", ASKED).location == step
    assert "Waits for an answer:" in lan.get(step).text and "5 working days left" in lan.page
    binh, desk = reading_english(signed_in, "binh"), world.item("binh", difficulties.ANSWER)
    assert desk.name_en in binh.get("/inbox?shelf=decisions").text
    page = binh.get(f"/work-items/{desk.public_id}").text
    assert "Đề nghị bổ sung &lt;i&gt;kinh phí" in page and 'name="answer"' in page
    assert binh.send(f"/work-items/{desk.public_id}/completion", {"answer": "ngắn"}).status_code == 422
    done = binh.send(f"/work-items/{desk.public_id}/completion", {"answer": "Đã trình Sở Tài chính xem xét."})
    assert done.status_code == 303
    world.tick(A_MONDAY)
    assert "What you raised was answered" in lan.get("/notifications").text
    for path in (step, f"/cases/{item.case_public_id}"):
        assert "Đã trình Sở Tài chính xem xét." in lan.get(path).text and "answered by Trần Văn Bình" in lan.page


def test_charlie_finds_no_word_of_it(world, signed_in, item):
    said = {"matter": "difficulty", "addressed": "assigning", "words": "Từ khóa bí mật nội bộ"}
    world.do("lan", difficulties.raise_difficulty, item, **said, at=A_MONDAY)
    charlie = signed_in("charlie")
    desk = world.item("tuan", difficulties.ANSWER)
    for path in (f"/work-items/{item.public_id}/difficulties/new", f"/work-items/{desk.public_id}"):
        assert charlie.get(path).status_code == 404
    assert charlie.send(f"/work-items/{item.public_id}/difficulties", ASKED).status_code == 404
    for path in ("/inbox", "/inbox?shelf=decisions", "/inbox?q=trial", "/notifications"):
        assert "Từ khóa" not in charlie.get(path).text and desk.public_id not in charlie.page
