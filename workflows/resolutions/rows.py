"""From a row of text to a planned task: days, kind, priority, group and leads, or the sentences saying what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from workflows.errors import N_, Refusal
from workflows.organisation.folding import fold
from workflows.resolutions.contributions import COLUMN, Contribution, read_contributions
from workflows.resolutions.days import read_day
from workflows.resolutions.leads import Leads, UnitNames, read_leads
from workflows.resolutions.reading import RowFault

URGENT = 80
ORDINARY = 50
_KINDS = {
    "": "",
    "one off": "one_off",
    "mot lan": "one_off",
    "periodic": "periodic",
    "dinh ky": "periodic",
    "regular": "regular",
    "thuong xuyen": "regular",
}
_NOT_SECRET = ("", "no", "none", "khong", "khong mat", "thuong", "binh thuong")
_EVERY = re.compile(r"\b(hang (tuan|thang|quy|nam)|dinh ky)\b")


@dataclass(frozen=True, slots=True)
class Placing:
    """Where rows belong that do not say so themselves: a resolution's code, and a province's number."""

    resolution: str
    province: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One row, understood. ``texts`` are the columns kept as they are; ``contributions`` is nothing where the row does not say."""

    row: int
    resolution: str
    code: str
    texts: Mapping[str, str]
    due_on: date | None
    kind: str
    priority: int
    province: str | None
    leads: Leads
    cooperating: Leads
    contributions: tuple[Contribution, ...] | None = None

    @property
    def taking_part(self) -> frozenset[int]:
        """The units that co-operate: those that are named, and of those meant by a class the ones with a product of their own."""
        return frozenset(unit.id for unit in self.cooperating.units) | {one.unit_id for one in self.contributions or ()}

    @property
    def meant(self) -> frozenset[int]:
        """The units that may co-operate because a class is named: chosen by a person, they stay."""
        return frozenset(unit.id for unit in self.cooperating.proposed)


def understand(
    number: int, row: Mapping[str, str], placing: Placing, names: UnitNames
) -> tuple[PlannedTask | None, list[RowFault]]:
    """The planned task of a row, or the faults (never both)."""
    faults: list[RowFault] = []

    def attempt(column: str, read: Callable[[str], object]) -> object:
        try:
            return read(row.get(column, ""))
        except Refusal as refusal:
            faults.append(RowFault(number, column, refusal))
            return None

    code = row.get("code", "")
    resolution, province = row.get("resolution") or placing.resolution, row.get("province") or placing.province
    due_on = attempt("due_date", read_day)
    kind = attempt("kind", _read_kind)
    priority = attempt("priority", _read_priority)
    attempt("secrecy", _refuse_secrets)
    if province is not None and names.find(f"UB{province}", None) is None:
        refusal = Refusal(N_("Expected the number of a province, but “%(value)s” is not one."), value=province)
        faults.append(RowFault(number, "province", refusal))
        province = None
    leads = read_leads(row.get("lead_agency", ""), names, province)
    if leads.is_unknown_unit:
        refusal = Refusal(N_("Expected a unit of the tree, but “%(words)s” is not one."), words=leads.unknown[0])
        faults.append(RowFault(number, "lead_agency", refusal))
    cooperating = read_leads(row.get("coordinating_agencies", ""), names, province)
    meant = {unit.id for unit in cooperating.proposed} - {leads.one.id if leads.one else None}
    named = {unit.id for unit in cooperating.units} | meant
    parts = attempt(COLUMN, lambda text: read_contributions(text, names, province, named)) if COLUMN in row else None
    if faults:
        return None, faults
    assert parts is None or isinstance(parts, tuple)
    assert isinstance(due_on, date | None) and isinstance(kind, str) and isinstance(priority, int | None)
    due_text = row.get("due_text", "")
    return PlannedTask(
        number,
        resolution,
        code,
        _texts(row),
        due_on,
        kind or kind_of(due_text),
        priority_of(due_text) if priority is None else priority,
        province,
        leads,
        cooperating,
        parts,
    ), []


def kind_of(due_text: str) -> str:
    """“Thường xuyên” is regular work; “hằng tháng” and the like come back; all else is done once."""
    words = fold(due_text)
    if "thuong xuyen" in words:
        return "regular"
    return "periodic" if _EVERY.search(words) else "one_off"


def priority_of(due_text: str) -> int:
    """“Khẩn trương” (at once) makes a task urgent; otherwise it is ordinary."""
    return URGENT if "khan truong" in fold(due_text) else ORDINARY


def _read_kind(text: str) -> str:
    kind = _KINDS.get(fold(text))
    if kind is None:
        raise Refusal(N_("Expected one-off, periodic or regular, but found “%(value)s”."), value=text)
    return kind


def _read_priority(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{1,3}", text, re.ASCII) or int(text) > 100:
        raise Refusal(N_("Expected a whole number from 0 to 100, but found “%(value)s”."), value=text)
    return int(text)


def _refuse_secrets(text: str) -> None:
    if fold(text) not in _NOT_SECRET:
        raise Refusal(
            N_("Expected no classified content, but the row is marked “%(value)s”; secret tasks are not kept here."),
            value=text,
        )


def _texts(row: Mapping[str, str]) -> dict[str, str]:
    group_vi, _, group_en = row.get("group", "").partition(" / ")
    title_vi = row["title_vi"]
    return {
        "title_vi": title_vi,
        "title_en": row.get("title_en") or title_vi,
        "group_vi": group_vi.strip(),
        "group_en": group_en.strip() or group_vi.strip(),
        "lead_text": row.get("lead_agency", ""),
        "coordinating_text": row.get("coordinating_agencies", ""),
        "deliverable": row.get("deliverable", ""),
        "evidence_required": row.get("evidence_required", ""),
        "due_text": row.get("due_text", ""),
        "source": row.get("source", ""),
    }
