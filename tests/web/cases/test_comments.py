"""Comments and instructions on the pages: said, refused filled in, told on the bell, taken note of; hidden from strangers."""

from __future__ import annotations

import pytest

from tests.support.moments import A_MONDAY
from tests.support.statements import sent_to
from tests.web.notifications.test_bell import rings
from tests.web.story import given_to_the_department, reading_english
from workflows.instances.models import ProcessInstance
from workflows.work import comments


@pytest.fixture
def item(world):
    """Lan makes a result."""
    given_to_the_department(world, officer="lan")
    return world.item("lan", "submit_result")


def said(world, name, item, words):
    with world.database.reading() as session:
        case = session.get_one(ProcessInstance, item.instance_id)
    world.do(name, comments.comment, case, words=words, at=A_MONDAY)


def test_a_comment_is_said_shown_and_told_to_whom_it_mentions(world, signed_in, item):
    world.tick(A_MONDAY)
    binh, address = reading_english(signed_in, "binh"), f"/cases/{item.case_public_id}/comments"
    assert "<strong>@lan</strong>" in binh.get(address).text
    assert binh.send(address, {"words": "@lan xem lại <b>phụ lục 2</b>"}).location == address
    world.tick(A_MONDAY)
    lan = reading_english(signed_in, "lan")
    assert rings(lan.get("/inbox").text) == "2"
    assert (
        f'<a href="/cases/{item.case_public_id}">You were mentioned in a comment</a>' in lan.get("/notifications").text
    )
    for page in (address, f"/cases/{item.case_public_id}", f"/work-items/{item.public_id}"):
        assert "@lan xem lại &lt;b&gt;phụ lục 2" in lan.get(page).text


def test_a_refused_comment_comes_back_filled_in(world, signed_in, item):
    binh, address = reading_english(signed_in, "binh"), f"/cases/{item.case_public_id}/comments"
    answer = binh.send(address, {"words": "Nhờ @charlie góp ý"})
    assert answer.status_code == 422 and "Nhờ @charlie góp ý</textarea>" in answer.text
    assert 'id="words-fault"' in answer.text and "“@charlie” to name somebody who may see this case" in answer.text


def test_an_instruction_waits_at_the_top_of_the_holders_inbox_until_they_take_note(world, signed_in, item):
    hoa = reading_english(signed_in, "hoa")
    assert "Give an instruction" in hoa.get(f"/work-items/{item.public_id}").text
    address = f"/work-items/{item.public_id}/instructions"
    assert hoa.send(address, {"words": ""}).status_code == 422
    assert hoa.send(address, {"words": "Ưu tiên việc này."}).status_code == 303
    lan = reading_english(signed_in, "lan")
    assert "1 instruction waits for you" in lan.get("/inbox").text
    for number in range(4):  # what others say meanwhile hides it from nobody
        said(world, "binh", item, f"Ý kiến {number}")
    page = lan.get(f"/work-items/{item.public_id}?pile=shelf%3Dmine").text
    start = page.index("instructs: Ưu tiên việc này.")
    way = page[page.index('action="', start) + 8 :].partition('"')[0]
    assert 'name="pile" value="shelf=mine"' in page[start:].partition("</form>")[0]
    assert signed_in("binh").send(way).status_code == 403
    there = lan.send(way, {"pile": "shelf=mine"}).location
    assert there == f"/work-items/{item.public_id}?pile=shelf%3Dmine", "the pile is still there"
    assert "waits for you to take note" not in lan.get("/inbox").text
    world.tick(A_MONDAY)
    assert "was taken note of" in hoa.get("/notifications").text
    assert "taken note of by Nguyễn Thị Lan" in hoa.get(f"/cases/{item.case_public_id}").text


def test_what_was_said_comes_in_parts_with_as_many_statements_for_many_as_for_few(world, signed_in, item, monkeypatch):
    monkeypatch.setattr("webapp.cases.comments.COMMENTS_PAGE", 2)
    lan, address, spent = reading_english(signed_in, "lan"), f"/cases/{item.case_public_id}/comments", []
    for number in range(5):
        said(world, "binh", item, f"Ý kiến {number}")
        lan.get(address)
        with sent_to(world.database.engine) as sent:
            page = lan.get(address).text
        spent.append(len(sent))
    assert len(set(spent)) == 1, spent
    assert "Ý kiến 4" in page and "Ý kiến 2" not in page
    older = page[page.index('hx-get="') + 8 :].partition('"')[0]
    part = lan.get(older, headers={"HX-Request": "true"}).text
    assert "Ý kiến 2" in part and "Ý kiến 4" not in part and "<html" not in part


def test_charlie_reads_and_says_nothing(signed_in, world, item):
    world.do("hoa", comments.instruct, item, words="Từ khóa bí mật nội bộ", at=A_MONDAY)
    charlie = signed_in("charlie")
    for path in (f"/cases/{item.case_public_id}/comments", f"/work-items/{item.public_id}/instructions/new"):
        assert charlie.get(path).status_code == 404
    assert charlie.send(f"/cases/{item.case_public_id}/comments", {"words": "x"}).status_code == 404
    assert "Từ khóa" not in charlie.get("/inbox").text
