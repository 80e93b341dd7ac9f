"""A version's page: each drawing beside the same in words, and as a file to be printed."""

from __future__ import annotations

from sqlalchemy import select

from tests.web.story import handed_in, reading_english
from workflows.instances.models import ProcessInstance

VERSION = "/designer/resolution_task/versions/1"


def test_each_drawing_of_a_version_is_shown_in_words_and_printed_without_a_browser(vy) -> None:
    page = vy.get(f"{VERSION}?drawing=verification").text
    assert "Who: the group that verifies the result." in page
    assert 'data-element="verify_result"' in page
    for form, begins in (("pdf", b"%PDF"), ("svg", b"<svg"), ("png", b"\x89PNG")):
        answer = vy.client.get(f"{VERSION}/drawings/verification.{form}")
        assert answer.data.startswith(begins)
        assert answer.headers["Content-Disposition"] == f"attachment; filename=verification-1.{form}"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert vy.get(f"{VERSION}/drawings/nothing.pdf").status_code == 404
    assert vy.get(f"{VERSION}?drawing=nothing").status_code == 404
    assert vy.get("/designer/resolution_task/versions/9").status_code == 404


def test_process_and_case_have_the_drawing_in_words_beside_it(world, vy, signed_in) -> None:
    handed_in(world)
    assert 'data-outline-of="diagram"' in vy.get("/designer/resolution_task").text
    lan = reading_english(signed_in, "lan")
    with world.database.reading() as session:
        case = session.scalars(select(ProcessInstance)).one()
    page = lan.get(f"/cases/{case.public_id}").text
    assert "Due: 2 working days after the step opens." in page
    assert "data-marks=" in page


def test_charlie_gets_neither_page_nor_file(signed_in) -> None:
    charlie = signed_in("charlie")
    assert charlie.get(VERSION).status_code == 403
    assert charlie.get(f"{VERSION}/drawings/resolution_task.pdf").status_code == 403
