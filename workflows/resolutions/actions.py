"""What drawings may ask of the plan: write an assignment down, expand a task into children. Importing registers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.db import table_of
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.instances import actions
from workflows.instances.models import CaseUnit
from workflows.instances.turn import Turn
from workflows.organisation import groups
from workflows.organisation.calendars import calendar_for
from workflows.organisation.models import OrgUnit
from workflows.resolutions import parents, registering
from workflows.resolutions.contributions import COLUMN, agreed, as_lines, contributions_of, name_contributions
from workflows.resolutions.cooperating import arrange_parts, let_cooperate
from workflows.resolutions.examining import Difference
from workflows.resolutions.leads import load_names
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.variables import READABLE, task_variables, variables_from
from workflows.trips import Fixed, Said, once
from workflows.work import parts
from workflows.written import written

_ORDERED, _UNITS, _LEADS = table_of(ResolutionTask), table_of(OrgUnit), table_of(CaseUnit)
OF_CASE = Fixed(
    READABLE.add_columns(
        _ORDERED.c.id,
        _ORDERED.c.deliverable,
        _ORDERED.c.evidence_required,
        _ORDERED.c.province,
        _ORDERED.c.due_on,
        _ORDERED.c.original_due_on,
    ).where(_ORDERED.c.instance_id == bindparam("in_case"))
)
UNIT = Fixed(select(_UNITS.c.id, _UNITS.c.code).where(_UNITS.c.code == bindparam("with_code")))
ASSIGN = Fixed(
    update(_ORDERED)
    .where(_ORDERED.c.id == bindparam("task_id"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "deliverable",
                "evidence_required",
                "clears",
                "verifiers",
                "approvals_needed",
                "lead_unit_id",
                "due_on",
                "due_at",
                "original_due_on",
            )
        }
    ),
    hits=1,
    beside=True,
)
NO_OTHER_LEAD = Fixed(
    delete(_LEADS).where(
        _LEADS.c.instance_id == bindparam("in_case"),
        _LEADS.c.role == "lead",
        _LEADS.c.unit_id.is_distinct_from(bindparam("than", type_=_LEADS.c.unit_id.type)),
    ),
    beside=True,
)
LEAD = once(_LEADS, beside=True)
TOO_FEW = N_(
    "Expected at least %(verifiers)s people in the verifying group, but it has %(there)s. Choose fewer verifiers."
)
SIX_CLEARS = ("clear_person", "clear_work", "clear_responsibility", "clear_authority", "clear_time", "clear_result")


def _questions(turn: Turn, parameters: dict[str, Any]) -> list[Said]:
    """The case's task, and the units that are to lead it."""
    codes = dict.fromkeys(str(code) for code in parameters.get("lead_units") or ())
    return [OF_CASE(in_case=turn.id), *(UNIT(with_code=code) for code in codes)]


@actions.register("record_assignment", asking=_questions)
def record_assignment(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Keep what was assigned: lead, product, evidence, day and clears on the task; the lead among the case's units.

    With several leads none is set: their children get one each. Parameters left out or empty leave the task as it is.
    Raises ``Invalid`` when no unit is named, a clear is said to be missing, or a part is of no co-operating unit.
    """
    found, leads = _asked(turn, parameters)
    missing = [name for name in SIX_CLEARS if name in parameters and not parameters[name]]
    if missing:
        sentence = N_("Expected the six clears before work starts, but one of them is missing.")
        raise Invalid(sentence, {name: Refusal(sentence) for name in missing})
    clears = {
        **{name: bool(parameters[name]) for name in SIX_CLEARS if name in parameters},
        "checked_by": actor.person_id,
        "checked_at": at.isoformat(),
    }
    contributes = _contributions(turn, found, parameters, [lead.id for lead in leads])
    only, panel = leads[0] if len(leads) == 1 else None, _panel(turn, found, parameters)
    turn.write(
        ASSIGN(
            task_id=found.id,
            deliverable=parameters.get("product") or found.deliverable,
            evidence_required=parameters.get("evidence_required") or found.evidence_required,
            clears=written(clears),
            **panel,
            lead_unit_id=only.id if only else None,
            **_day(turn, found, parameters.get("due_on")),
        ),
        NO_OTHER_LEAD(in_case=turn.id, than=only.id if only else None),
    )
    if only:
        turn.write(LEAD(instance_id=turn.id, unit_id=only.id, role="lead"))
    if contributes:
        let_cooperate(turn, found.id)
        arrange_parts(turn, found.id)
    _tell(turn, {**variables_from(found), **panel, "lead_unit": only.code if only else None})


@actions.register("expand_children", asking=_questions)
def expand_children(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Make one child task per lead unit; the start job starts them as already assigned."""
    found, leads = _asked(turn, parameters)
    session = turn.session
    resolution_task = session.get_one(ResolutionTask, found.id, populate_existing=True)
    units = [session.get_one(OrgUnit, lead.id) for lead in leads]
    made = parents.expand(session, resolution_task, units, at=at)
    if parts.has_parts(turn):
        parts.arrange(turn, {})  # each child asks for its own
    turn.note(fact("resolution_task.expanded", code=resolution_task.code, children=made))


def _asked(turn: Turn, parameters: dict[str, Any]) -> tuple[Any, list[Any]]:
    """The case's task and the units that are to lead it, in one trip."""
    found, *units = turn.ask(*_questions(turn, parameters))
    if not units:
        raise Invalid(N_("Expected at least one lead unit, but none was named."))
    if not all(units):
        raise NotFound
    return _the_only(turn, found), [unit for (unit,) in units]


def _the_only(turn: Turn, found: Sequence[Any]) -> Any:
    """The case's task; raises ``Refusal`` when it carries out none of the plan."""
    if not found:
        raise Refusal(N_("Expected the case of a task of the plan, but “%(key)s” is none."), key=turn.business_key)
    return found[0]


def _panel(turn: Turn, found: Any, parameters: dict[str, Any]) -> dict[str, int]:
    """How many verify the result, and how many of them must approve; as it was where the drawing does not say.

    Raises ``Invalid`` for more verifiers than the verifying group has members.
    """
    verifiers = int(parameters.get("verifiers") or found.verifiers)
    approvals = int(parameters.get("approvals_needed") or min(found.approvals_needed, verifiers))
    if verifiers > 1:
        group = groups.group_by_code(turn.session, found.verifying_group)
        there = len(groups.members(turn.session, group.id, local_date(turn.at)))
        if there < verifiers:
            raise Invalid(
                TOO_FEW, {"panel": Refusal(TOO_FEW, verifiers=verifiers, there=there)}, verifiers=verifiers, there=there
            )
    return {"verifiers": verifiers, "approvals_needed": approvals}


def _contributions(turn: Turn, found: Any, parameters: dict[str, Any], leading: Sequence[int]) -> bool:
    """Keep what each co-operating unit shall contribute, as lines say it; answers whether that is something else than before."""
    said = str(parameters.get(COLUMN) or "").strip()
    if not said:
        return False
    try:
        contributions = agreed(turn.session, found.id, found.province, said, leading=leading)
    except Refusal as refusal:
        raise Invalid(refusal.text, {COLUMN: refusal}, **refusal.params) from None
    names, before = load_names(turn.session), contributions_of(turn.session, [found.id]).get(found.id, [])
    if list(contributions) == before:
        return False
    name_contributions(turn.session, found.id, contributions)
    ours, theirs = (as_lines(one, names, found.province) for one in (before, contributions))
    told = [Difference(found.code, COLUMN, ours, theirs)]
    registering.remember(turn.session, found.id, told, actor=turn.actor, at=turn.at)
    return True


def _day(turn: Turn, found: Any, due_on: Any) -> dict[str, Any]:
    """The task's days after a new one, which its case gets too; the first day ever is kept beside it."""
    kept = {"due_on": found.due_on, "due_at": found.due_at, "original_due_on": found.original_due_on}
    day = date.fromisoformat(str(due_on)) if due_on else None
    if day is None or day == found.due_on:
        return kept
    turn.due_at = calendar_for(turn.session, None).end_of_day(day)
    return {"due_on": day, "due_at": turn.due_at, "original_due_on": found.original_due_on or found.due_on or day}


def refresh(turn: Turn, resolution_task: ResolutionTask) -> None:
    """Give the drawing the task as it is now."""
    _tell(turn, task_variables(turn.session, resolution_task.id))


def _tell(turn: Turn, readable: dict[str, Any]) -> None:
    """Whatever the task says, it is assigned now, and the date is the case's, which extensions may have moved."""
    turn.variables["task"] = {
        **parts.kept_of(turn.variables.get("task", {})),
        **readable,
        "assigned": True,
        "due_at": turn.due_at.isoformat() if turn.due_at else None,
    }
