"""Seeding the real tree: central bodies, provinces, the departments we know of, and every commune.

Goes past the commands of the organisation and inserts in bulk: 3,500 facts of the same moment would tell nobody anything,
so one fact says how many units came. Running it again adds what is missing and changes nothing that is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from vietnam_provinces import VietNamDivisionType, Ward

from webapp.seed.files import read_rows
from workflows.actor import Actor
from workflows.db import new_public_id
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.organisation.folding import bare, name_key, unit_text
from workflows.organisation.models import OrgUnit, Position, UnitAncestor
from workflows.organisation.rights import STREAM, lock_organisation

KINDS_EN = {
    VietNamDivisionType.XA: "Commune",
    VietNamDivisionType.PHUONG: "Ward",
    VietNamDivisionType.DAC_KHU: "Special Zone",
}
WARDS_SOURCE = "vietnam-provinces (General Statistics Office of Viet Nam), communes since 1 July 2025"
POSTS = (
    {"code": "head", "rank": "head", "title_vi": "Người đứng đầu", "title_en": "Head"},
    {"code": "officer", "rank": "officer", "title_vi": "Chuyên viên", "title_en": "Officer"},
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A unit that the tree shall have."""

    code: str
    name_vi: str
    name_en: str
    level: str
    parent_code: str | None
    source: str


def seed_units(session: Session, *, actor: Actor, at: datetime, units: Sequence[Planned] | None = None) -> int:
    """Add every unit that is not there yet, with a head post and an officer post, both vacant; return how many came.

    ``units`` are those of the whole country where not said. Rows go many to a statement: what watches the organisation wakes
    with each.
    """
    lock_organisation(session)
    ids: dict[str, int] = {}
    parents: dict[int, int | None] = {}
    for unit_id, code, parent_id in session.execute(select(OrgUnit.id, OrgUnit.code, OrgUnit.parent_id)):
        ids[code], parents[unit_id] = unit_id, parent_id
    missing = [unit for unit in units or planned_units() if unit.code not in ids]
    if not missing:
        return 0
    new_ids = _insert_units(session, missing, ids, parents)
    session.execute(insert(UnitAncestor).returning(UnitAncestor.unit_id), list(_ancestry(new_ids, parents)))
    session.execute(
        insert(Position).returning(Position.id),
        [{"public_id": new_public_id(), "unit_id": unit_id, **post} for unit_id in new_ids for post in POSTS],
    )
    record(
        session,
        STREAM,
        [fact("organisation.seeded", units=len(new_ids), positions=len(new_ids) * len(POSTS))],
        actor=actor,
        at=at,
    )
    return len(new_ids)


def planned_units() -> list[Planned]:
    """The bodies of ``agencies.csv`` and then every commune, ward and special zone that is not among them, by code."""
    agencies = [
        Planned(row["code"], row["name_vi"], row["name_en"], row["level"], row["parent_code"] or None, row["source"])
        for row in read_rows("agencies")
    ]
    known = {unit.code for unit in agencies}
    return agencies + [unit for unit in _communes() if unit.code not in known]


def _communes() -> Iterator[Planned]:
    """The people's committee of every commune, below its province's. The code is ``UB`` and the statistical code in five digits."""
    for ward in sorted(Ward.iter_all(), key=lambda ward: ward.code.value):
        kind_vi = ward.division_type.value
        place = ward.name[len(kind_vi) + 1 :]
        yield Planned(
            f"UB{ward.code.value:05d}",
            f"Ủy ban nhân dân {kind_vi} {place}",
            f"{bare(place)} {KINDS_EN[ward.division_type]} People's Committee",
            "commune",
            f"UB{ward.province_code.value:02d}",
            WARDS_SOURCE,
        )


def _insert_units(
    session: Session, missing: list[Planned], ids: dict[str, int], parents: dict[int, int | None]
) -> list[int]:
    """Insert in waves, parents before children, noting keys in ``ids`` and ``parents``; raises ``ValueError`` for a lost parent."""
    new_ids: list[int] = []
    while missing:
        wave = [unit for unit in missing if unit.parent_code is None or unit.parent_code in ids]
        if not wave:
            raise ValueError(
                f"Expected every unit's parent among the units, but {missing[0].code} names {missing[0].parent_code}."
            )
        rows = [_row(unit, ids) for unit in wave]
        for (unit_id,), row in zip(
            session.execute(insert(OrgUnit).returning(OrgUnit.id, sort_by_parameter_order=True), rows),
            rows,
            strict=True,
        ):
            ids[row["code"]], parents[unit_id] = unit_id, row["parent_id"]
            new_ids.append(unit_id)
        missing = [unit for unit in missing if unit.code not in ids]
    return new_ids


def _row(unit: Planned, ids: Mapping[str, int]) -> dict[str, Any]:
    return {
        "public_id": new_public_id(),
        "code": unit.code,
        "name_vi": unit.name_vi,
        "name_en": unit.name_en,
        "level": unit.level,
        "folded": unit_text(unit.code, unit.name_vi, unit.name_en),
        "name_key": name_key(unit.name_vi),
        "source": unit.source,
        "parent_id": ids[unit.parent_code] if unit.parent_code else None,
    }


def _ancestry(unit_ids: list[int], parents: Mapping[int, int | None]) -> Iterator[dict[str, int]]:
    for unit_id in unit_ids:
        upper: int | None = unit_id
        distance = 0
        while upper is not None:
            yield {"unit_id": unit_id, "ancestor_id": upper, "distance": distance}
            upper, distance = parents[upper], distance + 1
