"""Whatever a request brings, the answer is a page with a sentence, never a fault of ours, and nothing of it is kept."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.support.effort import within
from tests.web.resolutions.plan_files import try_out
from tests.web.story import given_to_the_department, reading_english
from workflows.limits import FORM_BYTES, FORM_PARTS, REASON_LETTERS
from workflows.work import attachments
from workflows.work.models import Draft, ProgressReport

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)
FILES, TYPED = "multipart/form-data", "application/x-www-form-urlencoded"
PDF = b"%PDF-1.7\nminh chung\n"


@pytest.fixture
def item(world):
    """Lan makes a result."""
    given_to_the_department(world, officer="lan")
    return world.item("lan", "submit_result")


@pytest.fixture
def lan(item, signed_in, app):
    """Lan, whose faults are pages as in production."""
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    return reading_english(signed_in, "lan")


def rows(world, model) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@BOTH
def test_a_nul_and_a_garbled_key_in_an_address_are_no_fault_of_ours(lan, item):
    for path in (
        "/inbox?q=%00", "/organisation?after=%00", "/resolution-tasks?group=%00", "/work-items/%00", "/cases/%00",
        "/evidence/%00", "/organisation/units/%00", f"/work-items/{item.public_id}?x%00=1",
    ):  # fmt: skip
        assert lan.client.get(path).status_code in (400, 404), path
    for path in (
        "/inbox?after=0001-01-01T00:00%2B14:00~1", "/inbox?after=9999-12-31T23:59-14:00~1", "/inbox?after=x~y",
        "/resolution-tasks?after=~", f"/cases/{item.case_public_id}?before=-1", "/inbox?q=%ED%A0%80%FF",
        f"/inbox?q={'a' * 60_000}", "/organisation?q=" + "%CC%81%CC%96" * 5_000,
    ):  # fmt: skip
        with within():
            assert lan.client.get(path).status_code == 200, path


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "a=" + "b" * 1_000_000},
        {"Accept-Language": "en," * 300_000},
        {"Accept-Language": "en;q=" + "9" * 5_000},
        {"HX-Request": "true" * 10_000},
    ],
    ids=["cookie", "languages", "quality", "part"],
)
def test_headers_of_a_megabyte_change_nothing(lan, headers):
    with within():
        assert lan.client.get("/inbox", headers=headers).status_code in (200, 303)


@pytest.mark.parametrize("host", ["[::1", "127.0.0.1:x", "a" * 10_000, "127.0.0.1, evil.example", "127.0.0.1\u00e9"])
def test_a_host_that_is_none_is_not_answered(lan, host):
    assert lan.client.get("/inbox", headers={"Host": host}).status_code == 400


@BOTH
def test_letters_that_cannot_be_kept_are_refused_at_their_field_and_the_form_comes_back(world, lan, item):
    address = f"/work-items/{item.public_id}"
    report = {"percent": "1", "schedule": "on_schedule", "late_days": "0"}
    for said, status in (
        ("a\0b", 400),
        ("a\x07b", 422),
        ("a\u202eb", 422),
        ("e" + "\u0301\u0316" * 40, 422),
        ("a\ufffdb", 422),
    ):
        answer = lan.send(f"{address}/progress-reports", {**report, "produced": said})
        assert answer.status_code == status and "characters that cannot be shown" in answer.text, repr(said)
        assert lan.send(f"{address}/draft", {"summary": said}).status_code == status
    token = lan.page.split('name="csrf_token" value="')[1].split('"')[0]
    half = f"csrf_token={token}&summary=a%ED%A0%80b"  # of a surrogate pair
    answer = lan.client.post(f"{address}/draft", data=half, content_type=TYPED)
    assert answer.status_code == 400 and "characters that cannot be shown" in answer.text
    assert (rows(world, ProgressReport), rows(world, Draft)) == (0, 0)


def test_what_is_too_long_is_refused_whole_and_never_cut_short(world, lan, item):
    address = f"/work-items/{item.public_id}"
    report = {"percent": "1", "schedule": "on_schedule", "late_days": "0"}
    for count in (REASON_LETTERS + 1, 1_000_000):
        with within():
            answer = lan.send(f"{address}/progress-reports", {**report, "produced": "x" * count})
        assert answer.status_code == 422 and f"at most {REASON_LETTERS} characters" in answer.text
        answer = lan.send(f"{address}/draft", {"document_number": "x" * count})
        assert answer.status_code == 422 and "at most 100 characters" in answer.text
    assert lan.send(f"{address}/progress-reports", {**report, "produced": "x" * REASON_LETTERS}).status_code == 303
    assert rows(world, ProgressReport) == 1


@pytest.mark.parametrize("number", ["-1", "101", "1e9", "NaN", "Infinity", "1e400", "9" * 5_000])
def test_a_percentage_is_one(lan, item, number):
    report = {"percent": number, "schedule": "on_schedule", "late_days": "0", "produced": "x"}
    answer = lan.send(f"/work-items/{item.public_id}/progress-reports", report)
    told = "whole number from 0 to 100" if len(number) <= REASON_LETTERS else f"at most {REASON_LETTERS} characters"
    assert answer.status_code == 422 and told in answer.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-31", "2326-03-20", "tomorrow"])
def test_a_new_due_date_is_a_day_that_may_be_lived_to_see(lan, item, day):
    answer = lan.send(f"/work-items/{item.public_id}/extension-requests", {"due_on": day, "reason": "x"})
    assert answer.status_code == 422 and "Expected a" in answer.text


def test_a_field_sent_twice_is_refused(world, lan, item):
    address = f"/work-items/{item.public_id}"
    twice = {"summary": ["Đã hoàn thành", "Chưa hoàn thành"], "no_classified": "true"}
    assert lan.send(f"{address}/completion", twice).status_code == 422
    report = {"percent": ["1", "99"], "schedule": "on_schedule", "late_days": "0", "produced": "x"}
    answer = lan.send(f"{address}/progress-reports", report)
    assert answer.status_code == 422 and "Expected one answer here, but there are 2." in answer.text


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("a" * 10_000_000, TYPED, "2 MB"),
        ("a&" * 900_000, TYPED, f"at most {FORM_PARTS} fields"),
        ("a" * FORM_BYTES, TYPED, ""),
        (b"--x\r\n" * 100_000, f"{FILES}; boundary=x", ""),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 2_000, f"{FILES}; boundary=x", "1000 fields"),
        (b"\xff" * 1_000, TYPED, ""),
        (b"{}", "application/json", ""),
    ],
    ids=["10 MB", "fields", "just as much", "lines", "parts", "bytes", "json"],
)
def test_a_body_that_is_no_form_is_refused_at_once(lan, item, body: Any, kind: str, words: str):
    with within():
        answer = lan.client.post(f"/work-items/{item.public_id}/draft", data=body, content_type=kind)
    assert answer.status_code in (400, 413) and words in answer.text and "<h1" in answer.text


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"), ("a" * 1_000 + ".pdf", "a" * 196 + ".pdf"),
        ("\u202efdp.exe", "fdp.exe"), ("CON", "_CON"), ("aux.pdf", "_aux.pdf"), ("a\0b.pdf", "ab.pdf"), ("...", "file"),
        ("=cmd()", "=cmd()"), ("x\r\ny.pdf", "xy.pdf"),
    ],
)  # fmt: skip
def test_a_file_keeps_its_own_name_and_nothing_that_harms(sent, shown):
    assert attachments.clean_name(sent) == shown


def test_a_hundred_files_at_once_are_refused_and_a_zip_is_kept_unopened(world, lan, item, tmp_path):
    address, confirmed = f"/work-items/{item.public_id}/evidence/files", {"file_not_classified": "true"}
    many = {**confirmed, "file": [(io.BytesIO(PDF), f"{n}.pdf") for n in range(100)]}
    answer = lan.send(address, many, content_type=FILES)
    assert answer.status_code == 422 and "there are 100; none of them was kept" in answer.text
    assert not list((tmp_path / "evidence").glob("*")) if (tmp_path / "evidence").exists() else True
    bomb = b"PK\x03\x04" + b"\x14\0\0\0\x08\0" + b"\xff" * 3_000  # says that it unpacks to 4 GB
    with within():
        assert (
            lan.send(address, {**confirmed, "file": (io.BytesIO(bomb), "b.zip")}, content_type=FILES).status_code == 303
        )
    (kept,) = (tmp_path / "evidence").iterdir()
    assert kept.read_bytes() == bomb


@pytest.mark.parametrize("url", ["https://[", "https://" + "a" * 3_000, "https://e.org/\u202e", "https://e.org/\x07"])
def test_a_link_that_is_none_is_refused(lan, item, url):
    answer = lan.send(
        f"/work-items/{item.public_id}/evidence/links",
        {"url": url, "link_title": "Công báo", "link_not_classified": "true"},
    )
    assert answer.status_code == 422 and "Expected a link" in answer.text


@BOTH
def test_a_monstrous_plan_file_is_reported_on_at_little_cost(world, signed_in):
    tuan, head = reading_english(signed_in, "tuan"), b"code,title_vi,lead_agency,due_date\n"
    for content in (
        head + b"".join(b"A%d,T,nobody,99/99/9999\n" % n for n in range(5_000)),
        head + b"".join(b"A%d,T,%s,\n" % (n, b";".join(b"S%d-%d" % (n, m) for m in range(20))) for n in range(1_500)),
    ):
        with within():
            answer = try_out(tuan, world, content)
        assert answer.status_code == 422 and "Expected" in answer.text
