"""The data dictionary: the list of indicators, and everything about one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, render_template, request
from sqlalchemy import select

from webapp.access import requires
from webapp.errors import is_part
from webapp.indicators import words
from webapp.indicators.door import definition_of, indicators, is_kept
from webapp.typed import searched
from workflows.indicators import catalogue, fields, trajectory
from workflows.indicators.catalogue import Wanted
from workflows.limits import FILTER_LETTERS, INDICATORS_PAGE
from workflows.organisation.models import OrgUnit


@indicators.get("", endpoint="list")
@requires("indicators.read")
def show_list() -> Any:
    """The indicators asked for, by code, a page at a time."""
    wanted, unit = asked()
    found = catalogue.find_indicators(g.session, wanted, after=_after(), limit=INDICATORS_PAGE + 1)
    rows = found[:INDICATORS_PAGE]
    last = rows[-1].indicator if len(found) > INDICATORS_PAGE else None
    return render_template(
        "indicators/rows.html" if is_part() else "indicators/list.html",
        rows=[(row, definition_of(row.version)) for row in rows],
        total=None if is_part() else catalogue.count_indicators(g.session, wanted),
        following=f"{last.id}.{last.code}" if last else None,
        address=address_of(wanted, unit),
        wanted=wanted,
        unit=unit,
        fields=fields,
        words=words,
    )


def asked() -> tuple[Wanted, OrgUnit | None]:
    """The filter in the address; words that name nothing do not narrow."""
    named = {name: request.args.get(name, "") for name in ("set", "group", "state")}
    code = request.args.get("owner", "").strip()[:FILTER_LETTERS]
    unit = g.session.scalars(select(OrgUnit).where(OrgUnit.code == code)).first() if code else None
    return Wanted(
        searched(),
        named["set"] if named["set"] in fields.SETS else "",
        named["group"] if named["group"] in fields.GROUPS else "",
        named["state"] if named["state"] in catalogue.STATES else "",
        unit.id if unit else None,
    ), unit


def address_of(wanted: Wanted, unit: OrgUnit | None) -> dict[str, str]:
    """The filter as an address has it."""
    said = {"q": wanted.text, "set": wanted.set_name, "group": wanted.group, "state": wanted.state}
    return {name: value for name, value in {**said, "owner": unit.code if unit else ""}.items() if value}


def _after() -> tuple[str, int] | None:
    key, _, code = request.args.get("after", "").partition(".")
    return (code[:FILTER_LETTERS], int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else None


@indicators.get("/<public_id>", endpoint="show")
@requires("indicators.read")
def show_one(public_id: str) -> Any:
    """An indicator: its definition, its targets with their source, its trajectory, its records, its versions."""
    row = catalogue.find_indicator(g.session, public_id)
    definition = definition_of(row.version)
    opening, closing = catalogue.find_records(g.session, row.indicator.id)
    versions = catalogue.find_versions(g.session, row.indicator.id)
    return render_template(
        "indicators/show.html",
        row=row,
        definition=definition,
        said=words.shown(definition),
        units=_units(definition.texts, definition.cooperating),
        opening=opening,
        closing=closing,
        steps=trajectory.whole(definition),
        by_target={target.period.code for target in definition.targets},
        versions=words.versions_of(g.session, versions),
        kept=is_kept(row),
        fields=fields,
        words=words,
    )


def _units(texts: Any, cooperating: Sequence[str]) -> dict[str, OrgUnit]:
    codes = {texts[name] for name in ("owner", "approver", "lead")} | set(cooperating)
    return {unit.code: unit for unit in g.session.scalars(select(OrgUnit).where(OrgUnit.code.in_(codes)))}
