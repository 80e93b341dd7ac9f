"""The catalogue of indicators as people see it."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook

from tests.integration.indicators.test_keeping import SAID, WHOLE, WHY
from tests.support.moments import A_MONDAY
from workflows.indicators import catalogue
from workflows.indicators.catalogue import Wanted
from workflows.indicators.defining import register_indicator

XLSX = "catalogue.xlsx"


@pytest.fixture
def address(world):
    made = world.do("tuan", register_indicator, {**SAID, "targets": "2030: 30,5 | trên 30%\n2045: 50"}, at=A_MONDAY)
    return f"/indicators/{made.public_id}"


def versions(world, code="KTS-1"):
    with world.database.reading() as session:
        rows = catalogue.find_indicators(session, Wanted())
        return {row.indicator.code: row.version.number for row in rows}[code]


def downloaded(browser, path):
    with browser.client.get(path) as answer:
        return answer.data


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_everybody_reads_the_dictionary_in_both_languages(signed_in, address):
    browser = signed_in("charlie")
    page = browser.get("/indicators?q=kinh te").get_data(as_text=True)
    assert "Kinh tế số" in page and "chưa có đơn vị chủ quản" in page and "2030: 30,5 %" in page
    assert "Không tìm thấy chỉ số" in browser.get("/indicators?q=x&group=party&state=opened&set=strategic").text
    page = browser.get(address).get_data(as_text=True)
    assert "trên 30%" in page and "Lộ trình" in page and "2037" in page
    assert "Định nghĩa lại" not in page
    browser.send("/language", {"language": "en", "next": address})
    page = browser.get(address).get_data(as_text=True)
    assert "Digital economy" in page and "nobody estimates" in page and "30.5" in page


def test_charlie_keeps_nothing(signed_in, world, address):
    browser = signed_in("charlie")
    for path in ("/indicators/new", f"{address}/definition", f"{address}/closing", "/indicators/imports/new"):
        assert browser.get(path).status_code == 403
    for path in ("/indicators", f"{address}/definitions", f"{address}/opening", f"{address}/closings",
                 "/indicators/imports/trial", "/indicators/imports"):  # fmt: skip
        assert browser.send(path, {**SAID, "code": "X", "reason": WHY}).status_code == 403
    assert versions(world) == 1


def test_a_refused_form_comes_back_filled_in_and_then_is_kept(signed_in, world, address):
    browser = signed_in("tuan")
    answer = browser.send("/indicators", {**SAID, "code": "NEW-1", "red": "cao", "owner": "56-SKHCN"})
    assert answer.status_code == 422
    assert 'value="NEW-1"' in answer.text and 'value="cao"' in answer.text and 'value="56-SKHCN" checked' in answer.text
    assert browser.send("/indicators", {**SAID, "code": "NEW-1"}).status_code == 303
    answer = browser.send(f"{address}/opening")
    assert answer.status_code == 422 and "không ai được ước tính" in answer.text
    form = {**SAID, **WHOLE, "seen": "1", "cooperating": ["56-STC", "56-SYT"]}
    answer = browser.send(f"{address}/definitions", form)
    assert answer.status_code == 422 and 'value="56-STC" checked' in answer.text
    assert browser.send(f"{address}/definitions", {**form, "cooperating": "56-STC", "reason": WHY}).status_code == 303
    answer = browser.send(f"{address}/definitions", {**form, "cooperating": "", "reason": WHY})
    assert answer.status_code == 409 and "phiên bản 2" in answer.text
    assert 'href="/indicators?owner=56-SKHCN"' in browser.get("/indicators").text
    page = browser.get("/indicators?owner=UB56").text
    assert "KTS-1" in page and "NEW-1" not in page
    page = browser.get(address).get_data(as_text=True)
    assert WHY in page and "<ins>Niên giám thống kê</ins>" in page
    assert browser.send(f"{address}/opening").status_code == 303
    assert browser.send(f"{address}/closings", {"reason": ""}).status_code == 422
    assert browser.send(f"{address}/closings", {"reason": WHY}).status_code == 303
    assert "Đã đóng" in browser.get(address).text


def test_what_is_downloaded_and_taken_in_again_changes_nothing(signed_in, world, address):
    browser = signed_in("tuan")
    content = downloaded(browser, "/indicators/export.xlsx")
    page = browser.send("/indicators/imports/trial", {"file": (io.BytesIO(content), XLSX)})
    assert page.status_code == 200 and "Nội dung tệp trùng" in page.text
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    place = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, place["Mục tiêu"]).value = "2030: 35"
    sheet.cell(3, place["Mã"]).value = "KTS-2"
    for heading, value in {"Bộ chỉ số": "Chiến lược", "Tên tiếng Việt": "=1+1", "Nhóm chỉ số": "Công tác Đảng",
                           "Đơn vị tính (tiếng Việt)": "%", "Loại giá trị": "Tỉ lệ", "Chiều hướng": "Càng cao càng tốt",
                           "Kỳ báo cáo": "Năm", "Áp dụng từ kỳ": "2026"}.items():  # fmt: skip
        sheet.cell(3, place[heading]).value = value
        sheet.cell(3, place[heading]).data_type = "s"
    changed = io.BytesIO()
    book.save(changed)
    page = browser.send("/indicators/imports/trial", {"file": (io.BytesIO(changed.getvalue()), XLSX)})
    assert page.status_code == 422 and "Cách tổng hợp" in page.text  # the one that was left out
    sheet.cell(3, place["Cách tổng hợp theo đơn vị"]).value = "Tổng các đơn vị"
    changed = io.BytesIO()
    book.save(changed)
    page = browser.send("/indicators/imports/trial", {"file": (io.BytesIO(changed.getvalue()), XLSX)}).text
    assert "2030: 35" in page and "KTS-2" in page
    assert versions(world) == 1
    form = {name: hidden(page, name) for name in ("packed", "seen", "file_name")}
    assert browser.send("/indicators/imports", form).status_code == 422  # without a reason
    assert browser.send("/indicators/imports", {**form, "seen": "x", "reason": WHY}).status_code == 409
    assert browser.send("/indicators/imports", {**form, "reason": WHY}).status_code == 303
    assert (versions(world), versions(world, "KTS-2")) == (2, 1)
    assert browser.send("/indicators/imports", {**form, "packed": "###", "reason": WHY}).status_code == 422


def test_the_empty_file_explains_its_columns(signed_in):
    book = load_workbook(io.BytesIO(downloaded(signed_in("tuan"), "/indicators/template.xlsx")))
    assert [sheet.title for sheet in book.worksheets] == ["mau-chi-so", "giai-thich"]
    assert book.worksheets[1].max_row == book.worksheets[0].max_column + 1
