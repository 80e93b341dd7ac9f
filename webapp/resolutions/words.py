"""What the columns of a plan file and the fields of a task are called, in the sentences of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from flask_babel import gettext

from webapp.times import exact_day
from workflows.errors import N_

COLUMNS: Mapping[str, str] = {
    "code": N_("Code"),
    "title_vi": N_("Title in Vietnamese"),
    "title_en": N_("Title in English"),
    "group": N_("Group of tasks"),
    "lead_agency": N_("Lead unit"),
    "coordinating_agencies": N_("Co-operating units"),
    "contributions": N_("Parts of co-operating units"),
    "deliverable": N_("Product"),
    "evidence_required": N_("Evidence required"),
    "due_date": N_("Due date"),
    "due_text": N_("Deadline as the document words it"),
    "source": N_("Assigning document"),
    "priority": N_("Priority, 0 to 100"),
    "kind": N_("Kind: one-off, periodic or regular"),
    "secrecy": N_("Secrecy"),
    "resolution": N_("Code of the resolution or plan"),
    "province": N_("Number of the province"),
}
HEADINGS: Mapping[str, tuple[str, int]] = {
    "code": (N_("Code"), 16),
    "title_vi": (N_("Title in Vietnamese"), 60),
    "title_en": (N_("Title in English"), 40),
    "group": (N_("Group of tasks"), 28),
    "lead_agency": (N_("Lead unit"), 32),
    "coordinating_agencies": (N_("Co-operating units"), 32),
    "contributions": (N_("Parts of co-operating units"), 40),
    "deliverable": (N_("Product"), 32),
    "evidence_required": (N_("Evidence required"), 32),
    "due_date": (N_("Due date"), 14),
    "due_text": (N_("Deadline as written"), 24),
    "source": (N_("Assigning document"), 32),
    "priority": (N_("Priority"), 12),
    "kind": (N_("Kind"), 14),
    "resolution": (N_("Resolution"), 16),
    "province": (N_("Province"), 10),
}
"""Of a plan file that we write: words that we also read, in both languages, and the width of the column."""
EXPLAINED: Mapping[str, tuple[str, str]] = {
    "code": (N_("Must be there. The task's own code within its resolution; it never changes."), "CEN-01"),
    "title_vi": (N_("Must be there. What is to be done, as the document says it."), "Ban hành kế hoạch chuyển đổi số"),
    "title_en": (N_("The same in English; left empty, the Vietnamese title is shown."), "Issue the plan"),
    "group": (N_("In Vietnamese; a name in English may follow after “ / ”."), "Thể chế / Institutions"),
    "lead_agency": (
        N_(
            "A unit's name or code. Several with semicolons, or a class of units, become parts when the task is assigned."
        ),
        "Bộ Khoa học và Công nghệ",
    ),
    "coordinating_agencies": (N_("With semicolons between them."), "Bộ Tài chính; Bộ Y tế"),
    "contributions": (
        N_(
            "A line for each co-operating unit with a product of its own: name: product (day). The day may be left out."
        ),
        "Bộ Tài chính: Dự toán kinh phí (2026-08-31)",
    ),
    "deliverable": (N_("What must lie there in the end."), "Kế hoạch"),
    "evidence_required": (N_("What proves it."), "Quyết định ban hành"),
    "due_date": (N_("A day like 30/9/2026 or 2026-09-30; left empty, the task has no date."), "2026-09-30"),
    "due_text": (N_("The document's own words about the deadline."), "trong quý III/2026"),
    "source": (
        N_("Number, day and address as far as they are known; the register of documents keeps it."),
        "624/TB-VPCP",
    ),
    "priority": (N_("50 is ordinary, from 80 on a task is urgent."), "50"),
    "kind": (N_("One-off, periodic or regular; left empty, it follows from the words of the deadline."), "một lần"),
    "resolution": (N_("Its code; left empty, the one that you choose when you take the file in."), "57-NQ/TW"),
    "province": (N_("Its number, for a provincial plan only."), "56"),
}
"""What belongs into a column, and an example."""
FIELDS: Mapping[str, str] = {
    **COLUMNS,
    "group_vi": N_("Group of tasks, in Vietnamese"),
    "group_en": N_("Group of tasks, in English"),
    "lead_text": N_("Lead unit"),
    "lead_unit": N_("Unit that leads"),
    "coordinating_text": N_("Co-operating units"),
    "due_on": N_("Due date"),
    "part": N_("Part of a co-operating unit"),
    "priority": N_("Priority"),
    "kind": N_("Kind"),
}
OF_DOCUMENTS: Mapping[str, str] = {
    "number": N_("Number"),
    "issued_on": N_("Issued on"),
    "issuer": N_("Issued by"),
    "url": N_("Where it was published"),
    "words": N_("As it is cited"),
}
"""What the fields of a document are called."""
DAY_BEHIND = re.compile(r"\(([0-9]{4}-[0-9]{2}-[0-9]{2})\)$", re.MULTILINE)
"""How a change of a part ends that has a day of its own (``naming_parts``)."""
KINDS: Mapping[str, str] = {"one_off": N_("One-off"), "periodic": N_("Periodic"), "regular": N_("Regular")}


def said(field: str, value: str) -> str:
    """A value of a field as a reader knows it: a day in words, also the one behind a part's product, a kind by its name."""
    if field in ("part", "contributions"):
        return DAY_BEHIND.sub(lambda found: f"({exact_day(date.fromisoformat(found[1]))})", value).replace("\n", "; ")
    if field == "due_on" and value:
        return exact_day(date.fromisoformat(value))
    return gettext(KINDS[value]) if field == "kind" and value in KINDS else value
