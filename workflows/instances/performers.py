"""From what a drawing says (``head_of(unit)``, ``group("verifiers")`` …) to the key of those who may take the item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from workflows.errors import N_, Refusal
from workflows.organisation import groups, hierarchy
from workflows.organisation.models import Position

FALLBACK_GROUP = "support_team"


@dataclass(frozen=True, slots=True)
class Performer:
    """Who may take an item (``candidate_key``) and the unit that answers for it."""

    candidate_key: str
    unit_id: int | None


def resolve(session: Session, said: Mapping[str, Any] | None, *, on: date) -> Performer:
    """Turn a drawing's tagged value into a ``Performer``.

    ``head_of`` names the head post of the unit, or, while it is vacant, the next post above that is held; where nobody is
    left above, the support team's group. The unit that answers stays the one that the drawing named.
    Raises ``Refusal`` when the value names nobody.
    """
    if not said or len(said) != 1:
        raise Refusal(N_("Expected the drawing to say who does the step, but it names nobody."))
    ((tag, value),) = said.items()
    if value is not None:
        if tag == "head_of":
            unit = hierarchy.find_unit(session, str(value))
            post = hierarchy.head_of(session, unit.id, on)
            return Performer(f"position:{post.id}" if post else _fallback(session), unit.id)
        if tag == "members_of":
            unit = hierarchy.find_unit(session, str(value))
            return Performer(f"unit:{unit.id}", unit.id)
        if tag == "group":
            group_id, unit_id = groups.identity(session, str(value))
            return Performer(f"group:{group_id}", unit_id)
        if tag == "position":
            position = session.get(Position, int(value))
            if position is not None:
                return Performer(f"position:{position.id}", position.unit_id)
        if tag == "person":
            return Performer(f"person:{int(value)}", None)
    raise Refusal(
        N_("Expected the drawing to say who does the step, but “%(said)s” names nobody."), said=f"{tag}({value})"
    )


def _fallback(session: Session) -> str:
    return f"group:{groups.identity(session, FALLBACK_GROUP)[0]}"
