"""An organisation's file: a dry run told row by row, taken in whole or not at all, twice without a change, and never hostile."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from sqlalchemy import func, select

from tests.web.administration.scenes import addresses
from workflows.organisation.models import Appointment, OrgUnit, Person

HEADINGS = (
    "parent_code,unit_code,unit_vi,unit_en,level,post_code,post_vi,post_en,rank,email,full_name,kind,from_on,until_on"
)
OFFICE = (
    "56-SKHCN,56-SKHCN-VP,Văn phòng Sở,Office,division,head,Chánh Văn phòng,Chief,head,"
    "mai@demo.nq57.example,Mai Thị Mới,regular,2026-03-02,"
)
UNIT = "56-SKHCN-VP,56-SKHCN-VP-TH,Tổ Tổng hợp,,,,,,,,,,,"
LAN = ",56-SKHCN,,,,officer-lan,,,,lan@demo.nq57.example,,,,2026-04-30"
SHEET = "xl/worksheets/sheet1.xml"


def file_of(*rows):
    return "\n".join((HEADINGS, *rows)).encode()


def tried(browser, content, name="to-chuc.csv"):
    return browser.send(
        "/administration/file/trial", {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data"
    )


def taken(browser, report):
    said = {
        name: re.search(rf'name="{name}" value="([^"]*)"', report.text).group(1)
        for name in ("packed", "seen", "file_name")
    }
    return browser.send("/administration/file", said)


def counts(opened):
    with opened.reading() as session:
        return [session.scalar(select(func.count()).select_from(model)) for model in (OrgUnit, Person, Appointment)]


def test_a_file_is_told_row_by_row_taken_in_and_the_same_file_changes_nothing_twice(vy, opened):
    before = counts(opened)
    report = tried(vy, file_of(OFFICE, UNIT, LAN))
    assert report.status_code == 200 and "Nothing is written yet" in report.text
    assert "new unit, new post, new person, appointed" in report.text and "appointment ended" in report.text
    assert counts(opened) == before
    assert taken(vy, report).status_code == 303
    assert counts(opened) == [before[0] + 2, before[1] + 1, before[2] + 1]
    again = tried(vy, file_of(OFFICE, UNIT, LAN))
    assert "There is nothing to take in" in again.text and 'name="packed"' not in again.text
    history = vy.get(f"/administration/units/{addresses(opened)['56-SKHCN']}").text
    assert "leaves the post" in history


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_given_out_is_taken_in_again_without_a_change_and_holds_nothing_of_a_sibling(vy, opened, kind):
    there = f"/administration/units/{addresses(opened)['56-SKHCN']}/organisation.{kind}"
    answer = vy.client.get(there)
    assert answer.status_code == 200
    again = tried(vy, answer.data, f"to-chuc.{kind}")
    answer.close()
    assert "There is nothing to take in" in again.text and "lan@demo.nq57.example" in again.text
    assert "charlie" not in again.text and "Tài chính" not in again.text
    assert vy.get(there.replace(addresses(opened)["56-SKHCN"], addresses(opened)["56-STC"])).status_code == 403


def test_refused_rows_are_sentences_and_nothing_of_the_file_is_kept(vy, opened):
    before = counts(opened)
    report = tried(
        vy,
        file_of(
            OFFICE,
            "UB56,56-MOI,Sở mới,,,,,,,,,,,",
            ",56-STC,Khác,,,,,,,,,,,",
            "NOWHERE,56-X,X,,,,,,,,,,,",
            ",56-SKHCN,,,,officer-lan,,,,lan@demo.nq57.example,Ai Đó,,,",
            ",56-SKHCN,,,,officer-vy,CV,,officer,vy@demo.nq57.example,,,2026-03-02,",
            ",56-SKHCN,,,,officer-lan,,,,lan@demo.nq57.example,,,31/02,",
        ),
    )
    assert report.status_code == 422
    for sentence in (
        "you were not granted that role here",
        "known or stands in a row above",
        "the row says another. Leave it empty",
        "nobody gives rights to themselves",
        "Expected a day such as 2026-04-30",
    ):
        assert sentence in report.text
    assert "6 rows are refused" in report.text and 'name="packed"' not in report.text
    assert counts(opened) == before


def workbook(parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


ROW = '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row></sheetData></worksheet>'
HOSTILE = {
    "no text": b"\xff\xfe\x00u",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "an archive of nothing": workbook({"x": ""}),
    "a broken archive": b"PK\x03\x04" + bytes(50),
    "a workbook that reads a file": workbook(
        {SHEET: '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + ROW.format("&e;")}
    ),
    "a workbook a thousand times its size": workbook({SHEET: ROW.format(" " * 20_000_000)}),
    "a cell far away": workbook({SHEET: '<worksheet><row><c r="ZZZZ1"><v>1</v></c></row></worksheet>'}),
    "no text at that number": workbook({SHEET: '<worksheet><row><c r="A1" t="s"><v>7</v></c></row></worksheet>'}),
    "unknown columns": b"unit_code,colour\nX,red\n",
    "no rows": HEADINGS.encode(),
    "empty": b"",
    "a thousand and one rows": ("unit_code\n" + "56-SKHCN\n" * 1_001).encode(),
}


def test_hostile_files_give_a_sentence_each_and_leave_nothing_behind(vy, opened):
    before = counts(opened)
    for name, content in HOSTILE.items():
        answer = tried(vy, content)
        assert answer.status_code == 422, name
        assert "Expected" in answer.text and "root:" not in answer.text, name
    assert counts(opened) == before
    odd = tried(vy, file_of(",56-SKHCN,<script>alert(1)</script>" + "," * 11))
    assert "<script>alert" not in odd.text and "unit renamed" in odd.text


def test_a_report_that_is_out_of_date_is_said_to_be_so_and_a_mangled_one_too(vy, quang, opened):
    report = tried(vy, file_of(OFFICE))
    assert taken(quang, tried(quang, file_of(OFFICE))).status_code == 303
    late = taken(vy, report)
    assert late.status_code == 409 and "changed in the meantime" in late.text
    assert vy.send("/administration/file", {"packed": "x", "seen": "", "file_name": "f"}).status_code == 422


def test_who_administers_nothing_takes_nothing_in(signed_in):
    assert tried(signed_in("binh"), file_of(OFFICE)).status_code == 403
