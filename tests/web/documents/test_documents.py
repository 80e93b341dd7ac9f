"""The register of documents: found by who may see a task that cites it, corrected with a reason and a memory."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tests.support.world import World
from tests.web.resolutions.plan_files import plan_of, take_in, try_out
from tests.web.story import reading_english
from workflows.ledger.models import LedgerEntry
from workflows.resolutions.models import AssigningDocument

both = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)
ROWS = (
    "N-1,Một,56-SKHCN,2026-09-30,Thông báo 624/TB-VPCP ngày 16/11/2025,trong quý III",
    "N-2,Hai,56-SKHCN,,Thông báo 624/TB-VPCP ngày 16/11/2025,",
    "N-3,Ba,56-STC,,Công văn 99/CV-STC ngày 01/02/2026 rất riêng,",
)


def address_of(world: World, number: str) -> str:
    with world.database.reading() as session:
        return session.scalars(select(AssigningDocument.public_id).where(AssigningDocument.number == number)).one()


@pytest.fixture
def cited(world: World, signed_in, clock):
    """A plan whose tasks cite two documents; their cases run. The keeper's browser."""
    tuan = reading_english(signed_in, "tuan")
    headings = "code,title_vi,lead_agency,due_date,source,due_text"
    assert take_in(tuan, try_out(tuan, world, plan_of(*ROWS, headings=headings)).text).status_code == 303
    return tuan


@both
def test_a_document_shows_the_tasks_that_cite_it_with_their_own_deadline_words(world: World, cited):
    page = cited.get("/documents?q=624").text
    assert "624/TB-VPCP" in page and "99/CV-STC" not in page
    shown = cited.get(f"/documents/{address_of(world, '624/TB-VPCP')}").text
    assert 'data-total="2"' in shown and "trong quý III" in shown and "N-3" not in shown
    listed = cited.get(f"/resolution-tasks?document={address_of(world, '624/TB-VPCP')}").text
    assert 'data-total="2"' in listed


@both
def test_a_correction_is_remembered_and_a_document_is_entered_once(world: World, cited):
    address = f"/documents/{address_of(world, '624/TB-VPCP')}"
    seen = re.search(r'name="seen" value="(\w+)"', cited.get(f"{address}/correction").text)[1]
    said = {"number": "642/TB-VPCP", "issued_on": "2025-11-17", "words": "Thông báo 642", "seen": seen}
    assert "Expected a reason" in cited.send(f"{address}/corrections", {**said, "reason": ""}).text
    wrong = cited.send(
        f"{address}/corrections", {**said, "reason": "x", "url": "javascript:alert(1)", "issued_on": "2025-02-30"}
    )
    assert wrong.status_code == 422 and "begins with https" in wrong.text and "Expected a day like" in wrong.text
    assert cited.send(f"{address}/corrections", {**said, "reason": "Gõ nhầm số"}).status_code == 303
    page = cited.get(address).text
    assert "<del>624/TB-VPCP</del>" in page and "<ins>17 November 2025</ins>" in page and "Gõ nhầm số" in page
    assert cited.send(f"{address}/corrections", {**said, "reason": "Cũ"}).status_code == 409
    new = {"number": "1/QĐ", "issued_on": "2026-01-01", "words": "Quyết định 1"}
    assert [cited.send("/documents", new).status_code for _ in range(2)] == [303, 409]
    assert "Entered by hand" in cited.get(f"/documents/{address_of(world, '1/QĐ')}").text
    with world.database.reading() as session:
        kinds = session.scalars(select(LedgerEntry.kind).where(LedgerEntry.stream == "documents")).all()
    assert kinds == ["document.corrected", "document.entered"]


@both
def test_words_of_a_sibling_units_document_are_nowhere_for_others(world: World, cited, signed_in):
    address = address_of(world, "99/CV-STC")
    lan = reading_english(signed_in, "lan")
    for page in ("/documents", "/documents?q=riêng", "/documents?q=99"):
        assert "99/CV-STC" not in lan.get(page).text and "rất riêng" not in lan.get(page).text
    assert "624/TB-VPCP" in lan.get("/documents").text
    assert lan.get(f"/documents/{address}").status_code == 404
    assert lan.get(f"/resolution-tasks?document={address}").status_code == 404
    for path in ("/documents/new", f"/documents/{address}/correction"):
        assert lan.get(path).status_code == 403
    assert lan.send(f"/documents/{address}/corrections", {}).status_code == 403
    assert lan.send("/documents", {"words": "x"}).status_code == 403
