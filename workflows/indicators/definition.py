"""A definition as a value: what its fields mean, and back to the one spelling that is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from workflows.indicators.fields import FIELDS
from workflows.indicators.numbers import written
from workflows.indicators.periods import Period


@dataclass(frozen=True, slots=True)
class Target:
    """Where the indicator shall be at the end of a period, and how the document words it."""

    period: Period
    value: Decimal
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """One way to take the value apart: its name, and the options that make up the whole."""

    name: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """Everything that a version says. ``texts`` are the fields that are words, choices and codes of units."""

    texts: Mapping[str, str]
    from_period: Period
    baseline: Decimal | None = None
    baseline_on: date | None = None
    band_low: Decimal | None = None
    band_high: Decimal | None = None
    yellow: Decimal | None = None
    red: Decimal | None = None
    targets: tuple[Target, ...] = ()
    categories: tuple[Category, ...] = ()
    cooperating: tuple[str, ...] = field(default=())

    @property
    def kind(self) -> str:
        """ratio, number, yes_no or rank."""
        return self.texts["kind"]

    @property
    def direction(self) -> str:
        """up, down or band."""
        return self.texts["direction"]

    @property
    def frequency(self) -> str:
        """month, quarter, half or year."""
        return self.texts["frequency"]


def said_of(definition: Definition) -> dict[str, str]:
    """Every field as text: read again, it is the same definition."""
    numbers = {
        name: written(getattr(definition, name)) for name in ("baseline", "band_low", "band_high", "yellow", "red")
    }
    said = {
        **definition.texts,
        **numbers,
        "from_period": definition.from_period.code,
        "baseline_on": definition.baseline_on.isoformat() if definition.baseline_on else "",
        "cooperating": "; ".join(definition.cooperating),
        "targets": "\n".join(_target(one) for one in definition.targets),
        "disaggregation": "\n".join(f"{one.name}: {', '.join(one.options)}" for one in definition.categories),
    }
    return {name: said[name] for name in FIELDS}


def _target(target: Target) -> str:
    words = f"{target.period.code}: {written(target.value)}"
    return f"{words} | {target.wording}" if target.wording else words


def content_of(definition: Definition) -> str:
    """The text that a row keeps."""
    return json.dumps(said_of(definition), ensure_ascii=False)


def said_in(content: str) -> dict[str, str]:
    """The fields that a row keeps; one that came into the house later is empty."""
    kept: dict[str, str] = json.loads(content)
    return {name: kept.get(name, "") for name in FIELDS}
