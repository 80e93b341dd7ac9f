"""What is said of one case: sentences with their places filled, kept as JSON so that each reader has them in their language."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from workflows.errors import N_

GOES_TO = N_("“%(step)s” goes on as “%(to)s”.")
OTHER_FORM = N_("“%(step)s” asks with another form.")
NEW_FIELDS = N_("“%(step)s” asks for more: %(fields)s.")
LOST_FIELDS = N_(
    "What is written in the draft of “%(step)s” under %(fields)s is not shown any more and does not go along."
)
CLOSES = N_("“%(step)s” is closed.")
OPENS = N_("“%(step)s” is opened.")
TIMER_SET = N_("The time at “%(step)s” is set, for %(moment)s.")
TIMER_LOST = N_("The time at “%(step)s” is not waited for any more.")
MESSAGE_NEW = N_("From now on the case also listens to “%(message)s”.")
MESSAGE_LOST = N_("The case does not listen to “%(message)s” any more.")
VALUE_MISSING = N_("The new version counts on the value “%(name)s”, which the case does not have.")
ACTS = N_("The action “%(action)s” is carried out.")
ENDS = N_("The case ends.")

NO_PLACE = N_("Expected to be told where “%(step)s” is in the new version, but the mapping names no place.")
SUSPENDED = N_("Expected a case that is not suspended. Let it go on, then it can go over.")
TROUBLED = N_("Expected a case without an incident. Mend what holds it up, then it can go over.")
UNREADABLE = N_("Expected values that can be read, but those of this case cannot.")


@dataclass(frozen=True, slots=True)
class Remark:
    """A catalogue sentence with its values; a name is a pair in Vietnamese and English, a moment ISO text."""

    text: str
    params: dict[str, Any] = field(default_factory=dict)


def remark(text: str, /, **params: Any) -> Remark:
    """Short form: ``remark(CLOSES, step=names)``."""
    return Remark(text, params)


def written(remarks: Iterable[Remark]) -> str:
    """The form that is kept."""
    return json.dumps([[one.text, one.params] for one in remarks], ensure_ascii=False, default=str)


def read(text: str) -> list[Remark]:
    """What was kept."""
    return [Remark(said, params) for said, params in json.loads(text)]
