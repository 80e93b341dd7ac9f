"""What every section of a step's page is told: the step, what the person may do, and what was refused a moment ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webapp.shown.order import Order
from webapp.work.offers import Offers
from workflows.errors import Refusal
from workflows.organisation.standing import Standing
from workflows.work.item import Item
from workflows.work.models import Submission


@dataclass(frozen=True, slots=True)
class Seen:
    """One step before one person at one moment. ``values`` is what was typed into a form that was refused."""

    session: Session
    item: Item
    standing: Standing
    at: datetime
    submission: Submission | None
    offers: Offers
    order: Order | None
    values: dict[str, Any] | None = None
    refusal: Refusal | None = None
    evidence_refusal: Refusal | None = None
