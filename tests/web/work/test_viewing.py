"""Evidence beside the form: PDF and pictures shown in a frame that can do nothing, and nothing else shown at all."""

from __future__ import annotations

import pytest

from tests.support.moments import A_MONDAY
from tests.support.world import RESULT
from tests.web.story import decided, given_to_the_department, reading_english
from tests.web.work.test_evidence import PDF, held, upload
from workflows.work import submission

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"
CONFINED = "sandbox; default-src 'none'; frame-ancestors 'self'"


@pytest.fixture
def item(world):
    """Lan makes a result."""
    given_to_the_department(world, officer="lan")
    return world.item("lan", "submit_result")


def looked_at(browser, public_id):
    """The answer of the address that shows a file, read to its end and closed."""
    with browser.client.get(f"/evidence/{public_id}/view") as answer:
        answer.get_data()
        return answer


@pytest.mark.parametrize(("content", "name", "kind"), [(PDF, "a.pdf", "application/pdf"), (PNG, "b.png", "image/png")])
def test_a_pdf_and_a_picture_are_shown_confined_by_a_policy_of_their_own(world, signed_in, item, content, name, kind):
    lan = reading_english(signed_in, "lan")
    upload(lan, item, content, name)
    (row,) = held(world, item)
    answer = looked_at(lan, row.public_id)
    assert answer.data == content and answer.mimetype == kind
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Content-Security-Policy"] == CONFINED
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"] == "no-store"
    page = lan.get(f"/work-items/{item.public_id}")
    assert f"/evidence/{row.public_id}/view" in page.text and "Look at the evidence" in page.text


@pytest.mark.parametrize("content", [b"only words, no PDF", b"PK\3\4" + b"\0" * 40])
def test_what_is_neither_is_handed_out_to_be_saved_and_never_shown(world, signed_in, item, content):
    lan = reading_english(signed_in, "lan")
    upload(lan, item, content, "a.pdf")
    (row,) = held(world, item)
    assert looked_at(lan, row.public_id).status_code == 404
    assert f"{row.public_id}/view" not in lan.get(f"/work-items/{item.public_id}").text


def test_a_file_that_became_something_else_on_disk_is_not_shown(world, signed_in, item, tmp_path):
    lan = reading_english(signed_in, "lan")
    upload(lan, item)
    (row,) = held(world, item)
    (tmp_path / "evidence" / row.stored_as).write_bytes(b"<html><script>alert(1)</script>")
    assert looked_at(lan, row.public_id).status_code == 500


def test_only_the_page_of_a_result_may_frame_and_only_what_is_ours(world, signed_in, item):
    lan = reading_english(signed_in, "lan")
    assert "; frame-src 'self'" in lan.get(f"/work-items/{item.public_id}").headers["Content-Security-Policy"]
    for path in ("/inbox", f"/cases/{item.case_public_id}"):
        policy = lan.get(path).headers["Content-Security-Policy"]
        assert "frame-src" not in policy and "frame-ancestors 'none'" in policy


def test_who_checks_a_result_looks_at_what_was_handed_in_with_it(world, signed_in, item):
    upload(reading_english(signed_in, "lan"), item)
    world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    (row,) = held(world, item)
    confirm = world.item("binh", "confirm_result")
    shown = f"/evidence/{row.public_id}/view"
    assert shown in reading_english(signed_in, "binh").get(f"/work-items/{confirm.public_id}").text
    decided(world, "binh", confirm, "confirm")
    verify = world.item("minh", "verify_result")
    assert shown in reading_english(signed_in, "minh").get(f"/work-items/{verify.public_id}").text


def test_the_block_that_comes_back_brings_what_there_is_to_look_at(world, signed_in, item):
    lan = reading_english(signed_in, "lan")
    upload(lan, item)
    (row,) = held(world, item)
    block = lan.get(f"/work-items/{item.public_id}/evidence", headers={"HX-Request": "true"}).text
    assert 'id="viewer"' in block and 'hx-swap-oob="true"' in block and f"/evidence/{row.public_id}/view" in block


def test_charlie_looks_at_nothing(world, signed_in, item):
    upload(reading_english(signed_in, "lan"), item)
    (row,) = held(world, item)
    assert looked_at(signed_in("charlie"), row.public_id).status_code == 404
