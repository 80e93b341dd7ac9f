"""Registering an indicator and defining it anew: each definition is a numbered version that stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.facts import fact
from workflows.indicators.definition import Definition, content_of, said_in, said_of
from workflows.indicators.fields import OF_INDICATOR
from workflows.indicators.judging import judge
from workflows.indicators.keeping import STREAM, demand_reason, held, may_keep_indicator, newest, state_of
from workflows.indicators.models import Indicator, IndicatorDefinition
from workflows.indicators.periods import parse
from workflows.indicators.understanding import EMPTY, Faults, choice, understand
from workflows.ledger.record import record
from workflows.limits import FILTER_LETTERS
from workflows.organisation.folding import fold, name_key
from workflows.organisation.models import OrgUnit
from workflows.resolutions.models import Resolution

UNITS = ("owner", "approver", "lead")
UNKNOWN = N_("Expected a unit of the tree, but “%(words)s” is not one.")


def register_indicator(
    session: Session, said: Mapping[str, str], *, origin: str = "plan", actor: Actor, at: datetime
) -> Indicator:
    """Enter an indicator with its first definition; ``said`` are the fields of ``OF_INDICATOR`` and ``FIELDS`` as text.

    Raises ``Forbidden``, ``Invalid`` at the fields, ``Conflict`` when the code is taken.
    """
    faults = Faults()
    code = said.get("code", "").strip()
    faults.demand(bool(code), "code", EMPTY)
    too_long = N_("Expected at most %(limit)s characters, but there are %(found)s.")
    faults.demand(
        len(code) <= OF_INDICATOR["code"][0], "code", too_long, limit=OF_INDICATOR["code"][0], found=len(code)
    )
    set_name = faults.read("set", lambda text: choice("set", text), said.get("set", "").strip()) or ""
    faults.demand(bool(set_name), "set", EMPTY)
    resolution_id = faults.read(
        "resolution", lambda text: _resolution(session, text), said.get("resolution", "").strip()
    )
    if refusal := may_keep_indicator(session, actor, resolution_id, at):
        raise refusal
    definition = read_definition(session, said, code, faults)
    if session.scalar(select(Indicator.id).where(Indicator.code == code)) is not None:
        sentence = N_("Expected a code of its own, but “%(code)s” names another indicator.")
        raise Conflict(sentence, code=code)
    indicator = Indicator(
        code=code,
        set_name=set_name,
        resolution_id=resolution_id,
        origin=origin,
        registered_by=actor.key,
        registered_at=at,
    )
    session.add(indicator)
    session.flush()
    _add_version(session, indicator, definition, 1, "", actor, at)
    record(session, STREAM, [fact("indicator.registered", code=code)], actor=actor, at=at)
    return indicator


def define(
    session: Session, public_id: str, said: Mapping[str, str], *, seen: int, reason: str, actor: Actor, at: datetime
) -> IndicatorDefinition:
    """Say anew what an indicator means, from ``from_period`` on. ``seen`` is the number of the version that the person looked at.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` when it was defined or closed meanwhile, ``Invalid`` at the fields or ``reason``, also
    when the version before would never have held or when nothing changed.
    """
    indicator = held(session, public_id, actor, at)
    before = newest(session, indicator.id)
    assert before is not None
    if state_of(session, indicator.id) == "closed":
        raise Conflict(N_("Expected an indicator that is not closed, but this one is."))
    if before.number != seen:
        sentence = N_(
            "Expected version %(seen)s to be the newest, but somebody defined version %(number)s meanwhile. Look again."
        )
        raise Conflict(sentence, seen=seen, number=before.number)
    faults = Faults()
    definition = read_definition(session, said, indicator.code, faults)
    if definition.from_period.begins_on < parse(before.from_period).begins_on:
        sentence = N_("Expected a period not before %(period)s, from which the version before holds, but this one is.")
        faults.add("from_period", Refusal(sentence, period=before.from_period))
        faults.raise_any()
    if said_of(definition) == said_in(before.content):
        raise Invalid(N_("Expected something to change, but the definition says the same as the version before."))
    if state_of(session, indicator.id) == "opened":
        demand_complete(definition)
    made = _add_version(session, indicator, definition, before.number + 1, demand_reason(reason), actor, at)
    told = fact("indicator.defined", made.reason, code=indicator.code, number=made.number)
    record(session, STREAM, [told], actor=actor, at=at)
    return made


def read_definition(session: Session, said: Mapping[str, str], code: str, faults: Faults) -> Definition:
    """The definition that the fields say, its units and its weighing indicator by their codes. Raises ``Invalid`` at the fields."""
    definition = understand(said, faults)
    if definition is None:
        faults.raise_any()
        raise AssertionError("what cannot be read has a fault")
    texts = dict(definition.texts)
    wanted = {texts[name] for name in UNITS if texts[name]} | set(definition.cooperating)
    codes = _codes(session, wanted)
    for name in UNITS:
        faults.demand(not texts[name] or texts[name] in codes, name, UNKNOWN, words=texts[name])
        texts[name] = codes.get(texts[name], texts[name])
    for words in definition.cooperating:
        faults.demand(words in codes, "cooperating", UNKNOWN, words=words)
    named = dict.fromkeys(codes.get(words, words) for words in definition.cooperating)
    weigher = texts["weighted_by"]
    if weigher:
        known = weigher != code and session.scalar(select(Indicator.id).where(Indicator.code == weigher)) is not None
        sentence = N_("Expected the code of another indicator, but “%(value)s” is none.")
        faults.demand(known, "weighted_by", sentence, value=weigher)
    definition = replace(definition, texts=texts, cooperating=tuple(named))
    judge(definition, faults)
    faults.raise_any()
    return definition


def demand_complete(definition: Definition) -> None:
    """Raise ``Invalid`` where there is no owner or no data source: without them somebody would have to estimate."""
    texts, faults = definition.texts, Faults()
    sentence = N_("Expected a unit that owns the indicator before it is opened, but there is none: nobody estimates.")
    faults.demand(bool(texts["owner"]), "owner", sentence)
    sentence = N_("Expected a data source before the indicator is opened, but there is none: nobody estimates.")
    faults.demand(bool(texts["data_source_vi"] or texts["data_source_en"]), "data_source_vi", sentence)
    if faults.found:
        first = next(iter(faults.found.values()))
        raise Invalid(first.text, faults.found)


def _add_version(
    session: Session, of: Indicator, definition: Definition, number: int, reason: str, actor: Actor, at: datetime
) -> IndicatorDefinition:
    texts = definition.texts
    units = {texts[name]: None for name in ("owner", "approver") if texts[name]}
    ids: dict[str, int] = {
        code: number
        for code, number in session.execute(select(OrgUnit.code, OrgUnit.id).where(OrgUnit.code.in_(units)))
    }
    made = IndicatorDefinition(
        indicator_id=of.id,
        number=number,
        from_period=definition.from_period.code,
        name_vi=texts["name_vi"],
        name_en=texts["name_en"],
        folded=fold(f"{of.code} {texts['name_vi']} {texts['name_en']}"),
        group_name=texts["group"],
        owner_unit_id=ids.get(texts["owner"]),
        approver_unit_id=ids.get(texts["approver"]),
        content=content_of(definition),
        reason=reason,
        defined_by=actor.key,
        defined_at=at,
    )
    session.add(made)
    session.flush()
    return made


def _codes(session: Session, words: Iterable[str]) -> dict[str, str]:
    """The code of the one unit that is called so, by code or by Vietnamese name; what names none or several is left out."""
    wanted = {word: name_key(word) for word in words if len(word) <= FILTER_LETTERS}
    if not wanted:
        return {}
    query = select(OrgUnit.code, OrgUnit.name_key).where(
        or_(OrgUnit.code.in_(wanted), OrgUnit.name_key.in_(wanted.values()))
    )
    found: dict[str, set[str]] = {}
    for code, key in session.execute(query):
        found.setdefault(code, set()).add(code)
        found.setdefault(f"name {key}", set()).add(code)
    named: dict[str, Any] = {word: found.get(word) or found.get(f"name {key}", set()) for word, key in wanted.items()}
    return {word: next(iter(codes)) for word, codes in named.items() if len(codes) == 1}


def _resolution(session: Session, code: str) -> int:
    found = session.scalar(select(Resolution.id).where(Resolution.code == code))
    if found is None:
        raise Refusal(N_("Expected the code of a resolution, but “%(value)s” is none."), value=code[:60])
    return found
