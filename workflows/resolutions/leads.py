"""From the words a document uses for who leads (“Sở KHCN; Sở Nội vụ”, “Các bộ, ngành, địa phương”) to units.

One known unit is a lead. Several, or a class of units, are a *proposal*: the words are kept, the units listed, and the
person who assigns decides. Names are compared without accents and with abbreviations written out; inside a province
“Sở Y tế” means that province's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.errors import N_, Refusal
from workflows.limits import FILTER_LETTERS, PLAN_NAMES
from workflows.organisation.folding import name_key
from workflows.organisation.models import OrgUnit

_CENTRAL = ("ministry", "ministerial_agency", "government_agency")
_NATIONAL_CLASSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"cac bo .*dia phuong", (*_CENTRAL, "province")),
    (r"cac bo\b.*", _CENTRAL),
    (r"(uy ban nhan dan )?cac (tinh|dia phuong)\b.*", ("province",)),
    (r"cac co quan dang cap trung uong cap tinh cap xa", ("central_party", "province_party", "commune_party")),
    (r"cap uy cap tinh cap xa", ("province_party", "commune_party")),
)
_PROVINCIAL_CLASSES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (r"cac so ban nganh\b.*", "state", ("department",)),
    (r"uy ban nhan dan xa phuong\b.*", "state", ("commune",)),
    (r"cac dang uy truc thuoc\b.*", "party", ("commune_party",)),
    (r"cac (co quan tham muu giup viec tinh uy|ban dang)", "party", ("department",)),
    (r"cac co quan( don vi)? thuoc 04 khoi\b.*", "both", ("department",)),
    (r"cac co quan (don vi )?dia phuong", "both", ("department", "commune")),
)


@dataclass(frozen=True, slots=True)
class Unit:
    """What naming a unit needs."""

    id: int
    code: str
    name_vi: str
    name_key: str
    level: str
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class ClassOfUnits:
    """Words that mean many units, with those they mean as far as we can tell."""

    words: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Leads:
    """What the words name: single units, classes of units, and words that we do not know."""

    units: tuple[Unit, ...] = ()
    classes: tuple[ClassOfUnits, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def one(self) -> Unit | None:
        """The lead, when the words name exactly one unit and nothing else."""
        return self.units[0] if len(self.units) == 1 and not self.classes and not self.unknown else None

    @property
    def is_unknown_unit(self) -> bool:
        """The words name one single thing, and we do not know it."""
        return len(self.unknown) == 1 and not self.units and not self.classes

    @property
    def proposed(self) -> tuple[Unit, ...]:
        """Every unit the words mean, once each, named ones first."""
        every = [*self.units, *(unit for group in self.classes for unit in group.units)]
        return tuple({unit.id: unit for unit in every}.values())


@dataclass(slots=True)
class UnitNames:
    """All units by what they are called; made once per import or page."""

    units: Mapping[int, Unit]
    _by_name: dict[str, list[Unit]] = field(default_factory=dict)
    _found: dict[tuple[str, str | None], Unit | None] = field(default_factory=dict)
    _classes: dict[tuple[str, str | None], ClassOfUnits | None] = field(default_factory=dict)
    _asked: int = 0
    _provinces: dict[str, tuple[Unit | None, Unit | None, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for unit in self.units.values():
            for name in {unit.name_key, name_key(unit.code)}:
                self._by_name.setdefault(name, []).append(unit)

    def find(self, words: str, province: str | None) -> Unit | None:
        """The one unit called so, the province's own before others; ``None`` too when several communes share the name."""
        asked = (words, province)
        if asked not in self._found:
            self._found[asked] = self._find(self._key(words), province)
        return self._found[asked]

    def _key(self, words: str) -> str:
        """The spelling that names are compared in. Raises ``Refusal`` when one file asks for more names than any plan has."""
        self._asked += 1
        if self._asked > PLAN_NAMES:
            raise Refusal(
                N_("Expected at most %(most)s names of units in one file, but there are more."), most=PLAN_NAMES
            )
        return name_key(words) if len(words) <= FILTER_LETTERS else ""

    def _find(self, name: str, province: str | None) -> Unit | None:
        if province is not None:
            state, party, bare = self._province(province)
            local = [
                unit
                for called in (f"{name} {bare}", name)
                for unit in self._by_name.get(called, ())
                if self._stands_under(unit, (state, party))
            ]
            if len(local) == 1:
                return local[0]
        found = self._by_name.get(name, ())
        return found[0] if len(found) == 1 else None

    def _stands_under(self, unit: Unit | None, tops: tuple[Unit | None, ...]) -> bool:
        while unit is not None:
            if unit in tops:
                return True
            unit = self.units.get(unit.parent_id) if unit.parent_id else None
        return False

    def below(self, words: str, province: str | None) -> ClassOfUnits | None:
        """The class of units that the words mean; ``None`` when they are no class at all."""
        asked = (words, province)
        if asked not in self._classes:
            self._classes[asked] = self._below(words, self._key(words), province)
        return self._classes[asked]

    def _below(self, words: str, name: str, province: str | None) -> ClassOfUnits | None:
        if province is not None:
            state, party, _ = self._province(province)
            for pattern, side, levels in _PROVINCIAL_CLASSES:
                if re.fullmatch(pattern, name):
                    tops = {"state": [state], "party": [party], "both": [party, state]}[side]
                    return ClassOfUnits(words, self._under([top for top in tops if top], levels))
        else:
            for pattern, levels in _NATIONAL_CLASSES:
                if re.fullmatch(pattern, name):
                    units = (unit for level in levels for unit in self.units.values() if unit.level == level)
                    return ClassOfUnits(words, tuple(units))
        return ClassOfUnits(words, ()) if name.startswith("cac ") else None

    def _province(self, code: str) -> tuple[Unit | None, Unit | None, str]:
        """Its people's committee, its Party committee, and its bare name."""
        if code not in self._provinces:
            state, party = (next(iter(self._by_name.get(name_key(f"{kind}{code}"), ())), None) for kind in ("UB", "TU"))
            name = re.sub(r"^uy ban nhan dan (tinh|thanh pho) ", "", name_key(state.name_vi)) if state else ""
            self._provinces[code] = (state, party, name)
        return self._provinces[code]

    def _under(self, tops: list[Unit], levels: tuple[str, ...]) -> tuple[Unit, ...]:
        ids = [top.id for top in tops]
        return tuple(
            unit for level in levels for unit in self.units.values() if unit.level == level and unit.parent_id in ids
        )


def load_names(session: Session) -> UnitNames:
    """Read all units of today's tree once, in the order of their codes."""
    columns = (OrgUnit.id, OrgUnit.code, OrgUnit.name_vi, OrgUnit.name_key, OrgUnit.level, OrgUnit.parent_id)
    rows = session.execute(select(*columns).where(OrgUnit.valid_until.is_(None)).order_by(OrgUnit.code))
    return UnitNames({row.id: Unit(*row) for row in rows})


def proposed_leads(session: Session, words: str, province: str | None) -> Leads:
    """What a task's words name in today's tree: what the person who assigns is shown first."""
    return read_leads(words, load_names(session), province)


def read_leads(words: str, names: UnitNames, province: str | None = None) -> Leads:
    """What the words name. Semicolons part them always; “và” and commas only where every part is then known.

    (“Bộ Khoa học và Công nghệ” is one ministry; “Các sở, ban, ngành và UBND xã, phường” are two classes.)
    """
    units: list[Unit] = []
    classes: list[ClassOfUnits] = []
    unknown: list[str] = []
    for piece in (part.strip() for part in words.split(";")):
        if not piece:
            continue
        for part in _parts(piece, names, province):
            if unit := names.find(part, province):
                units.append(unit)
            elif found := names.below(part, province):
                classes.append(found)
            else:
                unknown.append(part)
    return Leads(_once(units), tuple(classes), tuple(unknown))


def _parts(piece: str, names: UnitNames, province: str | None) -> list[str]:
    """The piece whole when it is a unit or cannot be parted into known parts, else those parts."""
    if names.find(piece, province):
        return [piece]
    for match in re.finditer(r"\s+và\s+", piece):
        left, right = piece[: match.start()], piece[match.end() :]
        if all(names.find(part, province) or names.below(part, province) for part in (left, right)):
            return [left, right]
    by_comma = [part.strip() for part in piece.split(",")]
    return by_comma if len(by_comma) > 1 and all(names.find(part, province) for part in by_comma) else [piece]


def _once(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple({unit.id: unit for unit in units}.values())
