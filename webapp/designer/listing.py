"""The list of processes: what is in service, how much runs on it, what is proposed, who is drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import g, render_template, request
from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from webapp.access import requires
from webapp.designer.door import designer, editor_of
from webapp.errors import is_part
from webapp.shown import names
from webapp.shown.names import Named
from workflows.definitions.models import (
    DefinitionDraft,
    DefinitionFile,
    DefinitionProposal,
    DefinitionRetirement,
    DefinitionVersion,
)
from workflows.engine.errors import EngineFault
from workflows.engine.marks import BPMN, NQ57
from workflows.engine.xml import read_tree
from workflows.errors import Refusal
from workflows.instances.models import ProcessInstance
from workflows.limits import PROCESSES_PAGE


@dataclass(frozen=True, slots=True)
class Drawing:
    """A draft on the list: whose it is, since when, and where it is edited (for its owner only)."""

    who: str
    since: datetime
    address: str


@dataclass(slots=True)
class Process:
    """One line of the list."""

    key: str
    name: Named
    version: DefinitionVersion | None = None
    retired: bool = False
    running: int = 0
    proposal: DefinitionProposal | None = None
    proposed_by: str = ""
    mine: Drawing | None = None
    others: list[Drawing] = field(default_factory=list)


@designer.get("", endpoint="list")
@requires("definitions.read")
def show_list() -> Any:
    """The processes, or the next part of them."""
    return page_of()


def page_of(key: str = "", refusal: Refusal | None = None) -> str:
    """The list; with ``refusal`` the form for a new process comes back with what was typed."""
    keys = known_keys(g.session, after=request.args.get("after", "")[:100])
    processes = processes_of(g.session, keys[:PROCESSES_PAGE], g.actor.person_id)
    shown = {"processes": processes, "after": keys[PROCESSES_PAGE - 1] if len(keys) > PROCESSES_PAGE else None}
    faults = getattr(refusal, "faults", {})
    name = "designer/more.html" if is_part() else "designer/list.html"
    return render_template(name, **shown, key=key, refusal=refusal, faults=faults)


def known_keys(session: Session, only: str | None = None, *, after: str = "") -> Sequence[str]:
    """The next keys in their order, one more than a page shows; with ``only`` that one, if anything is known of it."""
    known = union(
        select(DefinitionVersion.key),
        select(DefinitionDraft.key),
        select(DefinitionProposal.key),
    ).subquery()
    which = known.c.key > after if only is None else known.c.key == only
    return session.scalars(select(known.c.key).where(which).order_by(known.c.key).limit(PROCESSES_PAGE + 1)).all()


def processes_of(session: Session, keys: Sequence[str], reader_id: int | None) -> list[Process]:
    """The lines of some processes, with one query for each kind of thing."""
    newest = (
        select(DefinitionVersion.key, func.max(DefinitionVersion.number).label("number"))
        .where(DefinitionVersion.key.in_(keys))
        .group_by(DefinitionVersion.key)
        .subquery()
    )
    same = (DefinitionVersion.key == newest.c.key) & (DefinitionVersion.number == newest.c.number)
    versions = {one.key: one for one in session.scalars(select(DefinitionVersion).join(newest, same))}
    called = drawn_names(session, versions.values())
    found = {key: Process(key, called.get(key, Named(key, key)), versions.get(key)) for key in keys}
    for version_id in session.scalars(
        select(DefinitionRetirement.version_id).where(
            DefinitionRetirement.version_id.in_([one.id for one in versions.values()])
        )
    ):
        next(one for one in found.values() if one.version and one.version.id == version_id).retired = True
    running = (
        select(DefinitionVersion.key, func.count(ProcessInstance.id))
        .join(ProcessInstance, ProcessInstance.definition_version_id == DefinitionVersion.id)
        .where(DefinitionVersion.key.in_(keys), ProcessInstance.ended_at.is_(None))
        .group_by(DefinitionVersion.key)
    )
    for key, count in session.execute(running):
        found[key].running = count
    _who_draws(session, found, reader_id)
    return list(found.values())


def _who_draws(session: Session, found: dict[str, Process], reader_id: int | None) -> None:
    waiting = select(DefinitionProposal).where(
        DefinitionProposal.key.in_(found), DefinitionProposal.decided_at.is_(None)
    )
    proposals = session.scalars(waiting).all()
    drafts = session.scalars(
        select(DefinitionDraft).where(DefinitionDraft.key.in_(found)).order_by(DefinitionDraft.id)
    ).all()
    people = names.people(session, [*(one.proposed_by_id for one in proposals), *(one.owner_id for one in drafts)])
    for proposal in proposals:
        found[proposal.key].proposal = proposal
        found[proposal.key].proposed_by = people.get(proposal.proposed_by_id, "")
    for draft in drafts:
        mine = draft.owner_id == reader_id
        drawing = Drawing(people.get(draft.owner_id, ""), draft.saved_at, editor_of(draft) if mine else "")
        if mine:
            found[draft.key].mine = drawing
        else:
            found[draft.key].others.append(drawing)


def drawn_names(session: Session, versions: Any) -> dict[str, Named]:
    """What the drawings call their processes, read from the files of these versions in one query."""
    wanted = {(one.checksum, f"{one.key}.bpmn"): one.key for one in versions}
    if not wanted:
        return {}
    rows = session.execute(
        select(DefinitionFile.bundle, DefinitionFile.path, DefinitionFile.content).where(
            DefinitionFile.bundle.in_([checksum for checksum, _ in wanted]),
            DefinitionFile.path.in_([path for _, path in wanted]),
        )
    )
    return {
        key: name_in(bytes(row.content), key) for row in rows if (key := wanted.get((row.bundle, row.path))) is not None
    }


@lru_cache(maxsize=256)
def name_in(drawing: bytes, key: str) -> Named:
    """The two names of the process of a drawing (or of its pool); its key where it has none."""
    try:
        root = read_tree(drawing, key).getroot()
    except EngineFault:
        return Named(key, key)
    drawn = next((one for one in root.iter(f"{BPMN}participant", f"{BPMN}process") if one.get("name")), root)
    vi, en = drawn.get("name", ""), drawn.get(f"{NQ57}nameEn", "")
    return Named(vi or en or key, en or vi or key)
