"""Evidence in versions, links with their host in sight, and files that were given already, as people see them."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.integration.work.test_reuse import given_to_the_neighbours, step_of
from tests.support.moments import A_MONDAY
from tests.support.world import RESULT
from tests.web.story import decided, given_to_the_department, reading_english
from tests.web.work.test_evidence import handed_out, held, upload
from workflows.work import attachments, submission

SECOND = b"%PDF-1.7\nlan hai\n"
BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


@pytest.fixture
def item(world):
    """Lan makes a result."""
    given_to_the_department(world, officer="lan")
    return world.item("lan", "submit_result")


def replace(browser: Any, item: Any, address: str, content: bytes = SECOND, **more: Any) -> Any:
    said = {"file": (io.BytesIO(content), "ban-hai.pdf"), "file_not_classified": "true"}
    return browser.send(
        f"/work-items/{item.public_id}/evidence/{address}/versions", said, content_type="multipart/form-data", **more
    )


@BOTH
def test_the_verifier_reads_which_version_replaced_which_and_finds_the_older_one_folded(world, signed_in, item):
    lan = reading_english(signed_in, "lan")
    upload(lan, item)
    world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    decided(world, "binh", world.item("binh", "confirm_result"), "send_back", reason="Thiếu dấu")
    again = world.item("lan", "submit_result")
    (first,) = held(world, again)
    assert replace(lan, again, first.public_id).status_code == 303
    page = lan.get(f"/work-items/{again.public_id}").text
    assert "version 2" in page and "1 older version" in page and "Put it in as version 3" in page
    world.do("lan", submission.submit, again, form=RESULT, at=A_MONDAY)
    decided(world, "binh", world.item("binh", "confirm_result"), "confirm")
    minh = reading_english(signed_in, "minh")
    page = minh.get(f"/work-items/{world.item('minh', 'verify_result').public_id}").text
    assert "replaced: version 1 → 2" in page and "1 older version" in page and "Nguyễn Thị Lan" in page
    assert handed_out(minh, first.public_id).status_code == 200
    assert handed_out(signed_in("charlie"), first.public_id).status_code == 404


def test_a_newer_version_that_is_refused_says_so_above_the_evidence_and_leaves_no_file(
    world, signed_in, item, tmp_path
):
    lan, part = reading_english(signed_in, "lan"), {"HX-Request": "true"}
    upload(lan, item)
    (row,) = held(world, item)
    same = replace(lan, item, row.public_id, b"MZ" + b"\0" * 99, headers=part)
    assert same.status_code == 422 and "the file is something else" in same.text and "<html" not in same.text
    assert replace(reading_english(signed_in, "tam"), item, row.public_id).status_code == 403
    assert replace(signed_in("charlie"), item, row.public_id).status_code == 404
    world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    late = replace(lan, item, row.public_id)
    assert late.status_code == 409 and "what was submitted stays as it was" in late.text
    assert len(list((tmp_path / "evidence").iterdir())) == 1


def test_a_link_shows_its_host_whatever_its_title_says(world, signed_in, item):
    lan = reading_english(signed_in, "lan")
    said = {
        "url": "https://vanban.evil.example/x",
        "link_title": "https://chinhphu.vn",
        "link_shows": "Số và ngày ban hành",
        "link_not_classified": "true",
    }
    assert lan.send(f"/work-items/{item.public_id}/evidence/links", said).status_code == 303
    page = lan.get(f"/work-items/{item.public_id}").text
    assert "<strong>vanban.evil.example</strong>" in page and "Số và ngày ban hành" in page
    assert 'rel="noopener noreferrer nofollow external">https://chinhphu.vn</a>' in page
    for more, fault in (({"link_title": ""}, "link_title-fault"), ({"url": "https://a:b@c.vn"}, "url-fault")):
        refused = lan.send(f"/work-items/{item.public_id}/evidence/links", {**said, **more})
        assert refused.status_code == 422 and fault in refused.text and "Số và ngày ban hành" in refused.text


@BOTH
def test_a_file_given_already_is_chosen_and_says_where_it_was_given(world, signed_in, item):
    world.attach("lan", item, A_MONDAY, title="Quyết định.pdf")
    given_to_the_department(world, "T-2", officer="lan")
    other, lan = step_of(world, "lan", "T-2"), reading_english(signed_in, "lan")
    address = f"/work-items/{other.public_id}/evidence/given"
    (row,) = held(world, item)
    assert row.public_id in lan.get(f"{address}?q=quyet").text and row.public_id not in lan.get(f"{address}?q=zzz").text
    unconfirmed = lan.send(address, {"piece": row.public_id, "q": "quyet"})
    assert unconfirmed.status_code == 422 and "given_not_classified-fault" in unconfirmed.text
    assert f'value="{row.public_id}" checked' in unconfirmed.text, "what was ticked comes back"
    answer = lan.send(address, {"piece": row.public_id, "given_not_classified": "true"})
    assert answer.location == f"/work-items/{other.public_id}#evidence"
    page = lan.get(answer.location).text
    assert "Already given with" in page and ">T-1</a>" in page and "1 piece of evidence was put to the result." in page


def test_words_of_a_neighbour_are_nowhere_and_their_task_is_not_named_where_their_file_went(world, signed_in, item):
    address = world.attach("lan", item, A_MONDAY, title="teptinlanggieng.pdf")
    given_to_the_department(world, "T-2", officer="lan")
    other = step_of(world, "lan", "T-2")
    lan = reading_english(signed_in, "lan")
    given = f"/work-items/{other.public_id}/evidence/given"
    lan.send(given, {"piece": address, "given_not_classified": "true"})
    given_to_the_neighbours(world, "T-1")
    page = lan.get(f"/work-items/{other.public_id}").text
    assert "Already given with another task" in page and ">T-1</a>" not in page
    (row,) = held(world, other)
    world.do("lan", attachments.remove, other, row.public_id, at=A_MONDAY)
    for asked in (given, f"{given}?q=teptin", f"{given}?before=999999"):
        assert "teptinlanggieng" not in lan.get(asked).text
    refused = lan.send(given, {"piece": address, "given_not_classified": "true"})
    assert refused.status_code == 422 and held(world, other) == []
    assert signed_in("charlie").get(given).status_code == 404
    assert reading_english(signed_in, "tam").get(given).status_code == 403


def test_the_list_goes_on_by_key_and_asks_no_query_per_row(world, signed_in, item, monkeypatch):
    monkeypatch.setattr("webapp.work.given.GIVEN_PAGE", 2)
    for number in range(3):
        world.attach("lan", item, A_MONDAY, f"%PDF-1.7\n{number}".encode(), f"tep-{number}.pdf")
    given_to_the_department(world, "T-2", officer="lan")
    address = f"/work-items/{step_of(world, 'lan', 'T-2').public_id}/evidence/given"
    lan = reading_english(signed_in, "lan")
    page = lan.get(address).text
    assert "tep-2.pdf" in page and "tep-1.pdf" in page and "tep-0.pdf" not in page and "Older ones" in page
    older = page.split('href="', 1)[1:] and page[page.index(f"{address}?before=") :].split('"', 1)[0]
    part = lan.get(older, headers={"HX-Request": "true"}).text
    assert "tep-0.pdf" in part and "tep-1.pdf" not in part and "<html" not in part
