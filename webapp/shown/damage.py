"""Pages of a case of which a part cannot be read any more (its state, a form, its drawing): the rest is shown, the damage is said,
and it becomes an incident when the answer has gone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import current_app, g
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError

from workflows.instances.incidents import said_of

T = TypeVar("T")


def sound(instance_id: int, read: Callable[[], T], otherwise: T) -> T:
    """What ``read`` answers; ``otherwise`` when what is stored of the case does not let it. The database's own faults pass."""
    try:
        return read()
    except SQLAlchemyError:
        raise
    except Exception as fault:
        current_app.logger.warning("A part of a case cannot be read.", exc_info=fault)
        found().setdefault(instance_id, fault)
        return otherwise


def found() -> dict[int, Exception]:
    """What this request could not read so far: the case, and what was wrong first."""
    if "damaged" not in g:
        g.damaged = {}
    damaged: dict[int, Exception] = g.damaged
    return damaged


def said_damage(instance_id: int) -> str:
    """What could not be read of this case, in the reader's language; empty when all could."""
    cause = found().get(instance_id)
    if cause is None:
        return ""
    said = said_of(cause)
    return gettext(said.text, **said.params)
