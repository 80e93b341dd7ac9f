"""What the record of a sign-off and the file of a task say, in which letters, and that the same facts make the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import unicodedata

import pytest
from sqlalchemy import select, update

from tests.support.pdf_words import pages, words
from tests.web.paper.scenes import AT, REASON, TITLE, asked, printed, settings_of, signed_off
from webapp.paper import fonts
from webapp.paper.models import PrintJob
from webapp.paper.press import Press
from workflows.ledger.models import LedgerEntry
from workflows.work.models import Attachment

ONE = pytest.mark.parametrize("world_url", ["sqlite"], indirect=True)
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
VOWELS = "aăâeêioôơuưy"
PANGRAM = "Do bạch kim rất quý, sẽ để lắp vô xương; chữ ký số: “đã nghiệm thu” – 1.234,5 ₫ … §"


def flat(text: str) -> str:
    return text.replace(" ", "")


@ONE
def test_the_record_tells_the_task_the_clears_each_version_each_decision_and_the_hashes(world):
    number = signed_off(world)
    content = printed(world, number)
    said = words(content)
    for sentence in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Ngày 02 tháng 3 năm 2026",
        "BIÊN BẢN XÁC NHẬN HOÀN THÀNH NHIỆM VỤ",
        TITLE,
        "a) Rõ người: ai làm: đã rõ.",
        "Kết quả lần 1",
        "thẩm định trả lại; Hoàng Văn Minh",
        REASON,
        "Kết quả lần 2",
        "thẩm định đạt; Nguyễn Mẫu Dừa",
        "đã nghiệm thu; Võ Anh Tuấn",
        "hoàn thành đúng hạn",
        "Nơi nhận: - Sở Khoa học và Công nghệ Khánh Hòa;",
        "nq57 verify-ledger",
    ):
        assert flat(sentence) in flat(said), sentence
    with world.database.reading() as session:
        hashes = [*session.scalars(select(Attachment.sha256))]
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "submission.signed_off")).one()
    assert len(hashes) == 2
    for one in (*hashes, entry.hash, entry.stream):
        assert one in flat(said)


@ONE
def test_the_file_of_a_task_speaks_the_language_that_was_asked_for_and_ends_with_the_history(world):
    said = words(printed(world, signed_off(world), "lan", "file", "en"))
    assert "SOCIALIST REPUBLIC OF VIET NAM" in said and "Day 02 month 3 year 2026" in said
    assert "What was handed in and how it was checked" in said and "returned by the verifier" in said
    assert said.index("What happened") > said.index("Result number 2")
    assert "Biên bản" not in said


@ONE
def test_every_page_of_a_demonstration_says_that_the_progress_is_invented_and_no_page_of_a_real_one(world):
    number = asked(world, signed_off(world), "lan", "file")
    notice = "tiến độ trong văn bản này là hư cấu"
    demo, real = (Press(settings_of(world, mode), world.database) for mode in ("demo", "production"))
    with world.database.reading() as session:
        job = session.get_one(PrintJob, number)
        shown = pages(demo.content(session, job, AT))
        assert len(shown) > 1 and all(notice in page for page in shown)
        assert not any(notice in page for page in pages(real.content(session, job, AT)))


@ONE
def test_the_same_facts_make_the_same_bytes_in_another_process_too(world):
    number = asked(world, signed_off(world))
    settings = settings_of(world)
    script = f"""
import hashlib, sys
from pathlib import Path
from tests.web.paper.scenes import AT
from webapp.config import Settings
from webapp.paper.models import PrintJob
from webapp.paper.press import Press
from workflows.db import Database
import webapp.models
settings = Settings("demo", Path({str(settings.data_dir)!r}), {settings.database_url!r}, "k" * 40)
database = Database(settings.database_url)
with database.reading() as session:
    print(hashlib.sha256(Press(settings, database).content(session, session.get_one(PrintJob, {number}), AT)).hexdigest())
"""
    elsewhere = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "57"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    with world.database.reading() as session:
        job = session.get_one(PrintJob, number)
        press = Press(settings, world.database)
        here = {hashlib.sha256(press.content(session, job, AT)).hexdigest() for _ in range(2)}
    assert here == {elsewhere}


@ONE
def test_a_file_that_was_replaced_lost_or_taken_out_after_its_approval_is_said_to_be_so(world):
    number = signed_off(world)
    with world.database.writing() as session:
        first, second = session.scalars(select(Attachment).order_by(Attachment.id))
        session.execute(update(Attachment).where(Attachment.id == first.id).values(removed_at=AT))
        session.commit()
    assert first.stored_as and second.stored_as
    world.store.path_of(first.stored_as).write_bytes(b"%PDF-1.7\nanother\n")
    world.store.path_of(second.stored_as).unlink()
    said = words(printed(world, number))
    assert "BỊ THAY THẾ" in said and "BỊ MẤT" in said and "đã bỏ khỏi các lần nộp sau" in said
    assert first.sha256 in flat(said) and second.sha256 in flat(said)


@ONE
def test_what_somebody_typed_is_text_whatever_it_is_and_however_long(world):
    typed = '<b>đậm</b> <img src="/etc/passwd"/> &amp; <a href="x">x</a> 😀 漢字 ' + "dài" * 1200 + "\n" * 200 + "cuối"
    number = signed_off(world, summary=typed)
    for kind in ("record", "file"):
        said = words(printed(world, number, kind=kind))
        assert '<b>đậm</b> <img src="/etc/passwd"/> &amp; <a href="x">x</a>' in said
        assert "\ufffd \ufffd\ufffd" in said and "cuối" in said


def test_the_font_has_every_letter_of_vietnamese_and_text_comes_in_one_spelling():
    syllables = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES]
    letters = "".join([*syllables, "đ", *map(str.upper, syllables), "Đ", PANGRAM])
    assert fonts.spelled(letters) == letters
    assert fonts.spelled(unicodedata.normalize("NFD", letters)) == letters
    assert fonts.spelled("a\u200bb\x07c\td\r\ne 😀 ﬁ") == "abc d\ne \ufffd fi" or "ﬁ" in fonts.spelled("ﬁ")
