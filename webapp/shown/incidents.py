"""What could not go on, in words: the sentence in the reader's language, the programme's own words beside, and what it is about."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.language import own_name
from webapp.paper.models import PrintJob
from webapp.shown import names
from workflows.errors import N_
from workflows.instances.models import Incident, IncidentOwner, ProcessInstance, WorkItem
from workflows.resolutions.models import ResolutionTask

JOBS: Mapping[str, str] = {
    "deadlines": N_("Keeping deadlines"),
    "timers": N_("Letting drawn timers fire"),
    "starting": N_("Starting cases"),
    "parents": N_("Closing parent tasks"),
    "request": N_("A form that somebody sent"),
    "reading": N_("Showing the case"),
    "escalation": N_("Reporting to a superior"),
    "telling": N_("Telling people"),
    "mail": N_("Sending e-mail"),
    "coming_back": N_("Giving work back after an absence"),
    "mergers": N_("Carrying out a merger of units"),
    "printing": N_("Printing documents"),
    "migrations": N_("Moving cases to another version"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """An incident as it is shown: ``about`` is what cannot go on (code and title), ``step`` the step of the case it is about."""

    row: Incident
    sentence: str
    job: str
    about: str
    step: str
    owner: str

    @property
    def state(self) -> tuple[str, str]:
        """How it stands: a tone and a word."""
        if self.row.closed_at is not None:
            return "done", gettext("over")
        if self.row.parked_at is not None:
            return "late", gettext("laid aside")
        return "soon", gettext("open")


def sentence_of(incident: Incident) -> str:
    """What happened, in the reader's language; as it was recorded where that is no sentence of the catalogue."""
    try:
        return gettext(incident.template or incident.sentence, **json.loads(incident.params))
    except (KeyError, TypeError, ValueError):
        return incident.sentence


def sentences_for(session: Session, addresses: Collection[str]) -> dict[str, str]:
    """What these incidents say in the reader's language, by the English sentence that the ledger holds of it."""
    if not addresses:
        return {}
    found = session.scalars(select(Incident).where(Incident.public_id.in_(addresses)))
    return {one.sentence: sentence_of(one) for one in found}


def told(session: Session, incidents: Iterable[Incident]) -> list[Told]:
    """These incidents in words; a handful of queries whatever their number."""
    rows = list(incidents)
    cases = {
        row.id: f"{row.business_key} · {own_name(row, 'title')}"
        for row in session.scalars(
            select(ProcessInstance).where(ProcessInstance.id.in_({one.instance_id for one in rows if one.instance_id}))
        )
    }
    steps = {
        row.id: own_name(row)
        for row in session.scalars(
            select(WorkItem).where(WorkItem.id.in_({one.work_item_id for one in rows if one.work_item_id}))
        )
    }
    unstarted = _unstarted(session, rows)
    cared_for = select(IncidentOwner.incident_id, IncidentOwner.person_id).where(
        IncidentOwner.incident_id.in_([one.id for one in rows]), IncidentOwner.until.is_(None)
    )
    owners = {incident: person for incident, person in session.execute(cared_for)}
    people = names.people(session, owners.values())
    return [
        Told(
            one,
            sentence_of(one),
            gettext(JOBS[one.job]) if one.job in JOBS else one.job,
            cases.get(one.instance_id or 0) or unstarted.get(one.thing) or gettext("the job as a whole"),
            steps.get(one.work_item_id or 0, ""),
            people.get(owners.get(one.id, 0), ""),
        )
        for one in rows
    ]


def _unstarted(session: Session, rows: list[Incident]) -> dict[str, str]:
    """Tasks whose case could not be started, and documents, by the key of their incident."""
    numbers = [int(one.thing.partition(":")[2]) for one in rows if one.thing.startswith("task:")]
    found = session.scalars(select(ResolutionTask).where(ResolutionTask.id.in_(numbers))) if numbers else ()
    return {f"task:{one.id}": f"{one.code} · {own_name(one, 'title')}" for one in found} | _papers(session, rows)


def _papers(session: Session, rows: list[Incident]) -> dict[str, str]:
    """Cases of which a document could not be printed, by the key of their incident."""
    numbers = [int(one.thing.partition(":")[2]) for one in rows if one.thing.startswith("paper:")]
    query = select(PrintJob.id, ProcessInstance).join(ProcessInstance, ProcessInstance.id == PrintJob.instance_id)
    found = session.execute(query.where(PrintJob.id.in_(numbers))) if numbers else ()
    return {f"paper:{number}": f"{case.business_key} · {own_name(case, 'title')}" for number, case in found}
