"""Whether what a definition says makes sense: a threshold on the right side, targets of the right kind, a baseline with its day."""

from __future__ import annotations

from decimal import Decimal

from workflows.errors import N_
from workflows.indicators.definition import Definition
from workflows.indicators.understanding import EMPTY, Faults

EVERYTHING = Decimal(100)


def judge(definition: Definition, faults: Faults) -> None:
    """Put a fault at every field that contradicts another."""
    _judge_values(definition, faults)
    _judge_thresholds(definition, faults)
    texts = definition.texts
    weighs = texts["aggregation"] == "weighted"
    faults.demand(not weighs or bool(texts["weighted_by"]), "weighted_by", EMPTY)
    faults.demand(
        weighs or not texts["weighted_by"],
        "weighted_by",
        N_("Expected nothing here, because the units are not weighted by another indicator, but found “%(value)s”."),
        value=texts["weighted_by"],
    )
    owned = not texts["owner"] or texts["owner"] != texts["approver"]
    faults.demand(owned, "approver", N_("Expected another unit than the owner to approve, but it is the same."))
    if definition.from_period.frequency != definition.frequency and "frequency" not in faults.found:
        sentence = N_("Expected the period to be of the frequency that is reported, but “%(value)s” is not.")
        faults.demand(False, "from_period", sentence, value=definition.from_period.code)


def _judge_values(definition: Definition, faults: Faults) -> None:
    low, high = definition.band_low, definition.band_high
    if definition.direction == "band":
        for name, value in (("band_low", low), ("band_high", high)):
            faults.demand(value is not None, name, EMPTY)
        below = low is None or high is None or low < high
        faults.demand(below, "band_high", N_("Expected the upper end to be above the lower one, but it is not."))
    else:
        for name, value in (("band_low", low), ("band_high", high)):
            sentence = N_("Expected no band, because the direction is not “inside a band”, but there is one.")
            faults.demand(value is None, name, sentence)
    has_day = definition.baseline is None or definition.baseline_on is not None
    faults.demand(has_day, "baseline_on", N_("Expected the day of the baseline, but there is none."))
    has_value = definition.baseline_on is None or definition.baseline is not None
    faults.demand(has_value, "baseline", N_("Expected the value on the day of the baseline, but there is none."))
    for name, value in [("targets", one.value) for one in definition.targets] + [("baseline", definition.baseline)]:
        if value is None:
            continue
        if definition.kind == "yes_no":
            faults.demand(value in (0, 1), name, N_("Expected 1 for yes or 0 for no, but there is another number."))
        if definition.kind == "rank":
            whole = value >= 1 and value == value.to_integral_value()
            faults.demand(whole, name, N_("Expected a whole number from 1 on for a rank, but there is another one."))
    if definition.direction == "band" and low is not None and high is not None:
        inside = all(low <= one.value <= high for one in definition.targets)
        faults.demand(inside, "targets", N_("Expected targets inside the band, but one lies outside."))


def _judge_thresholds(definition: Definition, faults: Faults) -> None:
    """Both count away from the trajectory on its bad side, so each is above zero, and red is further off than yellow."""
    yellow, red, rule = definition.yellow, definition.red, definition.texts["threshold_rule"]
    given = {"yellow": yellow, "red": red}
    if yellow is None and red is None and not rule:
        return
    faults.demand(bool(rule), "threshold_rule", EMPTY)
    for name, value in given.items():
        faults.demand(value is not None, name, EMPTY)
        sentence = N_("Expected a threshold above zero: it counts away from the trajectory on the bad side.")
        faults.demand(value is None or value > 0, name, sentence)
    sentence = N_("Expected red to be further from the trajectory than yellow, but it is not.")
    faults.demand(yellow is None or red is None or yellow < red, "red", sentence)
    if rule == "share":
        sentence = N_("Expected at most 100 percent of the way, but it is more.")
        faults.demand(red is None or red <= EVERYTHING, "red", sentence)
        sentence = N_("Expected a baseline, because a share of the way needs its beginning, but there is none.")
        faults.demand(definition.baseline is not None, "threshold_rule", sentence)
