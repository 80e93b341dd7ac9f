"""Columns that hold a JSON object, read with the thought that they may have been spoilt (a bad restore, a hand in the database)."""

from __future__ import annotations

import json
from typing import Any

from workflows.errors import N_, Refusal


class Spoilt(Refusal):
    """What is stored cannot be read: nothing may go on with it, and everything else must."""

    def __init__(self) -> None:
        super().__init__(N_("Expected the stored values to be readable, but they are damaged."), status=500)


def fields_of(stored: str) -> dict[str, Any]:
    """The JSON object that a column holds; raises ``Spoilt`` for anything else."""
    try:
        found = json.loads(stored)
    except (ValueError, TypeError):
        raise Spoilt from None
    if not isinstance(found, dict):
        raise Spoilt
    return found


def readable(stored: str) -> dict[str, Any]:
    """The same, and an empty one where it is spoilt: for looking only."""
    try:
        return fields_of(stored)
    except Spoilt:
        return {}
