"""The numbers of one page: totals, by unit and by group. Each carries the filter of the list that it opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.language import own_name
from webapp.shown.classes import ALL_OVERDUE, CLASSES, COMPLETED, OVERDUE, ClassWords
from workflows.organisation.models import OrgUnit, UnitAncestor
from workflows.organisation.standing import Standing, scope_unit_ids
from workflows.resolutions import figures, progress, register
from workflows.resolutions.wanted import Moment, TaskFilter


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, and the words of the list's address that show exactly what it counts."""

    number: int
    words: Mapping[str, str]
    of: ClassWords | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """How the tasks of one unit or group stand. ``unit`` opens its own page; ``itself`` says that units below are left out."""

    name: str
    total: Cell
    cells: tuple[Cell, ...]
    unit: OrgUnit | None = None
    itself: bool = False

    @property
    def overdue(self) -> int:
        """How many are past their date, begun or not."""
        return sum(cell.number for cell in self.cells if cell.of and cell.of.name in OVERDUE)

    @property
    def all_overdue(self) -> Cell:
        """The same number with the list that it opens."""
        return Cell(self.overdue, {**self.total.words, "class": progress.OVERDUE}, ALL_OVERDUE)

    @property
    def completed(self) -> int:
        """How many are signed off, in time or late."""
        return sum(cell.number for cell in self.cells if cell.of and cell.of.name in COMPLETED)

    def of(self, name: str) -> int:
        """How many are in one class."""
        return next(cell.number for cell in self.cells if cell.of and cell.of.name == name)


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the page shows in numbers, and the moment for which they are true."""

    whole: Row
    soon: Cell
    units: tuple[Row, ...]
    groups: tuple[Row, ...]
    counted_at: datetime


def board_of(
    session: Session,
    unit: OrgUnit | None,
    top: OrgUnit,
    wanted: TaskFilter,
    words: Mapping[str, str],
    standing: Standing,
    moment: Moment,
) -> Board:
    """Count for ``unit``, or for the country when there is none; ``top`` is the unit whose units below are told apart.

    ``wanted`` and ``words`` narrow everything in the same way: the filter, and how the list's address says it.
    """
    if unit is not None:
        wanted, words = replace(wanted, unit_id=unit.id), {**words, "unit": unit.code}
    at = figures.counted_at(session, moment.at) if figures.may_answer(wanted, standing) else None
    count = figures if at else register
    soon = count.count_by_class(session, replace(wanted, deadline=progress.SOON), standing, moment)
    return Board(
        whole=row_of("", words, count.count_by_class(session, wanted, standing, moment)),
        soon=Cell(sum(soon.values()), {**words, "deadline": progress.SOON}),
        units=rows_by_unit(session, count, unit, top, wanted, words, standing, moment),
        groups=rows_by_group(count.count_by_group(session, wanted, standing, moment), words),
        counted_at=at or moment.at,
    )


def rows_by_unit(
    session: Session,
    count: Any,
    unit: OrgUnit | None,
    top: OrgUnit,
    wanted: TaskFilter,
    words: Mapping[str, str],
    standing: Standing,
    moment: Moment,
) -> tuple[Row, ...]:
    """What ``top`` leads itself, every unit directly below it with a task, and for the country what no unit leads yet."""
    counted = count.count_by_unit(session, top.id, wanted, standing, moment)
    found = {one.id: one for one in session.scalars(select(OrgUnit).where(OrgUnit.id.in_(counted)))}
    below = [
        row_of(own_name(found[number]), {**words, "unit": found[number].code}, counts, unit=found[number])
        for number, counts in counted.items()
        if number != top.id
    ]
    rows = sorted(below, key=lambda row: (-row.overdue, -row.total.number, row.unit.id if row.unit else 0))
    if top.id in counted:
        rows.insert(
            0, row_of(own_name(top), {**words, "unit": top.code, "itself": "1"}, counted[top.id], unit=top, itself=True)
        )
    if unit is None:
        unled = count.count_by_class(session, replace(wanted, without_lead=True), standing, moment)
        if sum(unled.values()):
            rows.append(row_of("", {**words, "unled": "1"}, unled))
    return tuple(rows)


def rows_by_group(counted: Mapping[tuple[str, str], dict[str, int]], words: Mapping[str, str]) -> tuple[Row, ...]:
    """By group of tasks. A group is its Vietnamese name; two spellings of the English one are still one group."""
    merged: dict[str, tuple[str, dict[str, int]]] = {}
    for (vi, en), counts in counted.items():
        _, sums = merged.setdefault(vi, (own_name(_Group(vi, en)), dict.fromkeys(counts, 0)))
        for name, number in counts.items():
            sums[name] += number
    rows = [
        row_of(name, {**words, **({"group": vi} if vi else {"ungrouped": "1"})}, counts)
        for vi, (name, counts) in merged.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.overdue, -row.total.number, row.name)))


@dataclass(frozen=True, slots=True)
class _Group:
    name_vi: str
    name_en: str


def row_of(
    name: str, words: Mapping[str, str], counts: Mapping[str, int], *, unit: OrgUnit | None = None, itself: bool = False
) -> Row:
    """One line of numbers, each with the words of the list that it opens."""
    cells = tuple(Cell(counts[one.name], {**words, "class": one.name}, one) for one in CLASSES)
    return Row(name, Cell(sum(counts.values()), words), cells, unit, itself)


def scopes(session: Session, standing: Standing) -> list[OrgUnit]:
    """The units whose whole subtree the person may see, those nearest to the top first."""
    depth = (
        select(UnitAncestor.distance)
        .where(UnitAncestor.unit_id == OrgUnit.id)
        .order_by(UnitAncestor.distance.desc())
        .limit(1)
        .scalar_subquery()
    )
    return list(
        session.scalars(select(OrgUnit).where(OrgUnit.id.in_(scope_unit_ids(standing))).order_by(depth, OrgUnit.id))
    )


def is_within(session: Session, unit: OrgUnit, standing: Standing) -> bool:
    """Whether the unit lies in what the person may see."""
    above = select(UnitAncestor.unit_id).where(
        UnitAncestor.unit_id == unit.id, UnitAncestor.ancestor_id.in_(scope_unit_ids(standing))
    )
    return session.execute(above.limit(1)).first() is not None
