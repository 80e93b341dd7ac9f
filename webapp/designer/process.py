"""One process: its versions with who answers for them, its drawing beside the same in words, drafts and proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.access import requires
from webapp.designer import listing
from webapp.designer.checking import findings
from webapp.designer.door import designer
from webapp.designer.files import as_file
from webapp.designer.uncovered import arrows_of, uncovered_by_stories
from webapp.errors import is_part
from webapp.outline.lines import told_of
from webapp.rates import rated
from webapp.shown import names
from webapp.shown.sketch import outline_of
from webapp.trail import trail
from webapp.typed import words_of
from workflows.definitions import deploy, retiring
from workflows.definitions.bundles import SCENARIOS, Bundle
from workflows.definitions.models import DefinitionProposal, DefinitionVersion
from workflows.definitions.scenarios import read_scenarios
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.instances.models import ProcessInstance
from workflows.limits import VERSIONS_PAGE

LIFE = 30
RETURNED = 5
RETIRED = N_(
    "The process takes no new cases. Running cases go on; the next version that is deployed takes new ones again."
)


@dataclass(frozen=True, slots=True)
class Line:
    """A version on the page: who proposed and approved it, how many cases run on it and ran in all."""

    row: DefinitionVersion
    proposed_by: str
    approved_by: str
    running: int
    cases: int


@dataclass(frozen=True, slots=True)
class Told:
    """A refused form of the page: which one, the reason that was typed into it, and the refusal."""

    form: str = ""
    reason: str = ""
    refusal: Refusal | None = None

    @property
    def faults(self) -> Mapping[str, Refusal]:
        """What is wrong with each field."""
        return getattr(self.refusal, "faults", {})

    @property
    def found(self) -> list[dict[str, str]]:
        """What is wrong with each element of the drawings."""
        return list(findings(getattr(self.refusal, "found", ())))


@designer.get("/<key>", endpoint="process")
@requires("definitions.read")
def show_process(key: str) -> Any:
    """The process, or the next older part of its versions."""
    before = request.args.get("before", "")
    older = int(before) if before.isascii() and before.isdigit() and len(before) < 9 else None
    if is_part():
        lines, following = _part(key, older)
        return render_template("designer/versions.html", key=key, lines=lines, following=following)
    return page_of(key, older)


@designer.get("/<key>/versions/<int:number>/files/<path:path>", endpoint="version_file")
@requires("definitions.read")
def show_version_file(key: str, number: int, path: str) -> Response:
    """One file of a version."""
    return as_file(path, deploy.files_of(g.session, deploy.numbered(g.session, key, number).id).get(path))


@designer.post("/<key>/retirement", endpoint="retire")
@requires("definitions.approve")
@rated("acts")
def retire(key: str) -> Any:
    """Take no new cases, with a reason."""
    try:
        reason = words_of(request.form, ("retiring_reason",))["retiring_reason"]
        retiring.retire(g.session, deploy.latest(g.session, key), reason=reason, actor=g.actor, at=g.at)
    except Invalid as refusal:
        g.session.rollback()
        return page_of(key, told=Told("retire", request.form.get("retiring_reason", ""), refusal)), refusal.status
    flash(gettext(RETIRED))
    return redirect(url_for("designer.process", key=key), 303)


def page_of(key: str, older: int | None = None, told: Told = Told()) -> str:
    """The whole page, with the versions below ``older``, and with the form that was refused. Raises NotFound."""
    if key not in listing.known_keys(g.session, key):
        raise NotFound
    (process,) = listing.processes_of(g.session, [key], g.actor.person_id)
    lines, following = _part(key, older)
    version = process.version
    files = deploy.files_of(g.session, version.id) if version else {}
    unwalked = uncovered_by_stories(Bundle(key, files)) if version else {}
    return render_template(
        "designer/process.html",
        process=process,
        lines=lines,
        following=following,
        called=[path.removesuffix(".bpmn") for path in files if path.endswith(".bpmn")],
        outline=outline_of(version.checksum, files, key) if version else (),
        told=told_of(version.checksum, files, key) if version else (),
        stories=[one.name for one in read_scenarios(files[SCENARIOS])] if SCENARIOS in files else [],
        unwalked=arrows_of(Bundle(key, files), unwalked),
        returned=_returned(g.session, key),
        retirement=retiring.retirement_of(g.session, version) if version else None,
        entries=trail(g.session, deploy.stream(key), limit=LIFE),
        proposing=told if told.form == "propose" else Told(),
        retiring=told if told.form == "retire" else Told(),
    )


def _part(key: str, older: int | None) -> tuple[list[Line], int | None]:
    rows = _versions(g.session, key, older)
    following = rows[VERSIONS_PAGE - 1].number if len(rows) > VERSIONS_PAGE else None
    return _lines(g.session, rows[:VERSIONS_PAGE]), following


def _versions(session: Session, key: str, before: int | None) -> Sequence[DefinitionVersion]:
    query = select(DefinitionVersion).where(DefinitionVersion.key == key)
    if before is not None:
        query = query.where(DefinitionVersion.number < before)
    return session.scalars(query.order_by(DefinitionVersion.number.desc()).limit(VERSIONS_PAGE + 1)).all()


def _lines(session: Session, rows: Sequence[DefinitionVersion]) -> list[Line]:
    people = names.people(session, [who for row in rows for who in (row.proposed_by_id, row.approved_by_id)])
    counting = (
        select(
            ProcessInstance.definition_version_id,
            func.count(),
            func.count().filter(ProcessInstance.ended_at.is_(None)),
        )
        .where(ProcessInstance.definition_version_id.in_([row.id for row in rows]))
        .group_by(ProcessInstance.definition_version_id)
    )
    counts = {number: (cases, running) for number, cases, running in session.execute(counting)}
    return [
        Line(
            row,
            people.get(row.proposed_by_id or 0, ""),
            people.get(row.approved_by_id or 0, ""),
            counts.get(row.id, (0, 0))[1],
            counts.get(row.id, (0, 0))[0],
        )
        for row in rows
    ]


def _returned(session: Session, key: str) -> Sequence[DefinitionProposal]:
    """What came back last, for whoever proposed it to go on from."""
    back = (DefinitionProposal.key == key, DefinitionProposal.decision.in_(("returned", "withdrawn")))
    query = select(DefinitionProposal).where(*back).order_by(DefinitionProposal.id.desc()).limit(RETURNED)
    return session.scalars(query).all()
