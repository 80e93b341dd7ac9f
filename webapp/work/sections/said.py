"""What was said about the case lately, and the instructions that wait for whoever holds the step."""

from __future__ import annotations

from typing import Any

from webapp.shown.comments import said, waiting_on
from webapp.shown.difficulties import raised
from webapp.work.sections.seen import Seen
from workflows.work import comments

LATELY = 3


def values(seen: Seen) -> dict[str, Any]:
    """The newest comments, the instructions that this person is to take note of, and why they may say nothing."""
    session, item = seen.session, seen.item
    found, older = said(session, item.instance_id, seen.standing, limit=LATELY)
    return {
        "said": found,
        "instructed": [one for one in waiting_on(session, item, seen.standing) if one.may_note],
        "difficulties": raised(session, item.instance_id),
        "answers_difficulty": str((item.local.get("message") or {}).get("difficulty", "")),
        "older_said": older,
        "may_not_comment": comments.may_comment(
            session, item.instance_id, seen.standing, ended=item.case_ended_at is not None
        ),
    }
