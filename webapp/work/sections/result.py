"""The results handed in so far, and the evidence of the one in the making."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import g

from webapp.shown import results
from webapp.work.sections.seen import Seen
from workflows.errors import Refusal
from workflows.work import attachments
from workflows.work.item import Item

REPORTS = 3


def values(seen: Seen) -> dict[str, Any]:
    """Every version of the result, the latest reports, and the evidence block's values."""
    return {
        "shown_result": seen.submission,
        "handed": results.handed_in(seen.session, seen.item.instance_id),
        "reports": results.reports(seen.session, seen.item.instance_id, REPORTS),
        **evidence_of(seen.item, seen.offers.may, seen.evidence_refusal),
    }


def evidence_of(item: Item, may: Collection[str], refusal: Refusal | None = None) -> dict[str, Any]:
    """The evidence block's values: what the case holds, and whether the person may change it."""
    return {
        "files": attachments.evidence_on(g.session, item.instance_id),
        "may_change": item.step == "submission" and "act" in may,
        "evidence_refusal": refusal,
    }
