"""What a step's form begins with, and the answers that its pickers offer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import ngettext
from sqlalchemy.orm import Session

from webapp.language import own_name
from webapp.shown import names
from webapp.shown.order import Order
from workflows.calendar import local_date
from workflows.definitions import forms
from workflows.definitions.fields import Field, Group
from workflows.organisation import roster
from workflows.resolutions.contributions import written_of
from workflows.resolutions.leads import proposed_leads
from workflows.resolutions.models import ResolutionTask
from workflows.work import desk
from workflows.work import forms as drafts
from workflows.work.item import Item

SIMPLE = re.compile(r'form\.(\w+) == "([^"]*)"')


@dataclass(frozen=True, slots=True)
class Asked:
    """A field as the page shows it: with what stands in it, what its picker offers, and, where its condition is simple,
    the answer (``when`` = ``being``) on which the browser shows it. The server judges conditions by itself."""

    field: Field
    value: Any
    options: list[tuple[str, str]] | None
    chosen: list[tuple[str, str]]
    when: str
    being: str


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that stand together; ``group`` is their heading, if they have one."""

    group: Group | None
    asked: tuple[Asked, ...]


def fields_of(session: Session, item: Item) -> tuple[Field, ...]:
    """The fields of the step's form in the version that its case runs on."""
    return forms.fields(drafts.schema_of(session, item))


def begun(session: Session, item: Item, order: Order | None) -> dict[str, Any]:
    """What the form begins with: the draft, or for an assignment what the plan says already."""
    draft = drafts.draft_of(session, item)
    if draft or item.step != "assign" or order is None:
        return draft
    return {
        "product": order.deliverable,
        "evidence_required": order.evidence_required,
        "lead_units": [order.lead_code] if order.lead_code else [],
        "contributions": written_of(session, session.get_one(ResolutionTask, order.id)),
    }


@dataclass(frozen=True, slots=True)
class MeantLeads:
    """The document's words for who leads, where they mean several units, and the codes of these in today's tree."""

    words: str
    codes: tuple[str, ...]


def meant_leads(session: Session, item: Item, order: Order | None) -> MeantLeads | None:
    """What whoever assigns a task may put in at once: every unit that its words name or mean by a class ("các sở, ban, ngành")."""
    if item.step != "assign" or order is None:
        return None
    row = session.get_one(ResolutionTask, order.id)
    codes = tuple(unit.code for unit in proposed_leads(session, row.lead_text, row.province).proposed)
    return MeantLeads(row.lead_text, codes) if len(codes) > 1 else None


def parts(
    session: Session, fields: Iterable[Field], values: Mapping[str, Any], unit_id: int | None, at: datetime
) -> list[Part]:
    """The form in parts, ready to be shown. ``unit_id`` is the unit whose people a picker offers."""
    found: list[Part] = []
    for field in fields:
        asked = _asked(session, field, values.get(field.key), unit_id, at)
        if found and found[-1].group == field.group:
            found[-1] = Part(field.group, (*found[-1].asked, asked))
        else:
            found.append(Part(field.group, (asked,)))
    return found


def people_of(session: Session, unit_id: int | None, at: datetime) -> list[tuple[str, str]]:
    """The people of a unit as a picker offers them: (address, name); to whoever leads the unit with how much each has in hand."""
    if unit_id is None:
        return []
    people = roster.people_of_unit(session, unit_id, local_date(at))
    if unit_id not in g.standing.led_unit_ids:
        return [(person.public_id, person.full_name) for person in people]
    held = desk.held(session, unit_id, g.standing)
    return [(person.public_id, _with_load(person.full_name, held.get(person.id, 0))) for person in people]


def _with_load(name: str, number: int) -> str:
    return ngettext("%(name)s, %(num)s step in hand", "%(name)s, %(num)s steps in hand", number, name=name)


def _asked(session: Session, field: Field, value: Any, unit_id: int | None, at: datetime) -> Asked:
    options = people_of(session, unit_id, at) if field.picker == "person_of_unit" else None
    chosen: list[tuple[str, str]] = []
    if field.picker == "units":
        codes = [code for code in (value if isinstance(value, list) else [value]) if code][:100]
        units = names.units_by_code(session, codes)
        chosen = [(code, f"{own_name(units[code])} ({code})") for code in codes if code in units]
    simple = SIMPLE.fullmatch(field.show_when or "")
    return Asked(field, value, options, chosen, simple.group(1) if simple else "", simple.group(2) if simple else "")
