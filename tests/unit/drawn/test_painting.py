"""Drawings on paper: every shape and every name is there in each of the three kinds of file, and nothing hostile makes them large."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_babel import force_locale

from tests.support.pdf_words import words
from tests.unit.outline.test_lines import ours
from tests.unit.outline.test_saying import _settings
from webapp.drawn import pdf, png, svg
from webapp.drawn.reading import sheet_of
from webapp.drawn.strokes import Box, Circle, Words
from webapp.drawn.strokes import Path as Line
from webapp.language import app_alone
from webapp.outline.lines import told_of

DRAWING = Path("bpmn/verification_panel/verification_panel.bpmn")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _in_english(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    app = app_alone(_settings(tmp_path_factory.getbasetemp()))
    with app.test_request_context(), force_locale("en"):
        yield


def test_every_shape_and_arrow_is_a_stroke_with_its_name_in_the_readers_language() -> None:
    sheet = sheet_of(DRAWING.read_bytes(), "verification_panel", "vi")
    said = " ".join(line for one in sheet.strokes if isinstance(one, Words) for line in one.lines)
    for name in ("Nhóm thẩm định", "Thẩm định kết quả", "Đủ số người chấp thuận?", "Không còn đủ"):
        assert name in said
    heads = [one for one in sheet.strokes if isinstance(one, Line) and one.closed and one.fill == "ink"]
    assert len(heads) == DRAWING.read_text().count("<bpmn:sequenceFlow")
    assert sum(isinstance(one, Circle) and one.stroke == 4 for one in sheet.strokes) == 2  # two ends
    assert sum(isinstance(one, Box) and one.radius == 10 for one in sheet.strokes) == 3  # three tasks


def test_svg_is_a_picture_with_a_title_and_words() -> None:
    root = ET.fromstring(svg.svg(sheet_of(DRAWING.read_bytes(), "verification_panel", "en")))
    assert root.findtext(f"{SVG}title") == "Verification of a result by several"
    said = " ".join(one.text or "" for one in root.iter(f"{SVG}tspan"))
    assert "Verify the result" in said
    assert not [one for one in root.iter() if "style" in one.attrib or one.tag.endswith("script")]


def test_png_is_a_picture_of_bounded_size_that_is_not_empty() -> None:
    made = png.png(sheet_of(ours()["resolution_task.bpmn"], "resolution_task", "vi"))
    assert made.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", made[16:24])
    assert (width, height <= png.HIGHEST) == (png.WIDEST, True)
    assert len(made) > 50_000


def test_pdf_holds_the_drawing_and_the_same_in_words() -> None:
    sheet = sheet_of(DRAWING.read_bytes(), "verification_panel", "vi")
    with force_locale("vi"):
        made = pdf.pdf(sheet, told_of("ours", ours(), "verification_panel"), "phiên bản 1")
    said = words(made)
    assert "Đủ số người chấp thuận?" in said
    assert "Người làm: nhóm thẩm định kết quả." in said
    assert made == pdf.pdf(sheet, told_of("ours", ours(), "verification_panel"), "phiên bản 1") or made.startswith(
        b"%PDF"
    )


@pytest.mark.parametrize("number", ["nan", "inf", "1e300", "x", ""])
def test_a_coordinate_that_is_none_leaves_its_shape_out(number: str) -> None:
    content = DRAWING.read_text().replace(
        '<dc:Bounds x="', f'<dc:Bounds x="{number}" y="0" width="1" height="1" /><dc:Bounds x="', 1
    )
    sheet = sheet_of(content.encode(), "verification_panel", "vi")
    assert sheet.width < 2_000
    assert png.png(sheet).startswith(b"\x89PNG")


def test_a_drawing_without_a_layout_is_an_empty_sheet() -> None:
    content = DRAWING.read_text().split("<bpmndi:BPMNDiagram")[0] + "</bpmn:definitions>"
    sheet = sheet_of(content.encode(), "verification_panel", "vi")
    assert sheet.strokes == ()
    assert b"<svg" in svg.svg(sheet)
    assert png.png(sheet)
    assert pdf.pdf(sheet, (), "")
