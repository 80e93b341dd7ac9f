"""A row becomes a planned task, or sentences: days, kinds, priorities, secrets, units."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.resolutions.units import NAMES
from workflows.errors import Refusal
from workflows.resolutions import rows
from workflows.resolutions.rows import Placing, PlannedTask

PLACING = Placing("NQ57")


def planned(**cells: str) -> PlannedTask:
    task, faults = rows.understand(2, {"code": "CEN-01", "title_vi": "Một việc", **cells}, PLACING, NAMES)
    assert not faults and task is not None, [str(fault) for fault in faults]
    return task


def faults(**cells: str) -> list[str]:
    task, found = rows.understand(7, {"code": "CEN-01", "title_vi": "Một việc", **cells}, PLACING, NAMES)
    assert task is None
    return [str(fault) for fault in found]


@pytest.mark.parametrize("text", ["2026-09-30", "30/9/2026", "30-09-2026", "30.9.2026"])
def test_a_day_may_be_written_in_the_usual_ways(text: str) -> None:
    assert rows.read_day(text) == date(2026, 9, 30)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "31/4/2026", "9/30/2026", "soon", "30/9/26", "1999-12-31", "2101-01-01"]
)
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="Expected a day"):
        rows.read_day(text)


@pytest.mark.parametrize(
    ("due_text", "kind", "priority"),
    [
        ("nhiệm vụ thường xuyên", "regular", 50),
        ("Thường xuyên", "regular", 50),
        ("cập nhật hằng tháng", "periodic", 50),
        ("khẩn trương", "one_off", 80),
        ("trước ngày 10/12/2025", "one_off", 50),
        ("", "one_off", 50),
    ],
)
def test_the_documents_words_say_whether_work_is_regular_or_urgent(due_text: str, kind: str, priority: int) -> None:
    task = planned(due_text=due_text)
    assert (task.kind, task.priority) == (kind, priority)


def test_a_column_overrules_the_words() -> None:
    task = planned(due_text="khẩn trương", kind="định kỳ", priority="10")
    assert (task.kind, task.priority) == ("periodic", 10)


def test_each_wrong_cell_is_named() -> None:
    said = faults(due_date="31/2/2026", kind="sometimes", priority="101", lead_agency="Bộ Phép thuật", province="99")
    assert [one.split(":")[0] for one in said] == [
        f"row 7, {column}" for column in ("due_date", "kind", "priority", "province", "lead_agency")
    ]


@pytest.mark.parametrize("mark", ["Mật", "Tối mật", "tuyệt mật", "secret"])
def test_secret_tasks_are_refused(mark: str) -> None:
    (said,) = faults(secrecy=mark)
    assert "secret tasks are not kept here" in said


@pytest.mark.parametrize("mark", ["", "Không", "thường"])
def test_tasks_marked_as_not_secret_are_taken(mark: str) -> None:
    assert planned(secrecy=mark)


def test_one_known_unit_is_the_lead_and_words_are_kept() -> None:
    task = planned(lead_agency="Bộ KH&CN", group="Dữ liệu số / Digital data")
    assert task.leads.one is not None and task.leads.one.code == "BKHCN"
    assert task.texts["lead_text"] == "Bộ KH&CN"
    assert (task.texts["group_vi"], task.texts["group_en"]) == ("Dữ liệu số", "Digital data")
    assert task.texts["title_en"] == "Một việc", "without an English title the Vietnamese one is shown"


def test_several_leads_are_a_proposal_even_with_an_unknown_one_among_them() -> None:
    task = planned(lead_agency="Bộ Y tế; Bộ Phép thuật")
    assert task.leads.one is None and task.leads.unknown == ("Bộ Phép thuật",)


def test_a_row_may_say_its_plan_and_province() -> None:
    assert (planned().resolution, planned().province) == ("NQ57", None)
    said = planned(code="KH56-01", lead_agency="Sở Y tế", resolution="KH56", province="56")
    assert (said.resolution, said.province) == ("KH56", "56")
    assert said.leads.one is not None and said.leads.one.code == "56-SYT"
