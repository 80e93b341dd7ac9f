"""The variables of a case on their way into its row: as JSON, and never more than one act can carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.errors import N_, Refusal
from workflows.expressions.values import copied
from workflows.limits import CASE_VARIABLES_BYTES
from workflows.written import written

GROWN = N_("Expected the values of the case to stay below 1 MB, but they have grown beyond.")


def stored(variables: Mapping[str, Any]) -> str:
    """What the row keeps of them; raises ``Refusal`` when a drawing has let them grow beyond what the next act could read.

    They are measured as values first: one text that stands in a thousand places is small until it is written down.
    """
    text = written(copied(dict(variables)))
    if len(text) > CASE_VARIABLES_BYTES // 4 and len(text.encode()) > CASE_VARIABLES_BYTES:
        raise Refusal(GROWN)
    return text
