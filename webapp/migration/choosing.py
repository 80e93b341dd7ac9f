"""From which version to which, and where each step goes: a plan is made here, and its mapping changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import func, select

from webapp.access import requires
from webapp.errors import is_part
from webapp.migration.door import STATES, asked_process, called, migrations, refused
from webapp.rates import rated
from webapp.shown import names
from webapp.typed import words_of
from workflows.definitions import deploy
from workflows.definitions.models import DefinitionVersion
from workflows.errors import N_, NotFound, Refusal
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.limits import VERSIONS_PAGE
from workflows.migration import mapping, plans
from workflows.migration.mapping import Mapped
from workflows.migration.models import MigrationPause, MigrationPlan
from workflows.migration.places import STEP, Place
from workflows.migration.progress import held_of, state_of
from workflows.migration.sides import side_of

MADE = N_("The plan is made. The clock tries it on a copy of each case now; look again shortly.")
NOWHERE = "-"
ORDER = (STEP, "message", "timer", "signal", "conditional")  # before activities around them and joins


@dataclass(frozen=True, slots=True)
class Line:
    """One place of the old version: what stands there, where it goes, and where it could go."""

    place: Place
    words: str
    standing: int
    to: str | None
    choices: list[tuple[str, str]]


@migrations.get("", endpoint="list")
@requires("definitions.read")
def show_list(key: str) -> Any:
    """The plans of the process, newest first, and the way to a new one."""
    return _list(key)


@migrations.get("/new", endpoint="new")
@requires("definitions.propose")
def show_new(key: str) -> Any:
    """Where each step goes, as proposed."""
    before, after = _asked_versions(key, request.args)
    return _mapping_page(key, before, after, {})


@migrations.post("", endpoint="begin")
@requires("definitions.propose")
@rated("acts")
def begin(key: str) -> Any:
    """Make the plan."""
    before, after = _asked_versions(key, request.form)
    chosen = _chosen(before)

    def act() -> Any:
        plan = plans.begin(g.session, before=before, after=after, chosen=chosen, actor=g.actor, at=g.at)
        flash(gettext(MADE))
        return redirect(url_for("migrations.plan", key=key, public_id=plan.public_id), 303)

    return refused(act, lambda refusal: _mapping_page(key, before, after, chosen, refusal))


@migrations.get("/<public_id>/mapping", endpoint="mapping")
@requires("definitions.propose")
def show_mapping(key: str, public_id: str) -> Any:
    """Where each step goes, as the plan has it."""
    plan = plans.find_plan(g.session, key, public_id)
    before, after = _versions_of(plan)
    return _mapping_page(key, before, after, mapping.read(plan.mapping), plan=plan)


@migrations.post("/<public_id>/mapping", endpoint="map")
@requires("definitions.propose")
@rated("acts")
def map_anew(key: str, public_id: str) -> Any:
    """Change it; everything is tried again."""
    plan = plans.find_plan(g.session, key, public_id)
    before, after = _versions_of(plan)
    chosen = _chosen(before)

    def act() -> Any:
        plans.map_anew(g.session, plan, chosen=chosen, actor=g.actor, at=g.at)
        flash(gettext(MADE))
        return redirect(url_for("migrations.plan", key=key, public_id=public_id), 303)

    return refused(act, lambda refusal: _mapping_page(key, before, after, chosen, refusal, plan=plan))


def _list(key: str) -> str:
    process = asked_process(key)
    rows, following = _plans(key)
    still = MigrationPause.plan_id.in_([plan.id for plan in rows]) & MigrationPause.resumed_at.is_(None)
    pauses = {one.plan_id: one for one in g.session.scalars(select(MigrationPause).where(still))}
    held = held_of(g.session, rows)
    versions = _running(key)
    open_ones = select(MigrationPlan.from_id).where(MigrationPlan.key == key, MigrationPlan.ended_at.is_(None))
    busy = set(g.session.scalars(open_ones))
    numbers = {row.id: row.number for row, _ in versions}
    return render_template(
        "migration/plans.html" if is_part() else "migration/list.html",
        process=process,
        plans=rows,
        following=following,
        state_of=lambda plan: state_of(plan, pauses.get(plan.id), held=plan.id in held),
        states_of=STATES,
        numbers=numbers,
        people=names.people(g.session, [plan.made_by_id for plan in rows]),
        versions=versions,
        leaving=[(row, count) for row, count in versions if count and row.id not in busy],
    )


def _plans(key: str) -> tuple[list[MigrationPlan], str | None]:
    """The plans of the process before the one that the address names, newest first, and by which one the next part begins."""
    query = select(MigrationPlan).where(MigrationPlan.key == key).order_by(MigrationPlan.id.desc())
    if seen := request.args.get("before", ""):
        query = query.where(MigrationPlan.id < plans.find_plan(g.session, key, seen).id)
    rows = list(g.session.scalars(query.limit(VERSIONS_PAGE + 1)))
    return rows[:VERSIONS_PAGE], rows[VERSIONS_PAGE - 1].public_id if len(rows) > VERSIONS_PAGE else None


def _running(key: str) -> list[tuple[DefinitionVersion, int]]:
    """The versions of the process, newest first, with how many cases run on each."""
    counted = (
        select(DefinitionVersion, func.count(ProcessInstance.id))
        .outerjoin(
            ProcessInstance,
            (ProcessInstance.definition_version_id == DefinitionVersion.id) & ProcessInstance.ended_at.is_(None),
        )
        .where(DefinitionVersion.key == key)
        .group_by(DefinitionVersion.id)
        .order_by(DefinitionVersion.number.desc())
    )
    return [(row, count) for row, count in g.session.execute(counted)]


def _asked_versions(key: str, said: Mapping[str, str]) -> tuple[DefinitionVersion, DefinitionVersion]:
    numbers = [said.get(name, "") for name in ("before", "after")]
    if not all(one.isascii() and one.isdigit() and len(one) < 9 for one in numbers) or numbers[0] == numbers[1]:
        raise NotFound(N_("Expected two versions of the process to choose from, but the address names none."))
    return deploy.numbered(g.session, key, int(numbers[0])), deploy.numbered(g.session, key, int(numbers[1]))


def _versions_of(plan: MigrationPlan) -> tuple[DefinitionVersion, DefinitionVersion]:
    return g.session.get_one(DefinitionVersion, plan.from_id), g.session.get_one(DefinitionVersion, plan.to_id)


def _chosen(before: DefinitionVersion) -> dict[str, str | None]:
    """What the form says of each place; one that was not shown is as proposed."""
    keys = side_of(g.session, before.id).places.by_key
    answers = words_of(request.form, keys)
    return {key: None if answer == NOWHERE else answer for key, answer in answers.items() if answer}


def _mapping_page(
    key: str,
    before: DefinitionVersion,
    after: DefinitionVersion,
    chosen: Mapped,
    refusal: Refusal | None = None,
    plan: MigrationPlan | None = None,
) -> str:
    old, new = side_of(g.session, before.id).places, side_of(g.session, after.id).places
    mapped = {**mapping.propose(old, new, chosen), **chosen}
    standing = _standing(before)
    lines = [
        Line(
            place,
            called(place),
            standing.get(place.id, 0),
            mapped.get(place.key),
            [(one.key, called(one)) for one in mapping.choices(place, old, new, mapped)],
        )
        for place in sorted(
            old.by_key.values(), key=lambda one: ORDER.index(one.family) if one.family in ORDER else len(ORDER)
        )
    ]
    return render_template(
        "migration/mapping.html",
        process=asked_process(key),
        before=before,
        after=after,
        plan=plan,
        lines=lines,
        lost=[line for line in lines if line.to is None],
        steps=[line for line in lines if line.place.family in ORDER],
        around=[line for line in lines if line.place.family not in ORDER],
        refusal=refusal,
        faults=getattr(refusal, "faults", {}),
        nowhere=NOWHERE,
    )


def _standing(before: DefinitionVersion) -> dict[str, int]:
    """How many steps are open at each element."""
    found = (
        select(WorkItem.element, func.count())
        .join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
        .where(
            ProcessInstance.definition_version_id == before.id,
            ProcessInstance.ended_at.is_(None),
            WorkItem.closed_at.is_(None),
        )
        .group_by(WorkItem.element)
    )
    return {element: count for element, count in g.session.execute(found)}
