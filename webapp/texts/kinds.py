"""For which fields texts are kept: the place (a kind of step, a form beside it) and the field, as in ``verification.reason``."""

from __future__ import annotations

import re

from flask_babel import gettext

from workflows.errors import N_

PLACES = {
    "assign": N_("Assigning a task"),
    "accept": N_("Accepting or declining a task"),
    "submission": N_("Submitting a result"),
    "confirmation": N_("Confirming a result or sending it back"),
    "verification": N_("Approving a result or returning it"),
    "sign_off": N_("Signing a result off or returning it"),
    "extension": N_("Deciding on more time"),
    "escalation": N_("Deciding on a delay"),
    "other": N_("Answering and other steps"),
    "release": N_("Putting a step back"),
    "withdrawal": N_("Taking a result back"),
    "progress-reports": N_("Reporting progress"),
    "extension-requests": N_("Asking for more time"),
    "reassignment": N_("Giving a step to another person"),
    "delegation": N_("Delegating a step"),
    "return-to-owner": N_("Taking a delegated step back"),
    "difficulties": N_("Raising a difficulty or a proposal"),
    "instructions": N_("Giving an instruction"),
    "escalation-notes": N_("Saying something about a delay"),
    "comments": N_("Commenting on a case"),
}
FIELDS = {
    "reason": N_("Reason"),
    "answer": N_("Answer"),
    "words": N_("Words"),
    "summary": N_("Summary"),
    "product": N_("Product"),
    "evidence_required": N_("Evidence required"),
    "contributions": N_("Parts of co-operating units"),
    "note": N_("What is delivered"),
    "produced": N_("What has been produced so far"),
    "cause": N_("Cause of the delay"),
    "responsibility": N_("Who is responsible for the cause"),
    "remedy": N_("Remedy plan"),
}
KIND = re.compile(r"([a-z_-]+)\.(\w{1,50})")


def is_kind(kind: str) -> bool:
    """Whether texts can be kept for this kind of field; a drawing of one's own may ask for any field."""
    found = KIND.fullmatch(kind)
    return found is not None and found[1] in PLACES


def words_of_kind(kind: str) -> str:
    """A kind in the reader's words."""
    place, _, field = kind.partition(".")
    return f"{gettext(PLACES[place])}: {gettext(FIELDS[field]) if field in FIELDS else field}"
