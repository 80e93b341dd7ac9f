"""What a definition says, field by field: how long each may be, what may be chosen, and how files head their columns."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.errors import N_
from workflows.limits import EXPRESSION_LETTERS, LINE_LETTERS, REASON_LETTERS

SETS = {"strategic": N_("Strategic"), "operational": N_("Operational")}
GROUPS = {
    "development": N_("Development results"),
    "services": N_("Government services"),
    "party": N_("Party work"),
    "integrity": N_("Anti-corruption, internal affairs, public opinion"),
}
KINDS = {"ratio": N_("Ratio"), "number": N_("Quantity"), "yes_no": N_("Yes or no"), "rank": N_("Place in a ranking")}
DIRECTIONS = {"up": N_("Up is good"), "down": N_("Down is good"), "band": N_("Inside a band is good")}
ACCUMULATIONS = {"each": N_("Each period for itself"), "cumulative": N_("Cumulative")}
AGGREGATIONS = {
    "sum": N_("Sum of the units"),
    "average": N_("Average of the units"),
    "weighted": N_("Weighted by another indicator"),
    "each_unit": N_("Each unit for itself"),
}
FREQUENCIES = {"month": N_("Month"), "quarter": N_("Quarter"), "half": N_("Half a year"), "year": N_("Year")}
THRESHOLD_RULES = {"share": N_("Percent of the way missed"), "distance": N_("Distance from the trajectory")}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "set": SETS,
    "group": GROUPS,
    "kind": KINDS,
    "direction": DIRECTIONS,
    "accumulation": ACCUMULATIONS,
    "aggregation": AGGREGATIONS,
    "frequency": FREQUENCIES,
    "threshold_rule": THRESHOLD_RULES,
}
"""The words of each choice, in the order in which a form offers them."""

FIELDS: Mapping[str, tuple[int, str]] = {
    "name_vi": (500, N_("Name in Vietnamese")),
    "name_en": (500, N_("Name in English")),
    "group": (100, N_("Group of indicators")),
    "unit_vi": (100, N_("Unit of measure in Vietnamese")),
    "unit_en": (100, N_("Unit of measure in English")),
    "kind": (40, N_("Kind of value")),
    "direction": (40, N_("Direction")),
    "band_low": (40, N_("Lower end of the band")),
    "band_high": (40, N_("Upper end of the band")),
    "accumulation": (40, N_("Cumulative or not")),
    "aggregation": (60, N_("Aggregation over units")),
    "weighted_by": (40, N_("Code of the indicator that weighs")),
    "frequency": (40, N_("Reported every")),
    "words_vi": (REASON_LETTERS, N_("Definition in words, Vietnamese")),
    "words_en": (REASON_LETTERS, N_("Definition in words, English")),
    "formula": (EXPRESSION_LETTERS, N_("Formula")),
    "numerator_vi": (500, N_("Numerator in Vietnamese")),
    "numerator_en": (500, N_("Numerator in English")),
    "denominator_vi": (500, N_("Denominator in Vietnamese")),
    "denominator_en": (500, N_("Denominator in English")),
    "data_source_vi": (500, N_("Data source in Vietnamese")),
    "data_source_en": (500, N_("Data source in English")),
    "owner": (LINE_LETTERS, N_("Owner unit")),
    "approver": (LINE_LETTERS, N_("Approving unit")),
    "lead": (LINE_LETTERS, N_("Lead unit")),
    "cooperating": (REASON_LETTERS, N_("Co-operating units")),
    "disaggregation": (REASON_LETTERS, N_("Disaggregation")),
    "baseline": (40, N_("Baseline")),
    "baseline_on": (20, N_("Day of the baseline")),
    "threshold_rule": (60, N_("How thresholds are counted")),
    "yellow": (40, N_("Yellow from")),
    "red": (40, N_("Red from")),
    "targets": (REASON_LETTERS, N_("Targets")),
    "source": (1_000, N_("Document that sets it")),
    "from_period": (20, N_("Holds from the period")),
}
"""Every field of a definition with its longest text and its words; a file has them as columns."""

OF_INDICATOR: Mapping[str, tuple[int, str]] = {
    "code": (40, N_("Code")),
    "set": (40, N_("Set of indicators")),
    "resolution": (60, N_("Resolution")),
}
"""What a file says of the indicator itself, before its definition."""
REQUIRED = ("name_vi", "group", "unit_vi", "kind", "direction", "aggregation", "frequency", "from_period")
