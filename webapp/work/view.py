"""The page of a step: its sections are gathered here; each reads what it shows in a module of its own (``sections``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, render_template

from webapp.shown.damage import said_damage
from webapp.shown.order import order_of
from webapp.texts.offering import offered
from webapp.work.offers import offers_of
from webapp.work.pile import pile_of
from webapp.work.sections import case, own_form, part, place, result, said
from webapp.work.sections.seen import Seen
from workflows.errors import Refusal
from workflows.work import sides
from workflows.work.item import Item

SECTIONS: tuple[Callable[[Seen], dict[str, Any]], ...] = (
    own_form.values,
    result.values,
    part.values,
    place.who,
    place.when,
    case.values,
    case.for_oneself,
    said.values,
)


def item_page(
    item: Item,
    *,
    values: dict[str, Any] | None = None,
    refusal: Refusal | None = None,
    evidence_refusal: Refusal | None = None,
) -> str:
    """The page of a step; after a refusal with what was typed, the faults at their fields, and the state as it is now."""
    session, at = g.session, g.at
    submission = sides.current_submission(session, item.instance_id)
    offers = offers_of(session, item, g.standing, submission, at)
    order = order_of(session, item.instance_id)
    seen = Seen(session, item, g.standing, at, submission, offers, order, values, refusal, evidence_refusal)
    shown = {name: value for section in SECTIONS for name, value in section(seen).items()}
    pile = pile_of(item)
    if "act" in offers.may:
        at = {"public_id": item.public_id, "pile": pile.words if pile else None}
        shown["kept_texts"] = offered(item.step, item, "work.item", **at)
    return render_template(
        "work/item.html",
        item=item,
        order=order,
        may=offers.may,
        why=offers.why,
        elsewhere=offers.elsewhere,
        pile=pile,
        damage=said_damage(item.instance_id),  # last: what could not be read was noticed by the sections
        **shown,
    )
