"""A plan: what the trial found, the decision of another person, and how far the clock has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import or_, select

from webapp.access import requires
from webapp.errors import is_part
from webapp.migration.door import STATES, VERDICTS, asked_process, called, migrations, refused, said
from webapp.rates import rated
from webapp.shown import names
from webapp.typed import words_of
from workflows.definitions.models import DefinitionVersion
from workflows.errors import N_, NotFound, Refusal
from workflows.instances.models import ProcessInstance
from workflows.limits import PLAN_PAGE
from workflows.migration import plans, remarks
from workflows.migration.models import MigrationCase, MigrationPlan
from workflows.migration.progress import by_step, counts_of, held_of, pause_of, state_of
from workflows.migration.sides import side_of
from workflows.work.access import visible_case_ids

ONLY = ("blocked", "changed", "same", "moved")


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done with a plan: the command, whether it asks for a reason, and what is said when it is done."""

    command: Any
    asks: bool
    done: str


PROPOSING: Mapping[str, Act] = {
    "proposal": Act(plans.propose, True, N_("The plan waits for another designer's decision.")),
    "withdrawal": Act(plans.withdraw, False, N_("The plan is withdrawn; no case has moved.")),
}
DECIDING: Mapping[str, Act] = {
    "approval": Act(plans.approve, False, N_("The plan is approved. The clock lets one case after the other go over.")),
    "return": Act(plans.give_back, True, N_("The plan went back with your reason; no case has moved.")),
    "pause": Act(plans.pause, True, N_("The plan stands still; no further case goes over.")),
    "resumption": Act(plans.resume, False, N_("The plan goes on.")),
    "retry": Act(plans.try_again, False, N_("The cases that were blocked are tried once more.")),
    "stop": Act(plans.stop, True, N_("The plan is stopped. What has gone over stays there.")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the plan, if the reader may see it: how it stands in it and what is said of it."""

    address: str
    business_key: str
    title: Any
    verdict: str
    sentences: list[str]


@migrations.get("/<public_id>", endpoint="plan")
@requires("definitions.read")
def show_plan(key: str, public_id: str) -> Any:
    """The plan, or the next part of its cases."""
    plan = plans.find_plan(g.session, key, public_id)
    if is_part():
        lines, following = _cases(plan)
        return render_template("migration/cases.html", plan=plan, lines=lines, following=following, **_words())
    return _page(plan)


@migrations.post("/<public_id>/<any('proposal', 'withdrawal'):noun>", endpoint="prepare")
@requires("definitions.propose")
@rated("acts")
def prepare(key: str, public_id: str, noun: str) -> Any:
    """Propose it with a reason, or withdraw it."""
    return _done(key, public_id, noun, PROPOSING[noun])


@migrations.post(
    "/<public_id>/<any('approval', 'return', 'pause', 'resumption', 'retry', 'stop'):noun>", endpoint="steer"
)
@requires("definitions.approve")
@rated("acts")
def steer(key: str, public_id: str, noun: str) -> Any:
    """Decide on it; let it stand still, go on or end."""
    return _done(key, public_id, noun, DECIDING[noun])


def _done(key: str, public_id: str, noun: str, act: Act) -> Any:
    plan = plans.find_plan(g.session, key, public_id)

    def do() -> Any:
        reason = words_of(request.form, ("reason",))["reason"] if act.asks else None
        act.command(g.session, plan, actor=g.actor, at=g.at, **({} if reason is None else {"reason": reason}))
        flash(gettext(act.done))
        return redirect(url_for("migrations.plan", key=key, public_id=public_id), 303)

    return refused(do, lambda refusal: _page(plans.find_plan(g.session, key, public_id), noun, refusal))


def _page(plan: MigrationPlan, noun: str = "", refusal: Refusal | None = None) -> str:
    lines, following = _cases(plan)
    pause = pause_of(g.session, plan)
    before, after = (g.session.get_one(DefinitionVersion, one) for one in (plan.from_id, plan.to_id))
    places = side_of(g.session, plan.from_id).places.by_key
    state = state_of(plan, pause, held=bool(held_of(g.session, [plan])))
    return render_template(
        "migration/plan.html",
        process=asked_process(plan.key),
        plan=plan,
        before=before,
        after=after,
        state=state,
        pause=pause,
        approved=_is_approved(plan),
        counts=counts_of(g.session, plan),
        by_step=[
            (called(places[key]) if key in places else gettext("elsewhere"), found)
            for key, found in by_step(g.session, plan)
        ],
        lines=lines,
        following=following,
        only=_only(),
        people=names.people(g.session, [plan.made_by_id, plan.decided_by_id, plan.ended_by_id]),
        may_change=plans.may_change(plan, g.actor) is None,
        may_propose=plans.may_propose(plan, g.actor) is None,
        may_decide=plans.may_decide(plan, g.actor),
        may_steer=plans.may_steer(plan, g.actor) is None,
        refused_noun=noun,
        refusal=refusal,
        faults=getattr(refusal, "faults", {}),
        reason=request.form.get("reason", "") if refusal else "",
        **_words(),
    )


def _is_approved(plan: MigrationPlan) -> bool:
    return plan.decided_at is not None and plan.ended_how != "returned"


def _words() -> dict[str, Any]:
    return {"states_of": STATES, "verdicts": VERDICTS}


def _only() -> str:
    only = request.args.get("kind", "")
    return only if only in ONLY else ""


def _cases(plan: MigrationPlan) -> tuple[list[Line], int | None]:
    """The cases that the reader may see, by key, and where the next part begins."""
    after = request.args.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 18):
        raise NotFound
    query = (
        select(MigrationCase, ProcessInstance)
        .join(ProcessInstance, ProcessInstance.id == MigrationCase.instance_id)
        .where(MigrationCase.plan_id == plan.id, MigrationCase.instance_id > int(after))
        .order_by(MigrationCase.instance_id)
        .limit(PLAN_PAGE + 1)
    )
    if not g.standing.sees_all:
        query = query.where(or_(*(ProcessInstance.id.in_(ids) for ids in visible_case_ids(g.standing))))
    if only := _only():
        verdict = MigrationCase.outcome if only == "moved" or _is_approved(plan) else MigrationCase.foreseen
        query = query.where(verdict == only)
    rows = g.session.execute(query).all()
    following = rows[PLAN_PAGE - 1][0].instance_id if len(rows) > PLAN_PAGE else None
    return [_line(row, case) for row, case in rows[:PLAN_PAGE]], following


def _line(row: MigrationCase, case: ProcessInstance) -> Line:
    return Line(
        url_for("cases.case", public_id=case.public_id),
        case.business_key,
        case,
        row.outcome or row.foreseen,
        [said(one) for one in remarks.read(row.remarks)],
    )
