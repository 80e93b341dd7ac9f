"""Finding indicators: the list, one with all that there is of it, its versions. Definitions hold no secrets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from workflows.errors import NotFound
from workflows.indicators.models import Indicator, IndicatorClosing, IndicatorDefinition, IndicatorOpening
from workflows.limits import INDICATORS_PAGE, VERSIONS_PAGE
from workflows.organisation.models import OrgUnit, UnitAncestor
from workflows.organisation.searching import words_begin_in
from workflows.resolutions.models import Resolution

STATES = ("registered", "opened", "closed")
_state: ColumnElement[str] = case(
    (IndicatorClosing.indicator_id.is_not(None), "closed"),
    (IndicatorOpening.indicator_id.is_not(None), "opened"),
    else_="registered",
)
_LATER = aliased(IndicatorDefinition)
_NEWEST = (
    select(func.max(_LATER.number)).where(_LATER.indicator_id == Indicator.id).correlate(Indicator).scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which indicators a list shows; what is empty does not narrow it. ``owner_id`` is a unit, itself or above the owner."""

    text: str = ""
    set_name: str = ""
    group: str = ""
    state: str = ""
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator as lists show it: what it is, its newest definition, who owns it, its state."""

    indicator: Indicator
    version: IndicatorDefinition
    owner: str | None
    owner_vi: str | None
    owner_en: str | None
    state: str
    resolution: str | None


def _rows(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    query = (
        select(
            Indicator,
            IndicatorDefinition,
            OrgUnit.code,
            OrgUnit.name_vi,
            OrgUnit.name_en,
            _state.label("state"),
            Resolution.code,
        )
        .join(IndicatorDefinition, IndicatorDefinition.indicator_id == Indicator.id)
        .where(IndicatorDefinition.number.in_(_NEWEST))
        .outerjoin(OrgUnit, OrgUnit.id == IndicatorDefinition.owner_unit_id)
        .outerjoin(Resolution, Resolution.id == Indicator.resolution_id)
        .outerjoin(IndicatorOpening, IndicatorOpening.indicator_id == Indicator.id)
        .outerjoin(IndicatorClosing, IndicatorClosing.indicator_id == Indicator.id)
        .where(*words_begin_in(IndicatorDefinition.folded, wanted.text))
    )
    if wanted.set_name:
        query = query.where(Indicator.set_name == wanted.set_name)
    if wanted.group:
        query = query.where(IndicatorDefinition.group_name == wanted.group)
    if wanted.state:
        query = query.where(_state == wanted.state)
    if wanted.owner_id is not None:
        below = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == wanted.owner_id)
        query = query.where(IndicatorDefinition.owner_unit_id.in_(below))
    return query


def find_indicators(
    session: Session, wanted: Wanted, *, after: tuple[str, int] | None = None, limit: int = INDICATORS_PAGE
) -> Sequence[IndicatorRow]:
    """Those wanted, by code, from after a key on."""
    query = _rows(wanted).order_by(Indicator.code, Indicator.id).limit(limit)
    if after is not None:
        query = query.where(tuple_(Indicator.code, Indicator.id) > tuple_(literal(after[0]), literal(after[1])))
    return [IndicatorRow(*row) for row in session.execute(query)]


def count_indicators(session: Session, wanted: Wanted) -> int:
    """How many there are of those wanted."""
    found = _rows(wanted).with_only_columns(Indicator.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def find_indicator(session: Session, public_id: str) -> IndicatorRow:
    """The one at this address. Raises ``NotFound``."""
    found = session.execute(_rows(Wanted()).where(Indicator.public_id == public_id)).first()
    if found is None:
        raise NotFound
    return IndicatorRow(*found)


def find_versions(session: Session, indicator_id: int) -> Sequence[IndicatorDefinition]:
    """Its definitions, the newest first."""
    query = select(IndicatorDefinition).where(IndicatorDefinition.indicator_id == indicator_id)
    return session.scalars(query.order_by(IndicatorDefinition.number.desc()).limit(VERSIONS_PAGE)).all()


def find_records(session: Session, indicator_id: int) -> tuple[IndicatorOpening | None, IndicatorClosing | None]:
    """When it was opened and when it was closed, if it was."""
    return session.get(IndicatorOpening, indicator_id), session.get(IndicatorClosing, indicator_id)
