"""What co-operating units contribute, written in one cell of a plan file or one field of a form: a line for each unit.

``Bộ Tài chính: Dự toán kinh phí (30/9/2026)`` names the unit, its product and, where it has one, its own day; ``các sở, ban, ngành``
means each of them that has no line of its own. A semicolon parts too, where the name of a unit and a colon follow; any other belongs to
the product.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from workflows.db import table_of
from workflows.errors import N_, Refusal
from workflows.limits import PARTS, REASON_LETTERS
from workflows.resolutions.days import read_day
from workflows.resolutions.leads import UnitNames, load_names, read_leads
from workflows.resolutions.models import ResolutionTask, TaskUnit

COLUMN = "contributions"
_DAY = re.compile(r"\(\s*(\d[\d/.-]*\d)\s*\)$")
TOO_MANY = N_("Expected at most %(most)s co-operating units with a product of their own, but there are more.")


@dataclass(frozen=True, slots=True)
class Contribution:
    """A unit's own product, and its own day where it has one."""

    unit_id: int
    product: str
    due_on: date | None


def read_contributions(
    text: str, names: UnitNames, province: str | None, cooperating: Collection[int]
) -> tuple[Contribution, ...]:
    """What the lines say, by unit; ``cooperating`` are those that do or may. Raises ``Refusal`` for the first line that names none of
    them, or nothing.
    """
    found: dict[int, Contribution] = {}
    of_classes: dict[int, Contribution] = {}
    for line in _lines(text, names, province):
        called, colon, rest = line.partition(":")
        unit = names.find(called.strip(), province)
        meant = names.below(called.strip(), province) if colon and unit is None else None
        several = [one.id for one in meant.units if one.id in cooperating] if meant else []
        if not several and (not colon or unit is None or unit.id not in cooperating):
            sentence = N_("Expected a co-operating unit of the task, a colon and its product, but found “%(line)s”.")
            raise Refusal(sentence, line=line[:120])
        if unit is not None and unit.id in found:
            raise Refusal(N_("Expected each unit once, but “%(unit)s” is there twice."), unit=called.strip())
        product = " ".join(rest.split())
        day = _DAY.search(product)
        due_on = read_day(day[1]) if day else None
        product = product[: day.start()].rstrip() if day else product
        if not product:
            raise Refusal(N_("Expected what %(unit)s shall contribute, but there is nothing."), unit=called.strip())
        if len(product) > REASON_LETTERS:
            sentence = N_("Expected at most %(most)s characters, but there are %(count)s.")
            raise Refusal(sentence, most=REASON_LETTERS, count=len(product))
        if unit is not None:
            found[unit.id] = Contribution(unit.id, product, due_on)
        of_classes |= {number: Contribution(number, product, due_on) for number in several}
    every = {**of_classes, **found}
    if len(every) > PARTS:
        raise Refusal(TOO_MANY, most=PARTS)
    return tuple(every[number] for number in sorted(every))


def _lines(text: str, names: UnitNames, province: str | None) -> Iterable[str]:
    for line in filter(str.strip, text.splitlines()):
        said: list[str] = []
        for piece in line.split(";"):
            called, colon, _ = piece.partition(":")
            if not said or (colon and _begins(called.strip(), names, province)):
                said.append(piece)
            else:
                said[-1] += f";{piece}"
        yield from filter(None, (one.strip().rstrip(";").rstrip() for one in said))


def _begins(called: str, names: UnitNames, province: str | None) -> bool:
    """Whether these words name a unit, or a class with units in it: then a line of its own begins."""
    if names.find(called, province):
        return True
    meant = names.below(called, province)
    return meant is not None and bool(meant.units)


def as_lines(contributions: Iterable[Contribution], names: UnitNames, province: str | None) -> str:
    """The same as lines that would be read so again: the unit by its name, where that means only this one, else by its code."""
    lines = []
    for one in contributions:
        unit = names.units.get(one.unit_id)
        if unit is None:
            continue  # closed since; nobody could name it here
        is_clear = ":" not in unit.name_vi and names.find(unit.name_vi, province) == unit
        day = f" ({one.due_on.isoformat()})" if one.due_on else ""
        lines.append(f"{unit.name_vi if is_clear else unit.code}: {one.product}{day}")
    return "\n".join(lines)


def written_for(
    session: Session,
    provinces: Mapping[int, str | None],
    names: UnitNames | None = None,
    among: Select[Any] | None = None,
) -> Mapping[int, str]:
    """What the register says now of these tasks (by number, each with its province), for those with any; ``among`` asks for their
    numbers where they are too many to be named.
    """
    found = contributions_of(session, set(provinces) if among is None else among)
    if not found:
        return {}
    named = names or load_names(session)
    return {number: as_lines(said, named, provinces[number]) for number, said in found.items()}


def written_of(session: Session, row: ResolutionTask) -> str:
    """The same for one task."""
    return written_for(session, {row.id: row.province}).get(row.id, "")


def contributions_of(session: Session, task_ids: Collection[int] | Select[Any]) -> Mapping[int, list[Contribution]]:
    """What the units of these tasks contribute, by task."""
    columns = (TaskUnit.task_id, TaskUnit.unit_id, TaskUnit.product, TaskUnit.due_on)
    query = select(*columns).where(TaskUnit.task_id.in_(task_ids), TaskUnit.product != "")
    found: dict[int, list[Contribution]] = {}
    for row in session.execute(query.order_by(TaskUnit.task_id, TaskUnit.unit_id)):
        found.setdefault(row.task_id, []).append(Contribution(row.unit_id, row.product, row.due_on))
    return found


def name_contributions(session: Session, task_id: int, said: Sequence[Contribution]) -> None:
    """Let the task's units contribute this, and those that are not named nothing of their own; a unit that was meant takes part."""
    table, of_task = table_of(TaskUnit), table_of(TaskUnit).c.task_id == task_id
    session.execute(update(table).where(of_task).values(product="", due_on=None))
    take_part(session, task_id, {one.unit_id for one in said})
    for one in said:
        which = update(table).where(of_task, table.c.unit_id == one.unit_id)
        session.execute(which.values(product=one.product, due_on=one.due_on))


def take_part(session: Session, task_id: int, units: Iterable[int]) -> None:
    """Let these units co-operate too, each without a product of its own yet."""
    present = set(session.scalars(select(TaskUnit.unit_id).where(TaskUnit.task_id == task_id)))
    if come := sorted(set(units) - present):
        session.execute(insert(TaskUnit), [{"task_id": task_id, "unit_id": one, "product": ""} for one in come])


def agreed(
    session: Session, task_id: int, province: str | None, text: str, *, leading: Collection[int] = ()
) -> tuple[Contribution, ...]:
    """What was said for a task that is in the register, by units that co-operate in it or are meant to and are not ``leading`` it.
    Raises ``Refusal``.
    """
    names = load_names(session)
    known = session.execute(
        select(ResolutionTask.coordinating_text, ResolutionTask.lead_unit_id).where(ResolutionTask.id == task_id)
    ).one()
    meant = {unit.id for unit in read_leads(known.coordinating_text, names, province).proposed}
    units = set(session.scalars(select(TaskUnit.unit_id).where(TaskUnit.task_id == task_id)))
    return read_contributions(text, names, province, units | (meant - {known.lead_unit_id, *leading}))
