"""Whoever checks a result that was handed in again reads what changed since the one before."""

from __future__ import annotations

import pytest

from tests.support.moments import A_MONDAY
from tests.support.world import RESULT
from tests.web.story import decided, given_to_the_department, reading_english
from tests.web.work.test_evidence import PDF, held, upload
from workflows.work import attachments, submission

REASON = "Thiếu phụ lục số liệu của hai xã."


@pytest.fixture
def item(world):
    """Lan makes a result."""
    given_to_the_department(world, officer="lan")
    return world.item("lan", "submit_result")


def submit(world, words):
    item = world.item("lan", "submit_result")
    world.do("lan", submission.submit, item, form={**RESULT, "summary": words}, at=A_MONDAY)


def what_binh_reads(world, signed_in):
    confirm = world.item("binh", "confirm_result")
    return reading_english(signed_in, "binh").get(f"/work-items/{confirm.public_id}").text


def sent_back(world):
    decided(world, "binh", world.item("binh", "confirm_result"), "send_back", reason=REASON)


def test_words_files_and_the_reason_of_the_return_are_told_in_words(world, signed_in, item):
    lan = reading_english(signed_in, "lan")
    for content, name in ((PDF, "bao-cao.pdf"), (PDF + b"1", "phu-luc.pdf"), (PDF + b"2", "cu.pdf")):
        upload(lan, item, content, name)
    submit(world, "Đã ban hành báo cáo gồm mười phụ lục.")
    assert "What changed since" not in what_binh_reads(world, signed_in), "a first result has nothing before it"
    sent_back(world)
    for row in held(world, item):
        if row.name != "bao-cao.pdf":
            world.do("lan", attachments.remove, item := world.item("lan", "submit_result"), row.public_id, at=A_MONDAY)
    upload(lan, item, PDF + b"3", "phu-luc.pdf")
    upload(lan, item, PDF + b"4", "moi.pdf")
    submit(world, "Đã ban hành báo cáo gồm mười hai phụ lục.")
    page = what_binh_reads(world, signed_in)
    section = page[page.index("What changed since result number 1") : page.index('id="earlier"')]
    assert REASON in section
    assert '<ins><span class="unseen">put in: </span>hai ' in section and "<del>" not in section
    for name, kind in (("phu-luc.pdf", "replaced"), ("moi.pdf", "added"), ("cu.pdf", "removed")):
        assert name in section and f"<span>{kind}</span>" in section
    assert "bao-cao.pdf" not in section and "1 piece of evidence is the same." in section


def test_the_same_again_is_said_to_be_the_same(world, signed_in, item):
    world.attach("lan", item, A_MONDAY)
    submit(world, RESULT["summary"])
    sent_back(world)
    submit(world, RESULT["summary"])
    assert "Nothing: the answers are the same word for word" in what_binh_reads(world, signed_in)


def test_a_result_that_was_taken_back_is_compared_with_by_nobody(world, signed_in, item):
    world.attach("lan", item, A_MONDAY)
    submit(world, "Kết quả nộp nhầm, chưa có số liệu.")
    confirm = world.item("binh", "confirm_result")
    world.do("lan", submission.withdraw, world.seen("lan", confirm.public_id), reason="Nộp nhầm", at=A_MONDAY)
    submit(world, RESULT["summary"])
    assert "What changed since" not in what_binh_reads(world, signed_in)
