"""Evidence: judged by its content, counted, confirmed as not classified, and kept with the submission it was part of."""

from __future__ import annotations

import io
import os
from datetime import timedelta

import pytest

from tests.integration.work.helping import current, hand_in
from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.work import attachments, links, submission
from workflows.work.attachments import evidence_in, evidence_on, stored_names
from workflows.work.evidence import EvidenceStore
from workflows.work.models import Attachment

PDF, PNG = b"%PDF-1.7\nnoi dung\n", b"\x89PNG\r\n\x1a\n" + b"\0" * 40
REFUSED = {
    "program": b"MZ\x90\0" + b"\0" * 100,
    "elf": b"\x7fELF\x02\x01\x01" + b"\0" * 100,
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b'\n  <svg xmlns="http://www.w3.org/2000/svg"/>',
    "nothing": b"",
    "zero bytes": b"text with \0 inside",
    "not utf-8": b"caf\xe9 \xff",
}


@pytest.mark.parametrize(
    ("content", "media_type"), [(PDF, "application/pdf"), (PNG, "image/png"), ("Văn bản".encode(), "text/plain")]
)
def test_what_a_file_is_is_read_from_its_content(world: World, content: bytes, media_type: str) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    address = world.attach("lan", item, A_MONDAY, content, "anh.exe")
    with world.database.reading() as session:
        found = attachments.find_attachment(session, address, standing=world.standing("lan"))
    assert (found.media_type, found.name, found.size) == (media_type, "anh.exe", len(content))
    assert world.store.path_of(str(found.stored_as)).read_bytes() == content


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_evidence_cannot_be_is_refused_and_leaves_no_file(world: World, content: bytes) -> None:
    with pytest.raises(Invalid, match=r"^Expected"):
        world.store.save(io.BytesIO(content))
    assert list(world.store.folder.iterdir()) == []


def test_a_file_over_the_limit_is_refused_and_leaves_no_file(world: World) -> None:
    small = EvidenceStore(world.store.folder, most_bytes=100)
    assert small.save(io.BytesIO(PDF.ljust(100))).size == 100
    with pytest.raises(Invalid, match="but it is larger"):
        small.save(io.BytesIO(PDF.ljust(101)))
    assert len(list(small.folder.iterdir())) == 1


def test_every_upload_confirms_that_nothing_is_classified(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item, stored = world.item("lan", "submit_result"), world.store.save(io.BytesIO(PDF))
    with pytest.raises(Invalid, match="no classified content"):
        world.do("lan", attachments.attach_file, item, name="a.pdf", stored=stored, not_classified=False, at=A_MONDAY)
    with pytest.raises(Invalid, match="no classified content"):
        world.do("lan", links.attach_link, item, url="https://a.vn", not_classified=False, at=A_MONDAY)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "//a.vn",
        "https://a.vn/\n",
        "x" * 2001,
        "data:,x",
        "https://lan:matkhau@a.vn",
        "https://good.vn\\@evil.vn",
        "https://evil.vn\\.good.vn/",
        "https://a%2evn/",
        "https://a vn/",
        "https://a..vn/",
        "https://a.vn:999999/",
        "https://evil.vn／good.vn/",
    ],
)
def test_only_links_of_the_web_are_evidence(world: World, url: str) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    if url.strip() != url:
        url = f"https://a.vn/{url.strip()}\u202e"
    with pytest.raises(Invalid, match="Expected a link"):
        world.do("lan", links.attach_link, item, url=url, not_classified=True, at=A_MONDAY)


def test_a_link_is_hashed_with_its_title_and_what_it_shows(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    said = {"url": "https://a.vn/1", "not_classified": True}
    for more in ({}, {"title": "Công báo"}, {"title": "Công báo", "shows": "Ngày ban hành"}):
        world.do("lan", links.attach_link, item, **said, **more, at=A_MONDAY)
    with world.database.reading() as session:
        rows = evidence_on(session, case)
    assert len({row.sha256 for row in rows}) == 3 and [row.name for row in rows] == [
        "https://a.vn/1",
        "Công báo",
        "Công báo",
    ]
    assert world.disagreements(A_MONDAY) == []
    with world.database.writing() as session:
        session.get_one(Attachment, rows[2].id).shows = "Ngày khác"
        session.commit()
    assert any("its link is not what was added" in said for said in world.disagreements(A_MONDAY))
    for field, words in (("title", "x" * 201), ("shows", "x" * 501)):
        with pytest.raises(Invalid, match="letters here") as refused:
            world.do("lan", links.attach_link, item, **said, **{field: words}, at=A_MONDAY)
        assert f"link_{field}" in refused.value.faults


def test_the_host_of_a_link_is_shown_as_browsers_write_it() -> None:
    assert links.host_of("https://WWW.a.vn:8443/x") == "www.a.vn:8443"
    assert links.host_of("https://раураl.vn/") == "xn--l-7sba6dbr.vn", "letters that only look like others"
    assert links.host_of("https://straße.vn/") == "xn--strae-oqa.vn", "another site than strasse.vn"
    assert links.host_of("https://đồ.рф:8080/") == "xn--fea053m.xn--p1ai:8080"
    assert links.host_of("http://[::1]:80/") == "[::1]:80"


def test_who_does_not_work_on_the_result_adds_no_evidence(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    for name in ("tam", "binh", "charlie", "tuan"):
        with pytest.raises(Forbidden):
            world.attach(name, item, A_MONDAY)


def test_a_task_holds_only_so_much_evidence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "EVIDENCE_PIECES", 2)
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    for _ in range(2):
        world.attach("lan", item, A_MONDAY)
    with pytest.raises(Conflict, match="at most 2 pieces"):
        world.attach("lan", item, A_MONDAY)


def test_removed_evidence_stays_with_the_submission_it_was_part_of(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    hand_in(world)
    submission_id = current(world, case).id
    item = world.item("binh", "confirm_result")
    with world.database.reading() as session:
        address = evidence_on(session, case)[0].public_id
    with pytest.raises(Conflict):  # not while it is being checked
        world.do("lan", attachments.remove, item, address, at=A_MONDAY)
    world.do("lan", submission.withdraw, world.seen("lan", item.public_id), reason="Sửa", at=A_MONDAY)
    working = world.item("lan", "submit_result")
    world.do("lan", attachments.remove, working, address, at=A_MONDAY)
    with pytest.raises(NotFound):
        world.do("lan", attachments.remove, working, address, at=A_MONDAY)
    with world.database.reading() as session:
        assert evidence_on(session, case) == []
        kept = evidence_in(session, submission_id)
        assert [row.public_id for row in kept] == [address]
        assert set(stored_names(session)) == {kept[0].stored_as}
    assert world.store.path_of(str(kept[0].stored_as)).is_file()


def test_bytes_that_no_row_names_are_swept_after_a_day(world: World) -> None:
    given_to_the_department(world, officer="lan")
    world.attach("lan", world.item("lan", "submit_result"), A_MONDAY)
    orphan, fresh = (world.store.save(io.BytesIO(PDF)).stored_as for _ in range(2))
    with world.database.reading() as session:
        known = stored_names(session)
    old = (A_MONDAY - timedelta(days=1, seconds=1)).timestamp()
    for name in (orphan, *known):
        os.utime(world.store.path_of(name), (old, old))
    young = A_MONDAY.timestamp()
    os.utime(world.store.path_of(fresh), (young, young))
    assert world.store.sweep(known, A_MONDAY) == 1
    assert {path.name for path in world.store.folder.iterdir()} == {fresh, *known}
