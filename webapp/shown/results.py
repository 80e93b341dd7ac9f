"""Results handed in, newest first: what was written, the evidence with it, and how each check ended."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.shown import names
from webapp.shown.damage import sound
from webapp.shown.panels import Panel, panels_of
from workflows.definitions import deploy, forms
from workflows.definitions.fields import Field
from workflows.errors import NotFound
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.work.models import Attachment, ProgressReport, Review, Submission, SubmittedEvidence
from workflows.work.submission import WITHOUT


@dataclass(frozen=True, slots=True)
class Checked:
    """One review of a submission with the name of whoever decided."""

    review: Review
    who: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One version of the result; with how several verified it, where they did."""

    row: Submission
    who: str
    answers: tuple[Answer, ...]
    evidence: tuple[Attachment, ...]
    checks: tuple[Checked, ...]
    panel: Panel | None = None

    @property
    def without_parts(self) -> str:
        """Why it was handed in although parts of co-operating units were missing; empty when none was."""
        try:
            return str(json.loads(self.row.form).get(WITHOUT) or "")
        except ValueError:
            return ""

    @property
    def on_time(self) -> bool:
        """Whether it was made by the due date then valid."""
        return self.row.due_at is None or self.row.submitted_at <= self.row.due_at


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered field of a form, ready to be read: ``value`` is text or a day; the label has both languages."""

    label_vi: str
    label_en: str
    value: str | date
    value_en: str | date


def handed_in(session: Session, instance_id: int) -> list[HandedIn]:
    """Every version of a case's result, newest first; a handful of queries whatever their number."""
    rows = session.execute(
        select(Submission, WorkItem.form, ProcessInstance.definition_version_id)
        .join(WorkItem, WorkItem.id == Submission.work_item_id)
        .join(ProcessInstance, ProcessInstance.id == Submission.instance_id)
        .where(Submission.instance_id == instance_id)
        .order_by(Submission.number.desc())
    ).all()
    if not rows:
        return []
    numbers = [submission.id for submission, _form, _version in rows]
    evidence: dict[int, list[Attachment]] = defaultdict(list)
    for submission_id, file in session.execute(
        select(SubmittedEvidence.submission_id, Attachment)
        .join(Attachment, Attachment.id == SubmittedEvidence.attachment_id)
        .where(SubmittedEvidence.submission_id.in_(numbers))
        .order_by(Attachment.id)
    ):
        evidence[submission_id].append(file)
    reviews = session.scalars(select(Review).where(Review.submission_id.in_(numbers)).order_by(Review.id)).all()
    who = names.people(
        session,
        [submission.submitted_by_id for submission, _f, _v in rows] + [review.decided_by_id for review in reviews],
    )
    panels = panels_of(session, instance_id, [submission for submission, _f, _v in rows])
    checks: dict[int, list[Checked]] = defaultdict(list)
    for review in reviews:
        checks[review.submission_id].append(Checked(review, who.get(review.decided_by_id, "")))
    return [
        HandedIn(
            submission,
            who.get(submission.submitted_by_id, ""),
            sound(instance_id, partial(_answered, session, version, form, submission.form), ()),
            tuple(evidence[submission.id]),
            tuple(checks[submission.id]),
            panels.get(submission.id),
        )
        for submission, form, version in rows
    ]


def _answered(session: Session, version: int, form: str | None, said: str) -> tuple[Answer, ...]:
    return answers(_fields(session, version, form), json.loads(said))


def answers(fields: tuple[Field, ...], values: Mapping[str, Any]) -> tuple[Answer, ...]:
    """What was answered, in the form's order; boxes that only confirm something are left out, like empty fields."""
    found = []
    for field in fields:
        value = values.get(field.key)
        if not field.key or field.type == "checkbox" or value in (None, "", []):
            continue
        shown, shown_en = _words(field, value)
        found.append(Answer(field.label_vi, field.label_en, shown, shown_en))
    return tuple(found)


def _words(field: Field, value: Any) -> tuple[str | date, str | date]:
    if field.type == "datetime":
        day = date.fromisoformat(str(value))
        return day, day
    vi = {option.value: option.label_vi for option in field.options}
    en = {option.value: option.label_en for option in field.options}
    chosen = value if isinstance(value, list) else [value]
    return "; ".join(vi.get(str(one), str(one)) for one in chosen), "; ".join(
        en.get(str(one), str(one)) for one in chosen
    )


def _fields(session: Session, version_id: int, form: str | None) -> tuple[Field, ...]:
    if form is None:
        return ()
    try:
        return forms.fields(deploy.form_of(session, version_id, form))
    except NotFound:
        return ()


@dataclass(frozen=True, slots=True)
class Reported:
    """A progress report with the name of whoever made it."""

    row: ProgressReport
    who: str


def reports(session: Session, instance_id: int, limit: int = 20) -> list[Reported]:
    """A case's progress reports, newest first."""
    rows = session.scalars(
        select(ProgressReport)
        .where(ProgressReport.instance_id == instance_id)
        .order_by(ProgressReport.id.desc())
        .limit(limit)
    ).all()
    who = names.people(session, [row.reported_by_id for row in rows])
    return [Reported(row, who.get(row.reported_by_id, "")) for row in rows]
