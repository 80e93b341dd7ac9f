"""Where an indicator shall be at the end of a period: a straight line between the points that somebody has set.

The points are the baseline (on its day) and each target (on the last day of its period). Between two neighbours the value moves
by days, evenly, and is rounded to six decimals; on a point it is the point. For a yes-or-no indicator the value of the point before stands
until the next. Before the first point and after the last nobody has set anything, so there is no value.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from workflows.indicators.definition import Definition
from workflows.indicators.periods import Period, period_of
from workflows.limits import INDICATOR_DECIMALS, TRAJECTORY_ROWS

_STEP = Decimal(1).scaleb(-INDICATOR_DECIMALS)


def points_of(definition: Definition) -> list[tuple[date, Decimal]]:
    """The baseline and the targets by day. A target of the baseline's own day stands instead of it."""
    known = {definition.baseline_on: definition.baseline} if definition.baseline_on is not None else {}
    known |= {target.period.ends_on: target.value for target in definition.targets}
    return sorted((day, value) for day, value in known.items() if day is not None and value is not None)


def trajectory(definition: Definition, period: Period) -> Decimal | None:
    """The value that the definition wants at the end of the period, if it says so."""
    points, day = points_of(definition), period.ends_on
    before = [point for point in points if point[0] <= day]
    after = [point for point in points if point[0] >= day]
    if not before or not after:
        return None
    (begins_on, begins), (ends_on, ends) = before[-1], after[0]
    if begins_on == ends_on or definition.kind == "yes_no":
        return begins
    with localcontext() as exact:
        exact.prec, exact.rounding = 60, ROUND_HALF_EVEN
        way = (ends - begins) * (day - begins_on).days / (ends_on - begins_on).days
        return (begins + way).quantize(_STEP)


def whole(definition: Definition) -> Sequence[tuple[Period, Decimal]]:
    """Every period from the first point to the last with its value, of a coarser frequency where that would be too many."""
    points = points_of(definition)
    if not points:
        return []
    for frequency in (definition.frequency, "year"):
        period, last = period_of(points[0][0], frequency), points[-1][0]
        found: list[tuple[Period, Decimal]] = []
        while period.begins_on <= last and len(found) <= TRAJECTORY_ROWS:
            value = trajectory(definition, period)
            if value is not None:
                found.append((period, value))
            period = period.next
        if len(found) <= TRAJECTORY_ROWS:
            return found
    return found
