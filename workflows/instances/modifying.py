"""Intervening in one running case: a token put elsewhere, a step skipped or repeated, a value changed, each with its fact.

The case is locked and its turn is in hand. Who may, and what else hangs on the steps that close, is said where people's work is
known (``workflows/work/intervening.py``), as with suspending and cancelling.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, select
from sqlalchemy.orm import Session

from workflows.engine.drawing import Drawing
from workflows.engine.errors import EngineFault, Misplaced
from workflows.engine.placing.asked import written_names
from workflows.engine.placing.place import Place, Placement, place, places
from workflows.engine.placing.skipping import skip as skip_place
from workflows.engine.step import Step
from workflows.errors import N_, Conflict, Forbidden, Invalid, Refusal
from workflows.facts import Fact, fact
from workflows.instances.incidents import Stuck
from workflows.instances.models import CaseUnit, ProcessInstance
from workflows.instances.turn import Turn
from workflows.instances.variables import stored
from workflows.organisation.models import OrgUnit, UnitAncestor
from workflows.organisation.standing import Standing
from workflows.written import written

ROLE = "administrator"
PATH = re.compile(r"[a-z_][a-z0-9_]{0,59}(\.[a-z_][a-z0-9_]{0,59}){0,3}")
KEPT_BY_THE_SYSTEM = "task"
MOST_SAID = 1000
CHANGED = N_("Expected the case as the page showed it, but somebody acted on it meanwhile. Please look at it again.")
GONE = N_("Expected a place where the case waits, but none was chosen.")


def administered(standing: Standing) -> ColumnElement[bool]:
    """A condition on ``process_instances``: the cases that this person administers: all of them from the top of the tree, else those in
    which a unit has a part that is the granted one or below it.
    """
    granted = standing.roles.get(ROLE, frozenset())
    if not granted:
        return false()
    top = exists().where(OrgUnit.id.in_(granted), OrgUnit.parent_id.is_(None))
    concerned = (
        select(CaseUnit.instance_id)
        .join(UnitAncestor, UnitAncestor.unit_id == CaseUnit.unit_id)
        .where(UnitAncestor.ancestor_id.in_(granted))
    )
    return or_(top, ProcessInstance.id.in_(concerned))


def reaches(session: Session, instance_id: int, standing: Standing) -> bool:
    """Whether this person administers the case."""
    query = select(ProcessInstance.id).where(ProcessInstance.id == instance_id, administered(standing))
    return session.execute(query).first() is not None


def may_modify(*, ended: bool, suspended: bool, administers: bool, has_part: bool) -> Refusal | None:
    """An administrator of the units concerned may intervene in a running case, unless they have a part in its result: whoever made
    or checked something does not carry it past those who are to check it.
    """
    if not administers:
        return Forbidden(N_("Expected an administrator of the units concerned, but that is not you."))
    if has_part:
        return Forbidden(
            N_("Expected somebody who has no part in this case, but you have: ask another administrator to intervene.")
        )
    if ended:
        return Conflict(N_("Expected a running case, but it has ended already."))
    if suspended:
        return Conflict(N_("Expected a running case, but it is suspended; resume it first."))
    return None


def places_of(turn: Turn) -> tuple[Place, ...]:
    """Where the case waits."""
    return places(turn.drawing, turn.state)


def move(turn: Turn, chosen: Sequence[str], target: str, *, kind: str, reason: str) -> Step:
    """Let the case go on before another step: the chosen places close, and a token begins at the target with what the first one of
    them knows. ``kind`` is the fact that tells it.
    """
    there = _there(turn, chosen)
    asked = [Placement(there[0].key, target, keep=False), *(Placement(one.key, None) for one in there[1:])]
    turn.note(fact(kind, reason, element=there[0].element, target=target))
    turn.note(*(fact("case.place_closed", element=one.element) for one in there[1:]))

    def walk(drawing: Drawing, state: bytes) -> Step:
        return place(drawing, state, asked, variables=turn.variables, at=turn.at).step

    return _gone_on(turn, walk)


def skip(turn: Turn, chosen: str, form: Mapping[str, Any], *, reason: str) -> Step:
    """Let the case go on behind a step as if it were done, with what the form says."""
    (skipped,) = _there(turn, [chosen])
    turn.note(fact("case.step_skipped", reason, element=skipped.element))
    closing = {}
    if skipped.kind == "item" and skipped.ref is not None:
        closing[skipped.ref] = {"how": "skipped", "result": written(dict(form)), "by": turn.actor.person_id}

    def walk(drawing: Drawing, state: bytes) -> Step:
        return skip_place(drawing, state, skipped.key, variables=turn.variables, form=form, at=turn.at)

    return _gone_on(turn, walk, closing)


def change(turn: Turn, values: Mapping[str, Any], *, reason: str) -> None:
    """Give values of the case (``lead_unit``, ``answer.count``) another content; the old and the new stand in the facts' words."""
    known = {*turn.variables, *written_names(turn.drawing)}
    for name, value in values.items():
        try:
            turn.note(_changed(turn.variables, known, name, value, reason))
        except Invalid as refusal:
            raise Invalid(refusal.text, refusal.faults, **{**refusal.params, "name": name}) from None
    try:
        stored(turn.variables)
    except Refusal:
        sentence = N_("Expected a shorter value, but the case cannot hold so much.")
        raise Invalid(sentence, {"value": Refusal(sentence)}) from None


def _changed(variables: dict[str, Any], known: Set[str], name: str, value: Any, reason: str) -> Fact:
    """Give one of them another content; answers the fact of it. Raises ``Invalid``."""
    fields, last = place_of(variables, name)
    if name.split(".")[0] not in known:
        sentence = N_("Expected a value that this case or its drawing knows, but it knows none of this name.")
        raise Invalid(sentence, {"name": Refusal(sentence)})
    _same_kind(fields.get(last), value)
    before = json.dumps(fields[last], ensure_ascii=False) if last in fields else "–"
    fields[last] = value
    after = json.dumps(value, ensure_ascii=False)
    said = f"{reason}\n{name}: {before[:MOST_SAID]} → {after[:MOST_SAID]}"
    return fact("case.data_changed", said, variable=name)


def place_of(variables: dict[str, Any], name: str) -> tuple[dict[str, Any], str]:
    """The fields that hold the value called ``name``, and its own name in them. Raises ``Invalid``."""
    sentence = N_("Expected the name of a value such as lead_unit, or lead_unit.code for one inside another.")
    if PATH.fullmatch(name) is None:
        raise Invalid(sentence, {"name": Refusal(sentence)})
    *path, last = name.split(".")
    if (path or [last])[0] == KEPT_BY_THE_SYSTEM:
        sentence = N_(
            "Expected a value that the drawing keeps, but “task” is kept by the system; change the plan instead."
        )
        raise Invalid(sentence, {"name": Refusal(sentence)})
    fields: Any = variables
    for one in path:
        fields = fields.setdefault(one, {})
        if not isinstance(fields, dict):
            raise Invalid(sentence, {"name": Refusal(sentence)})
    return fields, last


def _same_kind(before: Any, after: Any) -> None:
    """A number stays a number and a list a list; what was nothing may become anything, and anything may become nothing."""
    kinds = [float if type(one) is int else type(one) for one in (before, after) if one is not None]
    if len(set(kinds)) > 1:
        sentence = N_("Expected a value of the same kind as the present one, such as text, a number or yes and no.")
        raise Invalid(sentence, {"value": Refusal(sentence)})


def _there(turn: Turn, chosen: Sequence[str]) -> list[Place]:
    known = {one.key: one for one in places_of(turn)}
    found = [known[key] for key in dict.fromkeys(chosen) if key in known]
    if not found or len(found) < len(set(chosen)):
        raise Invalid(GONE, {"place": Refusal(GONE)})
    return found


def _gone_on(
    turn: Turn, walk: Callable[[Drawing, bytes], Step], closing: Mapping[str, dict[str, Any]] | None = None
) -> Step:
    """Take the step; what the drawing cannot do from there is told to the person, and the case stays as it was."""
    try:
        return turn.intervene(walk, closing or {})
    except Misplaced as misplaced:
        raise Conflict(misplaced.text, **misplaced.params) from misplaced
    except (EngineFault, Stuck) as fault:
        cause = fault.__cause__ if isinstance(fault, Stuck) else fault
        sentence = N_("Expected the case to go on from there, but it cannot: %(fault)s")
        raise Conflict(sentence, fault=str(cause)) from fault
