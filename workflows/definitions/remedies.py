"""What to do about a fault whose sentence says only what was expected. Most sentences say it themselves, after their first full stop.

Named by the sentence, so that the rules need not know: one line here serves every place that says it (a test holds that each key
is a sentence of the house).
"""

from __future__ import annotations

from collections.abc import Mapping

from workflows.definitions.faults import Fault
from workflows.errors import N_

REMEDIES: Mapping[str, str] = {}


def remedy_of(fault: Fault) -> str:
    """A catalogue sentence that says what to do, or nothing where the fault's own sentence does."""
    return REMEDIES.get(fault.refusal.text, "")
