"""What the columns of a plan file and the fields of a task are called, in the sentences of the catalogue."""

from __future__ import annotations

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
FIELDS: Mapping[str, str] = {
    **COLUMNS,
    "group_vi": N_("Group of tasks, in Vietnamese"),
    "group_en": N_("Group of tasks, in English"),
    "lead_text": N_("Lead unit"),
    "coordinating_text": N_("Co-operating units"),
    "due_on": N_("Due date"),
    "priority": N_("Priority"),
    "kind": N_("Kind"),
}
KINDS: Mapping[str, str] = {"one_off": N_("One-off"), "periodic": N_("Periodic"), "regular": N_("Regular")}


def said(field: str, value: str) -> str:
    """A value of a field as a reader knows it: a day in words, a kind by its name."""
    if field == "due_on" and value:
        return exact_day(date.fromisoformat(value))
    return gettext(KINDS[value]) if field == "kind" and value in KINDS else value
