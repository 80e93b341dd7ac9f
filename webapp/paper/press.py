"""The press: draws a document for the clock, which has no request. It reads in a session of its own and says what it draws in
the language that was asked for, as of the moment of the request.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from flask import g
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from webapp import language
from webapp.config import Settings
from webapp.language import own_name
from webapp.paper import dossier, layout, record, task_file
from webapp.paper.models import PrintJob
from webapp.paper.printing import RECORD
from workflows.actor import person
from workflows.db import Database
from workflows.errors import N_, NotFound
from workflows.instances.models import ProcessInstance
from workflows.limits import MB
from workflows.organisation.standing import standing_of
from workflows.work.evidence import EvidenceStore, Stored

MOST_BYTES = 200 * MB  # nothing of ours comes near it
NOTICE = N_("Demonstration: the tasks are real, the progress in this document is invented.")


class Press:
    """One installation's press."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._app = language.app_alone(settings)
        self.store = EvidenceStore(settings.paper_dir, MOST_BYTES)

    def draw(self, number: int, at: datetime) -> Stored | None:
        """Draw it and keep its bytes; ``None`` when whoever asked may, at this moment, not see the case."""
        with self._database.reading() as session:
            job = session.get_one(PrintJob, number)
            try:
                content = self.content(session, job, at)
            except NotFound:
                return None
        return self.store.save(BytesIO(content))

    def content(self, session: Session, job: PrintJob, at: datetime) -> bytes:
        """The bytes of a document. Rights are those of now, words and moment those of the request.

        Raises ``NotFound`` when the person who asked does not see the case.
        """
        standing = standing_of(session, person(job.requested_by_id, job.appointment_id), at)
        case = session.get_one(ProcessInstance, job.instance_id)
        with self._app.app_context(), force_locale(job.language):
            g.at = job.requested_at
            found = dossier.gather(
                session,
                case.public_id,
                standing=standing,
                at=job.requested_at,
                store=EvidenceStore(self._settings.evidence_dir),
            )
            notice = gettext(NOTICE) if self._settings.is_demo else ""
            if job.kind == RECORD:
                head = record.head_of(found, language=job.language, notice=notice)
                return layout.printed(head, record.story_of(found, head))
            head = self._file_head(found, job, notice)
            return layout.printed(head, task_file.story_of(found, task_file.gather_around(session, case), head))

    @staticmethod
    def _file_head(found: dossier.Dossier, job: PrintJob, notice: str) -> layout.Head:
        return layout.Head(
            title=gettext("File of a task"),
            matter=own_name(found.case, "title"),
            issuer="; ".join(found.unit_names("assigning")) or "nq57",
            number=gettext("Task: %(code)s", code=found.case.business_key),
            at=job.requested_at,
            language=job.language,
            notice=notice,
        )
