"""Lists as files: the same rows for the same eyes as the page, whole, and without a cell that computes."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select, update

from tests.support.moments import A_MONDAY
from tests.web.cases.test_cases import BOTH
from tests.web.paper.scenes import fetched
from tests.web.story import given_to_the_department, reading_english
from webapp import rates
from webapp.exports import sheets, writing
from webapp.exports.sheets import Sheet
from workflows import limits
from workflows.instances.models import ProcessInstance
from workflows.organisation.folding import fold
from workflows.resolutions.models import Resolution, ResolutionTask

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    " =1",
    "#N/A",
    "=cmd|'/c calc'!A1",
    "bình thường",
    "a\x07b",
    "\x07=1",
]
EVERY = {
    "/resolution-tasks/export.": ("lan", "charlie"),
    "/resolutions/export.": ("lan", "charlie"),
    "/inbox/export.": ("lan", "charlie"),
    "/organisation/export.": ("lan", "charlie"),
    "/dashboard/export.": ("an", None),
    "/operations/export.": ("quang", None),
}


def planted(world, titles, lead="56-SKHCN"):
    """Tasks of the plan with these titles, led by this unit."""
    with world.database.writing() as session:
        resolution = session.scalars(select(Resolution)).one()
        for number, title in enumerate(titles):
            session.add(
                ResolutionTask(
                    resolution_id=resolution.id,
                    code=f"K-{number:04d}",
                    title_vi=title,
                    title_en=title,
                    folded=fold(f"K-{number:04d} {title}"),
                    lead_unit_id=world.units[lead],
                    assigning_unit_id=world.units["TGV"],
                )
            )
        session.commit()


def of_csv(answer):
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def of_xlsx(answer):
    return load_workbook(io.BytesIO(answer.data)).worksheets[0]


@BOTH
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_whole_list_comes_in_the_order_of_the_page_with_its_filter_and_its_moment(
    world, signed_in, monkeypatch, kind
):
    monkeypatch.setattr("webapp.resolutions.exporting.EXPORT_PAGE", 7)
    planted(world, [f"Việc số {number}" for number in range(30)])
    lan = reading_english(signed_in, "lan")
    answer = fetched(lan, f"/resolution-tasks/export.{kind}?q=việc")
    rows = of_csv(answer) if kind == "csv" else [[cell.value for cell in row] for row in of_xlsx(answer).rows]
    about, headings, *found = rows
    assert "As of 2 March 2026, 08:00 (Viet Nam) · “việc” · progress invented for the demonstration" in about
    assert headings[:3] == ["Code", "Task", "Lead unit"]
    assert [row[0] for row in found] == [f"K-{number:04d}" for number in range(30)]
    assert (
        f"-2026-03-02.{kind}" in answer.headers["Content-Disposition"] and answer.headers["Cache-Control"] == "no-store"
    )


def test_no_cell_computes(world, signed_in):
    planted(world, HOSTILE)
    lan = signed_in("lan")
    titles = [row[1] for row in of_csv(fetched(lan, "/resolution-tasks/export.csv"))[2:]]
    assert not any(title.lstrip(" ").startswith(writing.FORMULA) for title in titles)
    assert titles[0] == "'=1+1" and titles[10] == "bình thường"
    page = of_xlsx(fetched(lan, "/resolution-tasks/export.xlsx"))
    cells = [row[1] for row in page.iter_rows(min_row=3)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][:2] == ["=1+1", "+1"] and cells[8].value == "#N/A"


def test_moments_days_and_numbers_are_moments_days_and_numbers_in_a_workbook(world, signed_in):
    given_to_the_department(world, officer="lan")
    page = of_xlsx(fetched(signed_in("lan"), "/inbox/export.xlsx"))
    due = page["E3"]
    assert isinstance(due.value, datetime) and due.value.hour == 17 and due.number_format == writing.MOMENT
    counts = of_xlsx(fetched(signed_in("an"), "/dashboard/export.xlsx"))
    assert counts["C3"].value == 1 and counts["C3"].data_type == "n"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_list_is_a_file_for_whoever_may_open_its_page_and_for_nobody_else(world, signed_in, kind):
    given_to_the_department(world, officer="lan")
    for path, (reader, _other) in EVERY.items():
        answer = fetched(signed_in(reader), f"{path}{kind}")
        assert answer.status_code == 200 and len(answer.data) > 100, path
    lan = signed_in("lan")
    assert fetched(lan, f"/dashboard/export.{kind}").status_code == 403
    assert fetched(lan, f"/operations/export.{kind}").status_code == 403
    assert fetched(lan, "/inbox/export.pdf").status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_charlie_finds_no_word_of_the_sibling_unit_in_any_file(world, signed_in, kind):
    planted(world, ["ZZPLANTED mật"])
    number = given_to_the_department(world, officer="lan")
    with world.database.writing() as session:
        session.execute(update(ProcessInstance).where(ProcessInstance.id == number).values(title_vi="ZZPLANTED"))
        session.execute(update(ResolutionTask).where(ResolutionTask.instance_id == number).values(title_vi="ZZPLANTED"))
        session.commit()
    read = of_csv if kind == "csv" else lambda answer: [[cell.value for cell in row] for row in of_xlsx(answer).rows]
    for path, (reader, other) in EVERY.items():
        if other:
            assert "ZZPLANTED" not in str(read(fetched(signed_in(other), f"{path}{kind}"))), path
            assert "ZZPLANTED" not in str(read(fetched(signed_in(other), f"{path}{kind}?q=ZZPLANTED"))[2:]), path
        if path in ("/resolution-tasks/export.", "/inbox/export."):
            assert "ZZPLANTED" in str(read(fetched(signed_in(reader), f"{path}{kind}"))), path


def test_a_list_that_is_too_long_says_at_its_end_that_it_goes_on(world, signed_in, monkeypatch):
    monkeypatch.setattr(sheets, "EXPORT_ROWS", 4)
    planted(world, ["a"] * 6)
    rows = of_csv(fetched(reading_english(signed_in, "lan"), "/resolution-tasks/export.csv"))
    assert len(rows) == 2 + 4 + 1 and rows[-1][0].startswith("The list is longer: only its first 4 rows")


def test_between_two_pages_no_connection_is_held_and_who_stops_reading_leaves_nothing_open(
    world, signed_in, monkeypatch
):
    monkeypatch.setattr("webapp.resolutions.exporting.EXPORT_PAGE", 2)
    monkeypatch.setattr(writing, "EXPORT_PAGE", 2)
    planted(world, ["a"] * 9)
    held = set()
    event.listen(world.database.engine, "checkout", lambda line, *_: held.add(id(line)))
    event.listen(world.database.engine, "checkin", lambda line, *_: held.discard(id(line)))
    answer = signed_in("lan").client.get("/resolution-tasks/export.csv")
    pieces = iter(answer.response)
    next(pieces)
    next(pieces)
    assert held == set()
    answer.close()
    assert held == set()


def test_downloads_are_counted_and_refused_beyond_the_rate(world, signed_in, monkeypatch):
    monkeypatch.setitem(rates.RATES, "exports", rates.Rate(2, rates.RATES["exports"].text, stands=True))
    lan = reading_english(signed_in, "lan")
    answers = [fetched(lan, "/inbox/export.csv") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Expected at most 2 downloads" in answers[2].text


def test_a_page_of_rows_costs_the_same_few_questions_whatever_its_length(world, signed_in, monkeypatch):
    planted(world, ["a"] * 40)
    lan = signed_in("lan")
    asked = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    fetched(lan, "/resolution-tasks/export.csv")
    few = len(asked)
    asked.clear()
    monkeypatch.setattr("webapp.resolutions.exporting.EXPORT_PAGE", 10)
    fetched(lan, "/resolution-tasks/export.csv")
    assert len(asked) <= few + 4 * 2  # four more pages


def test_what_is_written_is_cut_to_what_a_cell_can_hold():
    sheet = Sheet("x", "a", ["b"], [1], iter([["y" * 40_000], [A_MONDAY.date()], [7]]), "")
    with writing.xlsx_file(sheet) as file:
        page = load_workbook(file).worksheets[0]
    assert len(page["A3"].value) == writing.LONGEST and page["A5"].value == 7
    assert limits.EXPORT_ROWS < 1_048_576
