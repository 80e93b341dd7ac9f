"""The results handed in so far, and the evidence of the one in the making."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from flask import g

from webapp import headers
from webapp.shown import results
from webapp.shown.changes import changes_of
from webapp.shown.evidence import to_look_at
from webapp.shown.past import past_of
from webapp.work.sections.seen import Seen
from workflows.errors import Refusal
from workflows.work import attachments, delivering, parts
from workflows.work.item import Item
from workflows.work.models import Attachment, Submission

REPORTS = 3
REVIEWS = ("confirmation", "verification", "sign_off")


def values(seen: Seen) -> dict[str, Any]:
    """Every version of the result, the latest reports, and the evidence block's values."""
    handed = results.handed_in(seen.session, seen.item.instance_id)
    found = {
        "shown_result": seen.submission,
        "changes": None,
        "handed": handed,
        "reports": results.reports(seen.session, seen.item.instance_id, REPORTS),
        **evidence_of(seen.item, seen.offers.may, seen.evidence_refusal, handed),
    }
    if seen.item.step in REVIEWS:
        found["changes"] = changes_of(handed, seen.submission.id if seen.submission else None)
        found["to_look_at"] = to_look_at(_of(handed, seen.submission))
    if seen.item.step in (*REVIEWS, "submission") or parts.delivers(seen.item):
        headers.may_frame_ours()
    return found


def _of(handed: Iterable[results.HandedIn], submission: Submission | None) -> Iterable[Attachment]:
    """The evidence of the result that is being checked."""
    return next((one.evidence for one in handed if submission and one.row.id == submission.id), ())


def evidence_of(
    item: Item, may: Collection[str], refusal: Refusal | None = None, handed: Iterable[results.HandedIn] = ()
) -> dict[str, Any]:
    """The evidence block's values: what the case, or the part, holds, and whether the person may change it; and the past of all
    evidence shown.
    """
    part = delivering.part_about(g.session, item) if parts.delivers(item) else None
    files = (
        attachments.evidence_of_parts(g.session, [part.id])
        if part
        else attachments.evidence_on(g.session, item.instance_id)
    )
    shown = {file.id: file for file in (*files, *(file for one in handed for file in one.evidence))}
    return {
        "files": files,
        "past": past_of(g.session, shown.values(), g.standing),
        "to_look_at": to_look_at(files) if item.step == "submission" or part else [],
        "may_change": (item.step == "submission" or part is not None) and "act" in may,
        "evidence_refusal": refusal,
    }
