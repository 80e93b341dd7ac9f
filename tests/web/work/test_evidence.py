"""Evidence: put in with a confirmation, told by its content, handed out to be saved and to nobody else."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import Any

import pytest

from tests.support.moments import A_MONDAY
from tests.support.world import RESULT
from tests.web.conftest import Browser
from tests.web.story import given_to_the_department, handed_in, reading_english
from workflows.work import attachments, submission

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nminh chung\n"


@pytest.fixture
def item(world):
    """Lan makes a result."""
    given_to_the_department(world, officer="lan")
    return world.item("lan", "submit_result")


def upload(
    browser: Browser, item: Any, content: bytes = PDF, name: str = "báo cáo.pdf", *, confirmed: bool = True, **more: Any
) -> Any:
    said: dict[str, Any] = {"file": (io.BytesIO(content), name)}
    if confirmed:
        said["file_not_classified"] = "true"
    return browser.send(
        f"/work-items/{item.public_id}/evidence/files", said, content_type="multipart/form-data", **more
    )


def handed_out(browser: Browser, public_id: str) -> Any:
    """The answer to a download, read to its end and closed."""
    with browser.client.get(f"/evidence/{public_id}") as answer:
        answer.get_data()
        return answer


def held(world, item):
    with world.database.reading() as session:
        return attachments.evidence_on(session, item.instance_id)


@BOTH
def test_a_file_is_kept_byte_for_byte_and_handed_out_to_be_saved_never_run(world, signed_in, item, tmp_path):
    lan = reading_english(signed_in, "lan")
    assert upload(lan, item).status_code == 303
    (row,) = held(world, item)
    assert row.sha256 == hashlib.sha256(PDF).hexdigest() and (tmp_path / "evidence" / row.stored_as).read_bytes() == PDF
    answer = handed_out(lan, row.public_id)
    assert answer.data == PDF and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"] == "no-store"
    assert (
        answer.headers["Content-Disposition"].startswith("attachment")
        and "b%C3%A1o%20c%C3%A1o.pdf" in answer.headers["Content-Disposition"]
    )


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "leer.pdf", "it is empty"),
        (b"MZ\x90\x00" + b"\0" * 300, "report.pdf", "the file is something else"),
        (b"<html><script>alert(1)</script>", "note.txt", "the file is something else"),
    ],
)
def test_a_file_is_judged_by_what_it_is_not_by_its_name(world, signed_in, item, content, name, sentence, tmp_path):
    answer = upload(reading_english(signed_in, "lan"), item, content, name)
    assert answer.status_code == 422 and sentence in answer.text
    assert held(world, item) == [] and not list((tmp_path / "evidence").glob("*"))


def test_no_file_and_no_confirmation_are_said_at_their_fields(world, signed_in, item):
    lan = reading_english(signed_in, "lan")
    answer = upload(lan, item, confirmed=False)
    assert (
        answer.status_code == 422
        and 'id="file_not_classified-fault"' in answer.text
        and "no classified content" in answer.text
    )
    answer = lan.send(f"/work-items/{item.public_id}/evidence/files", {"file_not_classified": "true"})
    assert answer.status_code == 422 and 'id="file-fault"' in answer.text
    assert held(world, item) == []


def test_the_block_alone_comes_back_to_a_page_that_asks_for_a_part(signed_in, item):
    lan, part = reading_english(signed_in, "lan"), {"HX-Request": "true"}
    added = upload(lan, item, headers=part)
    assert added.location == f"/work-items/{item.public_id}/evidence"
    block = lan.get(added.location, headers=part).text
    assert block.lstrip().startswith("<section") and "báo cáo.pdf" in block and "<html" not in block
    refused = upload(lan, item, b"MZ" + b"\0" * 99, headers=part)
    assert refused.status_code == 422 and "<html" not in refused.text and "the file is something else" in refused.text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/x", "https://", "//example.org", ""])
def test_only_a_link_of_the_web_is_a_link(world, signed_in, item, url):
    lan = reading_english(signed_in, "lan")
    answer = lan.send(f"/work-items/{item.public_id}/evidence/links", {"url": url, "link_not_classified": "true"})
    assert (
        answer.status_code == 422
        and "Expected a link that begins with https://" in answer.text
        and held(world, item) == []
    )
    assert f'id="url" name="url" type="url" value="{url}"' in answer.text, "what was typed comes back"


def test_a_link_is_shown_without_telling_the_other_site_where_it_came_from(world, signed_in, item):
    lan = reading_english(signed_in, "lan")
    said = {"url": "https://example.org/quyet-dinh?a=1&b=2", "link_title": "Quyết định", "link_not_classified": "true"}
    assert lan.send(f"/work-items/{item.public_id}/evidence/links", said).status_code == 303
    assert (
        '<a href="https://example.org/quyet-dinh?a=1&amp;b=2" rel="noopener noreferrer nofollow external">'
        in lan.get(f"/work-items/{item.public_id}").text
    )
    (row,) = held(world, item)
    assert lan.get(f"/evidence/{row.public_id}").status_code == 404, "there are no bytes to hand out"


def test_what_was_submitted_stays_with_its_submission_when_it_is_removed_later(world, signed_in, item):
    lan = reading_english(signed_in, "lan")
    upload(lan, item)
    (row,) = held(world, item)
    world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    checking = world.item("binh", "confirm_result")
    assert lan.send(f"/work-items/{checking.public_id}/withdrawal", {"reason": "Sửa số liệu"}).status_code == 303
    again = world.item("lan", "submit_result")
    assert lan.send(f"/work-items/{again.public_id}/evidence/{row.public_id}/removal").status_code == 303
    assert held(world, again) == []
    page = lan.get(f"/work-items/{again.public_id}").text
    assert "taken back" in page and "báo cáo.pdf" in page
    assert handed_out(lan, row.public_id).status_code == 200


def test_evidence_is_open_to_whoever_may_see_the_case_and_charlie_is_not_among_them(world, signed_in):
    number = handed_in(world)
    with world.database.reading() as session:
        (row,) = attachments.evidence_on(session, number)
    for name, status in (
        ("binh", 200),
        ("hoa", 200),
        ("an", 200),
        ("nga", 200),
        ("minh", 200),
        ("charlie", 404),
        ("quang", 200),
    ):
        assert handed_out(signed_in(name), row.public_id).status_code == status, name
    assert handed_out(signed_in("charlie"), "0" * 32).status_code == 404


def test_nobody_but_the_holder_adds_or_removes(world, signed_in, item):
    lan, tam = reading_english(signed_in, "lan"), reading_english(signed_in, "tam")
    upload(lan, item)
    (row,) = held(world, item)
    assert upload(tam, item).status_code == 403
    assert tam.send(f"/work-items/{item.public_id}/evidence/{row.public_id}/removal").status_code == 403
    assert len(held(world, item)) == 1


def test_a_file_larger_than_the_installation_allows_is_refused_with_its_limit(world, signed_in, app, item):
    lan = reading_english(signed_in, "lan")
    app.config["NQ57"] = replace(app.config["NQ57"], upload_bytes=3 * 1024 * 1024)
    assert "at most 3 MB" in lan.get(f"/work-items/{item.public_id}").text
    app.config["NQ57"] = replace(
        app.config["NQ57"], upload_bytes=10_000
    )  # a small one, so that the test need not send much
    refused = upload(lan, item, b"%PDF-1.7\n" + b"0" * 10_000)
    assert refused.status_code == 422
    assert "but it is larger" in refused.text
