"""The record of a sign-off: the task, its six clears, every version with its checks, who signed, and how to verify all that."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext
from reportlab.platypus import Flowable, KeepTogether

from webapp.language import own_name
from webapp.paper import layout, telling
from webapp.paper.contributing import contributions
from webapp.paper.dossier import Dossier
from webapp.shown.results import Checked, HandedIn
from webapp.times import exact_day, exact_moment


def head_of(of: Dossier, *, language: str, notice: str) -> layout.Head:
    """Dated when it was signed; issued by the unit that assigned the task."""
    assert of.signed is not None
    return layout.Head(
        title=gettext("Record of the completion of a task"),
        matter=own_name(of.case, "title"),
        issuer="; ".join(of.unit_names("assigning")) or "nq57",
        number=gettext("Task: %(code)s", code=of.case.business_key),
        at=of.signed[1].review.decided_at,
        language=language,
        notice=notice,
    )


def story_of(of: Dossier, head: layout.Head) -> list[Flowable]:
    """The whole record, from the head to the way to verify it."""
    assert of.signed is not None
    version, check = of.signed
    story = layout.head(head)
    story += [*layout.heading(1, gettext("The task")), *task_lines(of)]
    story += [*layout.heading(2, gettext("The six clears")), *telling.clears(of)]
    number = 3
    if contributed := contributions(of):
        story += [*layout.heading(number, gettext("Parts of co-operating units")), *contributed]
        number += 1
    story += layout.heading(number, gettext("What was handed in and how it was checked"))
    for one in of.versions:
        story += telling.version(of, one)
    story += layout.heading(number + 1, gettext("Conclusion"))
    story.append(KeepTogether([layout.text(_conclusion(of, version, check)), _signature(of, check)]))
    return [
        *story,
        KeepTogether([layout.text(gettext("How to verify this record"), layout.SMALL_HEAD), *_verifying(of)]),
    ]


def task_lines(of: Dossier) -> list[Flowable]:
    """What was ordered, by which document, of whom, until when; for a case without a task only its name."""
    details, ordered = of.details, of.details.task_row if of.details else None
    document = details.document if details else None
    pairs = [
        (gettext("Code"), of.case.business_key),
        (
            gettext("Resolution"),
            f"{details.resolution.code}: {own_name(details.resolution, 'title')}" if details else None,
        ),
        (gettext("Assigning document"), document.words if document else None),
        (gettext("Lead unit"), "; ".join(of.unit_names("lead"))),
        (gettext("Co-operating"), "; ".join(of.unit_names("cooperating"))),
        (gettext("Assigned by"), "; ".join(of.unit_names("assigning"))),
        (gettext("Verified by"), "; ".join(of.unit_names("verifying"))),
        (gettext("Product"), ordered.deliverable if ordered else None),
        (gettext("Evidence required"), ordered.evidence_required if ordered else None),
        (gettext("Deadline as written"), ordered.due_text if ordered else None),
        (gettext("First due"), exact_day(ordered.original_due_on) if ordered and ordered.original_due_on else None),
        (gettext("Due date"), exact_moment(of.case.due_at) if of.case.due_at else None),
        *((gettext("Reopened"), words) for words in _reopened(of)),
    ]
    return layout.all_said(pairs)


def _reopened(of: Dossier) -> Iterator[str]:
    """That the case goes on with a task which had been signed off, or that a newer one does: nobody takes this paper for the last word."""
    for one in of.cases:
        if one.reopening is None or of.case.id not in (one.row.id, one.reopening.former_id):
            continue
        said = {"moment": exact_moment(one.reopening.reopened_at), "who": one.who, "reason": one.reopening.reason}
        if one.row.id == of.case.id:
            yield gettext("%(moment)s by %(who)s, after an earlier sign-off: “%(reason)s”", **said)
        else:
            yield gettext("%(moment)s by %(who)s; the task goes on in a newer case: “%(reason)s”", **said)


def _conclusion(of: Dossier, version: HandedIn, check: Checked) -> str:
    said = gettext(
        "The task %(code)s is completed with result number %(number)s, signed off at %(moment)s.",
        code=of.case.business_key,
        number=version.row.number,
        moment=exact_moment(check.review.decided_at),
    )
    in_time = (
        gettext("The result was submitted by the due date then valid: completed on time.")
        if version.on_time
        else gettext("The result was submitted after the due date then valid: completed late.")
    )
    return f"{said} {in_time}"


def _verifying(of: Dossier) -> list[Flowable]:
    lines = [
        layout.said(gettext("SHA-256 of this record's content"), of.content_hash(), layout.EXACT),
        layout.text(
            gettext(
                "It covers what was ordered, every version with its files' hashes, and every decision. A file is the one that was "
                "approved when its SHA-256 is the one listed here (“sha256sum FILE”)."
            ),
            layout.EXACT,
        ),
    ]
    if of.entry is not None:
        lines += [
            layout.said(
                gettext("In the ledger"),
                gettext(
                    "stream %(stream)s, entry %(seq)s, hash %(hash)s.",
                    stream=of.entry.stream,
                    seq=of.entry.seq,
                    hash=of.entry.hash,
                ),
                layout.EXACT,
            ),
            layout.text(
                gettext(
                    "The operator runs “nq57 verify-ledger”: it says whether any entry was changed, removed or put in since. This "
                    "record carries no digital signature."
                ),
                layout.EXACT,
            ),
        ]
    return lines


def _signature(of: Dossier, check: Checked) -> Flowable:
    recipients = dict.fromkeys(
        name for role in ("lead", "cooperating", "verifying", "assigning") for name in of.unit_names(role)
    )
    return layout.signature(
        list(recipients),
        of.post(check.review.appointment_id) or gettext("Signed off by"),
        gettext("(signed off in the system at %(moment)s)", moment=exact_moment(check.review.decided_at)),
        check.who,
    )
