"""The address of one step, shared by the modules of this area: the blueprint, and how a step is found."""

from __future__ import annotations

from flask import Blueprint, g

from workflows.errors import NotFound
from workflows.work.claim import overtaken
from workflows.work.item import Item, find_work_item

work = Blueprint("work", __name__, url_prefix="/work-items")


def asked_item(public_id: str) -> Item:
    """The step at this address.

    Raises ``NotFound`` when it does not exist or is not open to the person, ``Conflict`` when it was offered to them and
    somebody else has it now: whoever was shown it reads what became of it.
    """
    try:
        return find_work_item(g.session, public_id, standing=g.standing)
    except NotFound:
        raise overtaken(g.session, public_id, standing=g.standing) or NotFound from None
