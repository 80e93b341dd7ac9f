"""What is kept, by whom and for whom: a person's texts are theirs alone; a unit's are kept by its head and used by its people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from webapp.texts.filling import fault_in
from webapp.texts.kinds import is_kind
from webapp.texts.models import KeptText
from workflows.errors import N_, Forbidden, Invalid, NotFound, Refusal
from workflows.limits import KEPT_TEXT_LETTERS, KEPT_TEXTS, KEPT_TEXTS_OF_UNIT
from workflows.organisation.models import Position
from workflows.organisation.standing import Standing

NAME_LETTERS = 80
FULL = N_("Expected at most %(most)s texts of yours, but there are as many already. Delete one first.")
UNIT_FULL = N_("Expected at most %(most)s texts of your unit, but there are as many already. Delete one first.")
NAMELESS = N_("Expected a name for the text, but it is empty.")
WORDLESS = N_("Expected words to keep, but there are none.")
LONG = N_("Expected at most %(most)s letters in a text to keep, but there are more.")
NOT_THE_HEAD = N_("Expected the head of the unit to share a text with it, but that is not you.")
NO_KIND = N_("Expected a field of a form that texts can be kept for, but there is none like it.")


def heads(session: Session, standing: Standing, unit_id: int | None) -> bool:
    """Whether the person holds the head's post of this unit (a deputy does not share texts)."""
    if unit_id is None or unit_id not in standing.led_unit_ids:
        return False
    posts = (Position.id.in_(standing.position_ids), Position.unit_id == unit_id, Position.rank == "head")
    return session.execute(select(Position.id).where(*posts).limit(1)).first() is not None


def mine(standing: Standing) -> ColumnElement[bool]:
    """A condition on texts: the person's own, and those of the units to which they belong."""
    own = KeptText.unit_id.is_(None) & (KeptText.person_id == standing.person_id)
    return or_(own, KeptText.unit_id.in_(standing.own_unit_ids))


def texts_for(session: Session, standing: Standing, place: str = "") -> Sequence[KeptText]:
    """What the person may use, by kind and name: at one place (a step, a form beside it), or everywhere."""
    query = select(KeptText).where(mine(standing)).order_by(KeptText.kind, KeptText.name, KeptText.id)
    if place:
        query = query.where(KeptText.kind.startswith(f"{place}.", autoescape=True))
    return session.scalars(query.limit(KEPT_TEXTS + 4 * KEPT_TEXTS_OF_UNIT)).all()


def find_text(session: Session, public_id: str, standing: Standing) -> KeptText:
    """A text that the person may change: their own, or one of the unit that they head. Raises ``NotFound`` for any other that they
    do not have, ``Forbidden`` for one of their unit's.
    """
    row = session.scalars(select(KeptText).where(KeptText.public_id == public_id, mine(standing))).first()
    if row is None:
        raise NotFound
    if row.unit_id is not None and not heads(session, standing, row.unit_id):
        raise Forbidden(NOT_THE_HEAD)
    return row


def keep(
    session: Session, *, kind: str, name: str, words: str, standing: Standing, unit_id: int | None, at: datetime
) -> KeptText:
    """Keep a text under a name, for oneself or (its head alone) for a unit. Raises ``Invalid`` at the field at fault."""
    if not is_kind(kind):
        raise Invalid(NO_KIND)
    name, words = _sound(name, words)
    if unit_id is not None and not heads(session, standing, unit_id):
        raise Forbidden(NOT_THE_HEAD)
    whose = (
        KeptText.unit_id == unit_id
        if unit_id
        else KeptText.unit_id.is_(None) & (KeptText.person_id == standing.person_id)
    )
    most, full = (KEPT_TEXTS_OF_UNIT, UNIT_FULL) if unit_id else (KEPT_TEXTS, FULL)
    if (session.scalar(select(func.count()).select_from(KeptText).where(whose)) or 0) >= most:
        raise Invalid(full, {"name": Refusal(full, most=most)}, most=most)
    assert standing.person_id is not None
    row = KeptText(person_id=standing.person_id, unit_id=unit_id, kind=kind, name=name, words=words, saved_at=at)
    session.add(row)
    session.flush()
    return row


def change(session: Session, row: KeptText, *, name: str, words: str, at: datetime) -> None:
    """Call it otherwise, or say it otherwise."""
    row.name, row.words = _sound(name, words)
    row.saved_at = at


def remove(session: Session, row: KeptText) -> None:
    """Forget a text; what was written with it stays."""
    session.execute(delete(KeptText).where(KeptText.id == row.id))


def _sound(name: str, words: str) -> tuple[str, str]:
    name, words = name.strip(), words.strip()
    if not name:
        raise Invalid(NAMELESS, {"name": Refusal(NAMELESS)})
    if len(name) > NAME_LETTERS:
        raise Invalid(LONG, {"name": Refusal(LONG, most=NAME_LETTERS)}, most=NAME_LETTERS)
    if not words:
        raise Invalid(WORDLESS, {"words": Refusal(WORDLESS)})
    if len(words) > KEPT_TEXT_LETTERS:
        raise Invalid(LONG, {"words": Refusal(LONG, most=KEPT_TEXT_LETTERS)}, most=KEPT_TEXT_LETTERS)
    if fault := fault_in(words):
        raise Invalid(fault.text, {"words": fault}, **fault.params)
    return name, words
