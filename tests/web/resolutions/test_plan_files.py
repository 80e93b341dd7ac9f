"""The template and the plan as a file say what taking in understands; the report goes out row by row."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.support.world import World
from tests.web.resolutions.plan_files import count_tasks, plan_of, take_in, try_out
from tests.web.story import reading_english
from webapp.resolutions import words
from workflows.resolutions import reading

ENGINES = ("sqlite", "postgresql")
both = pytest.mark.parametrize("world_url", ENGINES, indirect=True)
HEADINGS = "code,title_vi,title_en,group,lead_agency,due_date,due_text,deliverable,source,priority,kind,coordinating_agencies,contributions"
PARTS = '"56-STC: Dự toán; bản chính (30/8/2026)"'
ROWS = (
    'N-1,"Việc\nhai dòng",One,Thể chế / Institutions,Bộ Khoa học và Công nghệ,2026-09-30,trong quý III,- Đề án,12/CV,80,,56-STC,'
    + PARTS,
    "N-2,=Nhiệm vụ hai,,Nhóm,Các bộ ngành,,thường xuyên,+1,,,,,",
    "N-3,Ba,,,56-STC; 56-SKHCN,30/11/2026,hằng tháng,'x,,,định kỳ,,",
)


def downloaded(answer: Any) -> bytes:
    assert answer.status_code == 200
    content = bytes(answer.data)
    answer.close()
    return content


def rows_of(content: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_template_is_understood_heading_by_heading_and_explains_each(world: World, signed_in, language):
    tuan = signed_in("tuan")
    tuan.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    book = load_workbook(io.BytesIO(downloaded(tuan.client.get("/plan-imports/template.xlsx"))))
    headings, explained = [cell.value for cell in book.worksheets[0][1]], list(book.worksheets[1].values)
    assert [reading._COLUMN_OF[reading.fold(heading)] for heading in headings] == list(words.HEADINGS)
    assert [row[0] for row in explained[1:]] == headings and all(row[1] for row in explained)
    book.worksheets[0].append([row[2] for row in explained[1:]])
    filled = io.BytesIO()
    book.save(filled)
    assert not reading.read(filled.getvalue()).faults


@both
@pytest.mark.parametrize(("language", "kind"), [("vi", "xlsx"), ("en", "csv")])
def test_the_plan_as_a_file_taken_in_again_changes_nothing(world: World, signed_in, clock, language, kind):
    tuan = reading_english(signed_in, "tuan")
    assert take_in(tuan, try_out(tuan, world, plan_of(*ROWS, headings=HEADINGS)).text).status_code == 303
    world.tick(clock.at)
    tuan.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    content = downloaded(tuan.client.get(f"/resolution-tasks/plan-file.{kind}"))
    assert kind == "xlsx" or "Sở Tài chính Khánh Hòa: Dự toán; bản chính (2026-08-30)" in content.decode()
    tuan.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    report = try_out(tuan, world, content, f"plan.{kind}")
    assert report.status_code == 200 and "nothing to take in" in report.text
    assert "<strong>3</strong>" in report.text.replace(" ", "").replace("<strong >", "<strong>")


def test_the_report_goes_out_row_by_row_and_writes_nothing(world: World, signed_in):
    tuan = reading_english(signed_in, "tuan")
    assert take_in(tuan, try_out(tuan, world, plan_of("N-1,Một,,2026-09-30", "N-2,Hai,,")).text).status_code == 303
    later = try_out(tuan, world, plan_of("N-1,Một,,2026-10-01", "N-2,Hai,,", "N-3,Ba,,")).text
    lines = list(csv.reader(io.StringIO(report_of(tuan, later, "csv").decode("utf-8-sig"))))
    assert [(line[0], line[1], line[2].split(",")[0], line[3]) for line in lines[2:]] == [
        ("2", "N-1", "changed", "Due date"),
        ("3", "N-2", "unchanged", ""),
        ("4", "N-3", "new", ""),
    ]
    faulty = rows_of(report_of(tuan, try_out(tuan, world, plan_of("N-1,Một,,bao giờ")).text, "xlsx"))
    assert faulty[2][0] == 2 and faulty[2][3] == "Due date" and str(faulty[2][6]).startswith("Expected a day like")
    assert count_tasks(world) == 2


def report_of(browser, report: str, kind: str) -> bytes:
    said = dict(re.findall(r'name="(reported|file_name|resolution|province)" value="([^"]*)"', report))
    answer = browser.send(f"/plan-imports/report.{kind}", said, content_type="multipart/form-data")
    return downloaded(answer)


@both
def test_a_workbook_is_taken_in_in_the_browser_with_a_preview(world: World, signed_in):
    book, kept = Workbook(), io.BytesIO()
    for line in (("Mã", "Tên tiếng Việt", "Đơn vị chủ trì"), ("W-1", "Từ bảng tính", "Bộ Khoa học và Công nghệ")):
        book.active.append(line)
    book.save(kept)
    tuan = reading_english(signed_in, "tuan")
    report = try_out(tuan, world, kept.getvalue(), "plan.xlsx")
    assert report.status_code == 200 and "Nothing is written yet" in report.text and "W-1" in report.text
    assert take_in(tuan, report.text).status_code == 303 and count_tasks(world) == 1


def test_charlie_gets_no_template_no_report_and_a_plan_file_without_what_is_not_open_to_him(world: World, signed_in):
    tuan = reading_english(signed_in, "tuan")
    assert take_in(tuan, try_out(tuan, world, plan_of("N-1,Chỉ của sở kia,56-STC,")).text).status_code == 303
    charlie = signed_in("charlie")
    assert charlie.get("/plan-imports/template.xlsx").status_code == 403
    assert charlie.send("/plan-imports/report.csv", {}).status_code == 403
    seen = charlie.get("/resolution-tasks").text
    assert ("Chỉ của sở kia" in charlie.get("/resolution-tasks/plan-file.csv").text) == ("Chỉ của sở kia" in seen)
    assert "Chỉ của sở kia" not in signed_in("lan").get("/resolution-tasks/plan-file.csv").text
