"""Who grants more time, for somebody who decides about a delay."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.shown.names import units_of_case
from workflows.organisation.models import OrgUnit
from workflows.organisation.standing import Standing
from workflows.work.authority import has_authority


def granting_unit(session: Session, instance_id: int, standing: Standing) -> OrgUnit | None:
    """The unit that decides on more time, where this person may only propose it; nothing where they grant it themselves."""
    if has_authority(session, instance_id, standing):
        return None
    return next(iter(units_of_case(session, instance_id).get("assigning", ())), None)
