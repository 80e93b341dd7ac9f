"""A source's words are read for number, day, issuer and address; nothing is guessed."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import webapp.seed
from workflows.resolutions.documents import cite

DATA = Path(webapp.seed.__path__[0]) / "data"
ENGLISH = re.compile(r"\b(the|of|and|appendix|item|notice|plan|meeting|minister|committee|deputy)\b", re.IGNORECASE)


def test_number_day_issuer_and_address_are_read() -> None:
    said = cite("Notice 624/TB-VPCP (16/11/2025), conclusion; https://example.org/a-2464335.html")
    assert (said.number, said.issued_on, said.issuer) == ("624/TB-VPCP", date(2025, 11, 16), "Văn phòng Chính phủ")
    assert said.url == "https://example.org/a-2464335.html"


def test_items_of_one_appendix_are_one_document() -> None:
    keys = {
        cite(f"Khánh Hòa Provincial Steering Committee Plan 11-KH/BCĐ (28/07/2026), appendix, item {n}").key
        for n in (2, 3)
    }
    assert keys == {"11-KH/BCĐ 2026-07-28"}


def test_a_document_is_the_same_in_both_languages() -> None:
    cited = cite("Kế hoạch 11-KH/BCĐ (28/07/2026) của Ban Chỉ đạo tỉnh Khánh Hòa, phụ lục, mục 9")
    assert (cited.key, cited.issuer) == ("11-KH/BCĐ 2026-07-28", "Ban Chỉ đạo tỉnh")
    assert cited.words == "Kế hoạch 11-KH/BCĐ (28/07/2026) của Ban Chỉ đạo tỉnh Khánh Hòa"


def test_the_tasks_that_come_with_nq57_cite_their_documents_in_vietnamese() -> None:
    with (DATA / "tasks.csv").open(encoding="utf-8", newline="") as file:
        cited = {cite(row["source"]).words for row in csv.DictReader(file)}
    assert len(cited) > 5
    assert [words for words in cited if ENGLISH.search(re.sub(r"https?://\S+", "", words))] == []


def test_the_day_of_the_news_is_not_taken_for_the_day_of_the_document() -> None:
    assert cite("https://example.org/x.htm (15/11/2025)").issued_on is None


def test_words_without_any_of_it_are_kept_as_words() -> None:
    said = cite("Second meeting (31/02/2025)")
    assert (said.number, said.issued_on, said.url, said.words) == (None, None, None, "Second meeting (31/02/2025)")
