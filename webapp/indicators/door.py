"""The blueprint of the catalogue, and what its pages share."""

from __future__ import annotations

from flask import Blueprint, g

from workflows.indicators.catalogue import IndicatorRow
from workflows.indicators.definition import Definition, said_in
from workflows.indicators.keeping import may_keep_indicator
from workflows.indicators.models import IndicatorDefinition
from workflows.indicators.understanding import Faults, understand

indicators = Blueprint("indicators", __name__, url_prefix="/indicators")


def definition_of(version: IndicatorDefinition) -> Definition:
    """What a kept version says; it could be read when it was kept."""
    found = understand(said_in(version.content), Faults())
    assert found is not None
    return found


def is_kept(row: IndicatorRow) -> bool:
    """Whether the person on this request keeps the indicator."""
    return may_keep_indicator(g.session, g.actor, row.indicator.resolution_id, g.at) is None
