"""The parts of co-operating units: shown beside the work on the result and every check of it, and the one that a step is about."""

from __future__ import annotations

from typing import Any

from webapp.language import own_name
from webapp.shown import parts as shown
from webapp.work.sections.seen import Seen
from workflows.work import parts, submission

BESIDE = ("submission", "confirmation", "verification", "sign_off", "accept")


def values(seen: Seen) -> dict[str, Any]:
    """The parts; for the result in the making, why it may go without those that are missing has to be said."""
    item = seen.item
    about = parts.about(item) or parts.wants_time(item)
    found = shown.parts_of(seen.session, item.instance_id) if about or item.step in BESIDE else []
    lacking = [one for one in found if one.is_missing] if item.step == "submission" else []
    typed = (seen.values or {}).get(submission.WITHOUT, "")
    return {
        "unit_parts": found,
        "about_part": about,
        "is_made_here": parts.delivers(item),
        "lacking": "; ".join(own_name(one.unit) for one in lacking),
        "without_said": typed,
    }
