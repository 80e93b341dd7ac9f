"""Taking a catalogue file in: all of it or nothing, each row through the commands that a person uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.indicators.catalogue import IndicatorRow, Wanted, find_indicators
from workflows.indicators.defining import define, read_definition, register_indicator
from workflows.indicators.definition import said_in, said_of
from workflows.indicators.keeping import STREAM, demand_reason, may_keep_indicator
from workflows.indicators.reading import Fault, read
from workflows.indicators.understanding import Faults, choice
from workflows.ledger.record import record
from workflows.limits import CATALOGUE_ROWS
from workflows.resolutions.models import Resolution


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a file says otherwise than the newest definition."""

    code: str
    name: str
    ours: str
    theirs: str


@dataclass(slots=True)
class CatalogueReport:
    """What a file would do: new codes, changes of known ones field by field, how many rows say nothing new, and the faults."""

    rows: int = 0
    created: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


class CatalogueRefused(Invalid):
    """The file has faults, all of them in ``report``; nothing was written."""

    def __init__(self, report: CatalogueReport) -> None:
        sentence = N_("Expected a file without faults, but found %(count)s; nothing was taken in.")
        super().__init__(sentence, count=len(report.faults))
        self.report = report


def try_catalogue(session: Session, content: bytes, *, actor: Actor, at: datetime) -> CatalogueReport:
    """What ``import_catalogue`` would do with the file; writes nothing."""
    report = CatalogueReport()
    for _ in _examined(session, content, report, actor, at):
        pass
    return report


def import_catalogue(
    session: Session, content: bytes, *, file_name: str, reason: str, actor: Actor, at: datetime
) -> CatalogueReport:
    """Register what is new and define anew what says something else, with one reason for all of them.

    A column that the file does not have leaves a known indicator as it is. Raises ``Forbidden`` for whoever keeps no such plan,
    ``CatalogueRefused`` when anything is wrong with any row, ``Invalid`` without a reason.
    """
    report = CatalogueReport()
    wanted = list(_examined(session, content, report, actor, at))
    if report.faults:
        raise CatalogueRefused(report)
    why = demand_reason(reason)
    for number, said, known in wanted:
        try:
            if known is None:
                register_indicator(session, said, actor=actor, at=at)
            else:
                seen = known.version.number
                define(session, known.indicator.public_id, said, seen=seen, reason=why, actor=actor, at=at)
        except (Invalid, Conflict, NotFound) as refusal:
            faults = refusal.faults if isinstance(refusal, Invalid) else {}
            report.faults += [Fault(number, name, one) for name, one in faults.items()] or [
                Fault(number, None, refusal)
            ]
            raise CatalogueRefused(report) from refusal
    counts = {"created": len(report.created), "unchanged": report.unchanged}
    changed = len({one.code for one in report.changed})
    told = fact("indicator.catalogue_imported", file=file_name[:255], changed=changed, **counts)
    record(session, STREAM, [told], actor=actor, at=at)
    return report


def _examined(
    session: Session, content: bytes, report: CatalogueReport, actor: Actor, at: datetime
) -> Iterator[tuple[int, Mapping[str, str], IndicatorRow | None]]:
    """Each row that changes something, with what is known of its code; counts and faults go into the report."""
    rows, report.faults = read(content)
    report.rows = len(rows)
    resolutions = {code: number for code, number in session.execute(select(Resolution.code, Resolution.id))}
    known = _known(session)
    told: set[str] = set()
    allowed: dict[int | None, Refusal | None] = {}
    for number, row in rows:
        code = row.get("code", "")
        faults = Faults()
        faults.demand(
            code not in told, "code", N_("Expected each code once, but “%(code)s” is there twice."), code=code
        )
        told.add(code)
        ours = known.get(code)
        said = {**row_of(ours), **row}
        of = resolutions.get(said.get("resolution", ""))
        if of not in allowed:
            allowed[of] = may_keep_indicator(session, actor, of, at)
        if refusal := allowed[of]:
            raise refusal
        if any(fault.row == number for fault in report.faults):
            continue
        try:
            changes = _changes(session, said, ours, faults)
        except Invalid as refusal:
            report.faults += [Fault(number, name, one) for name, one in refusal.faults.items()]
            continue
        if ours is None:
            report.created.append(code)
        elif not changes:
            report.unchanged += 1
            continue
        report.changed += changes if ours else []
        yield number, said, ours


def _changes(session: Session, said: Mapping[str, str], ours: IndicatorRow | None, faults: Faults) -> list[Change]:
    """What the row says otherwise than the newest version. Raises ``Invalid`` at its fields."""
    code = said.get("code", "")
    set_name = faults.read("set", lambda text: choice("set", text), said.get("set", "")) or ""
    definition = read_definition(session, said, code, faults)
    if ours is None:
        return []
    sentence = N_("Expected “%(ours)s” as before, because this belongs to the indicator and not to its definition.")
    faults.demand(set_name == ours.indicator.set_name, "set", sentence, ours=ours.indicator.set_name)
    same = said.get("resolution", "") == (ours.resolution or "")
    faults.demand(same, "resolution", sentence, ours=ours.resolution or "")
    faults.raise_any()
    before, now = said_in(ours.version.content), said_of(definition)
    return [Change(code, name, before[name], now[name]) for name in now if before[name] != now[name]]


def _known(session: Session) -> dict[str, IndicatorRow]:
    """Every indicator by its code, read page by page."""
    found: dict[str, IndicatorRow] = {}
    after: tuple[str, int] | None = None
    while rows := find_indicators(session, Wanted(), after=after, limit=CATALOGUE_ROWS):
        found |= {row.indicator.code: row for row in rows}
        after = (rows[-1].indicator.code, rows[-1].indicator.id)
    return found


def row_of(row: IndicatorRow | None) -> dict[str, str]:
    """What is known of an indicator, by the columns of a file."""
    if row is None:
        return {}
    said = said_in(row.version.content)
    return {"code": row.indicator.code, "set": row.indicator.set_name, "resolution": row.resolution or "", **said}
