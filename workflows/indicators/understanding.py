"""From fields as somebody typed them to a definition, or the sentence that each faulty field gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from workflows.definitions.values import plain_words
from workflows.errors import N_, Invalid, Refusal
from workflows.expressions.syntax import parse as parse_formula
from workflows.indicators import periods
from workflows.indicators.definition import Category, Definition, Target
from workflows.indicators.fields import CHOICES, FIELDS, REQUIRED
from workflows.indicators.numbers import read_number
from workflows.indicators.vietnamese import VIETNAMESE
from workflows.limits import INDICATOR_CATEGORIES, INDICATOR_OPTIONS, INDICATOR_TARGETS
from workflows.organisation.folding import fold
from workflows.resolutions.days import read_day

T = TypeVar("T")
NUMBERS = ("baseline", "band_low", "band_high", "yellow", "red")
READ = {*NUMBERS, "baseline_on", "targets", "disaggregation", "cooperating", "from_period"}
INDEED = N_("Expected every field to be filled in as asked, but not all are; to be put right: %(count)s.")
EMPTY = N_("Expected an answer here, but it is empty.")


@dataclass(slots=True)
class Faults:
    """The sentences found so far, one a field."""

    found: dict[str, Refusal] = field(default_factory=dict)

    def read(self, name: str, reader: Callable[[str], T], text: str) -> T | None:
        """What the reader makes of the text; ``None`` and a fault where it refuses, ``None`` where there is no text."""
        if not text:
            return None
        try:
            return reader(text)
        except Refusal as refusal:
            self.add(name, refusal)
            return None

    def add(self, name: str, refusal: Refusal) -> None:
        """The first sentence of a field stays."""
        self.found.setdefault(name, refusal)

    def demand(self, holds: bool, name: str, sentence: str, **params: Any) -> None:
        """A fault at the field unless it holds."""
        if not holds:
            self.add(name, Refusal(sentence, **params))

    def raise_any(self) -> None:
        """Raise ``Invalid`` when there is one."""
        if self.found:
            raise Invalid(INDEED, self.found, count=len(self.found))


def understand(said: Mapping[str, str], faults: Faults) -> Definition | None:
    """The definition that the fields say, nothing where they cannot be read; faults of sense are found as well."""
    texts = {name: _plain(name, said.get(name, ""), faults) for name in FIELDS}
    texts["name_en"], texts["unit_en"] = texts["name_en"] or texts["name_vi"], texts["unit_en"] or texts["unit_vi"]
    texts["accumulation"] = texts["accumulation"] or "each"
    for name in REQUIRED:
        faults.demand(bool(texts[name]), name, EMPTY)
    numbers: dict[str, Decimal | None] = {name: faults.read(name, read_number, texts[name]) for name in NUMBERS}
    days: date | None = faults.read("baseline_on", read_day, texts["baseline_on"])
    targets = faults.read("targets", _targets, texts["targets"]) or ()
    categories = faults.read("disaggregation", _categories, texts["disaggregation"]) or ()
    begins = faults.read("from_period", periods.parse, texts["from_period"])
    faults.read("formula", parse_formula, texts["formula"])
    cooperating = dict.fromkeys(one.strip() for one in texts["cooperating"].replace("\n", ";").split(";"))
    if begins is None:
        return None
    kept = {name: words for name, words in texts.items() if name not in READ}
    named = tuple(one for one in cooperating if one)
    return Definition(
        kept, begins, baseline_on=days, targets=targets, categories=categories, cooperating=named, **numbers
    )


def _plain(name: str, text: str, faults: Faults) -> str:
    words = faults.read(name, lambda typed: plain_words(typed, FIELDS[name][0], lines=True), text) or ""
    return (faults.read(name, lambda typed: choice(name, typed), words) or "") if name in CHOICES else words


def choice(name: str, text: str) -> str:
    """The key of what was chosen, by key or by its words in a language of the house. Raises ``Refusal``."""
    known = CHOICES[name]
    wanted = fold(text)
    for key, words in known.items():
        if wanted in (fold(key), fold(words), fold(VIETNAMESE[words])):
            return key
    sentence = N_("Expected one of %(known)s, but found “%(value)s”.")
    raise Refusal(sentence, known=", ".join(known), value=text[:60])


def _targets(text: str) -> tuple[Target, ...]:
    """A line each: period, colon, value, and after a bar how the document words it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > INDICATOR_TARGETS:
        raise Refusal(
            N_("Expected at most %(most)s targets, but there are %(found)s."), most=INDICATOR_TARGETS, found=len(lines)
        )
    found: dict[date, Target] = {}
    for line in lines:
        said, _, wording = line.partition("|")
        code, colon, value = said.partition(":")
        if not colon:
            raise Refusal(N_("Expected a line like “2030: 80 | over 80 %%”, but “%(line)s” is none."), line=line[:60])
        target = Target(periods.parse(code), read_number(value), wording.strip())
        if target.period.ends_on in found:
            raise Refusal(N_("Expected one target for each day, but “%(line)s” ends with another one."), line=line[:60])
        found[target.period.ends_on] = target
    return tuple(found[day] for day in sorted(found))


def _categories(text: str) -> tuple[Category, ...]:
    """A line each: name, colon, options between commas."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found: dict[str, Category] = {}
    for line in lines:
        name, colon, rest = line.partition(":")
        options = tuple(dict.fromkeys(one.strip() for one in rest.split(",") if one.strip()))
        if not colon or not name.strip() or not 2 <= len(options) <= INDICATOR_OPTIONS or name.strip() in found:
            sentence = N_(
                "Expected a line like “Sex: female, male” with %(least)s to %(most)s options, but “%(line)s” is none."
            )
            raise Refusal(sentence, least=2, most=INDICATOR_OPTIONS, line=line[:60])
        found[name.strip()] = Category(name.strip(), options)
    if len(found) > INDICATOR_CATEGORIES:
        sentence = N_("Expected at most %(most)s ways to take it apart, but there are %(found)s.")
        raise Refusal(sentence, most=INDICATOR_CATEGORIES, found=len(found))
    return tuple(found.values())
