"""The pages that are measured, each with who opens it and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.scale import finding
from benchmarks.scale.visitors import House

MANY = 60
SHELVES = ("all", "mine", "groups", "late", "soon", "decisions")
SEARCHES = ("du lieu", "nen tang tich hop", "KH", "0000123", "ban dan giai doan 2", "hoc lieu so")


@dataclass(frozen=True, slots=True)
class Page:
    """A page by name, and the (person, address) pairs with which it is opened."""

    name: str
    visits: list[tuple[int, str]]


def pages(house: House) -> Iterator[Page]:
    """Every page of the table."""
    with house.database.reading() as session:

        def ask(query: str, **words: Any) -> list[Any]:
            return finding.rows(session, query, **{"most": MANY, **words})

        officers = [row[0] for row in ask(finding.OFFICERS)]
        heads = [row[0] for row in ask(finding.HEADS)]
        support = [row[0] for row in ask(finding.SUPPORT, code="support%")]
        centre = [row[0] for row in ask(finding.SUPPORT, code="support_team")]
        (leader,) = [row[0] for row in finding.rows(session, finding.LEADERS)]
        governors = [row[0] for row in ask(finding.GOVERNORS, level="province")]
        directors = [row[0] for row in ask(finding.GOVERNORS, level="commune")]
        yield from _inboxes(officers, heads, support, centre)
        yield from _lists(officers, heads, governors, leader)
        yield from _desks(governors, leader, ask(finding.DESKS, level="commune"), ask(finding.DESKS, level="province"))
        yield from _single(ask(finding.OF_OFFICERS), ask(finding.LONG_CASES))
        yield Page("dashboard, country", [(leader, "/dashboard")] * 20)
        yield Page("dashboard, province", [(person, "/dashboard") for person in governors])
        yield Page("dashboard, commune", [(person, "/dashboard") for person in directors])
        yield Page("resolutions", [(person, "/resolutions") for person in (*governors[:10], leader)])
        units = [row[0] for row in ask(finding.UNITS, level="province")]
        yield Page("organisation, top", [(person, "/organisation") for person in officers])
        yield Page("organisation, a province", [(officers[0], f"/organisation/units/{unit}") for unit in units])
        words = ("khanh hoa", "UBND xa", "so khoa hoc", "phuong", "hai")
        yield Page(
            "organisation, search", [(person, f"/organisation?q={word}") for person in officers[:12] for word in words]
        )


def _inboxes(officers: list[int], heads: list[int], support: list[int], centre: list[int]) -> Iterator[Page]:
    for name, people in (("officer", officers), ("head", heads), ("support team", support)):
        yield Page(f"inbox, {name}", [(person, "/inbox") for person in people])
    for shelf in SHELVES[1:]:
        yield Page(f"inbox, support, {shelf}", [(person, f"/inbox?shelf={shelf}") for person in support])
    yield Page("inbox, centre's team", [(person, "/inbox") for person in centre * 5])
    yield Page(
        "inbox, searched", [(person, f"/inbox?q={word}") for person in (*centre, *support[:6]) for word in SEARCHES]
    )


def _lists(officers: list[int], heads: list[int], governors: list[int], leader: int) -> Iterator[Page]:
    for name, people in (("officer", officers), ("head", heads), ("governor", governors), ("leader", [leader] * 10)):
        yield Page(f"task list, {name}", [(person, "/resolution-tasks") for person in people])
        found = [(person, f"/resolution-tasks?q={word}") for person in people[:10] for word in SEARCHES]
        yield Page(f"task search, {name}", found)
    classes = ("in_progress_overdue", "not_started", "completed_late", "in_progress", "cancelled")
    for name, people in (("governor", governors[:8]), ("leader", [leader] * 4)):
        behind = [(person, f"/resolution-tasks?class={one}") for person in people for one in classes]
        yield Page(f"list behind a number, {name}", behind)
        yield Page(
            f"list of what is due soon, {name}", [(person, "/resolution-tasks?deadline=soon") for person in people]
        )


def _desks(governors: list[int], leader: int, communes: list[Any], provinces: list[Any]) -> Iterator[Page]:
    for name, led in (("commune", communes), ("province", provinces)):
        yield Page(f"unit desk, {name}", [(person, f"/desk/units/{unit}") for person, unit in led])
        yield Page(f"unit desk, {name}, its steps", [(person, f"/desk/units/{unit}/items") for person, unit in led])
    yield Page("desk of escalations, governor", [(person, "/desk/escalations") for person in governors])
    people = (*governors[:10], leader)
    for way in ("group", "unit"):
        yield Page(f"plan tree by {way}", [(person, f"/resolution-tasks/tree?by={way}") for person in people])
    yield Page("plan timeline", [(person, "/resolution-tasks/timeline") for person in people])


def _single(of_officers: list[Any], long_cases: list[Any]) -> Iterator[Page]:
    yield Page("step", [(person, f"/work-items/{item}") for person, item, _, _ in of_officers])
    yield Page("case", [(person, f"/cases/{case}") for person, _, case, _ in of_officers])
    yield Page("task", [(person, f"/resolution-tasks/{task}") for person, _, _, task in of_officers])
    yield Page("case with a long life", [(person, f"/cases/{case}") for person, case in long_cases])
