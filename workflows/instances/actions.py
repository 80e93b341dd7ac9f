"""Named actions that drawings may call from a service task. Upper rooms register them; the engine only names them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from workflows.actor import Actor
from workflows.errors import N_, Refusal
from workflows.trips import Said

if TYPE_CHECKING:
    from workflows.instances.turn import Turn


class Action(Protocol):
    """What a registered action looks like; it runs in the command's own transaction, after the engine's step."""

    def __call__(self, turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None: ...


Questions = Callable[["Turn", dict[str, Any]], list[Said]]
_ACTIONS: dict[str, Action] = {}
_QUESTIONS: dict[str, Questions] = {}


def register(name: str, *, asking: Questions | None = None) -> Callable[[Action], Action]:
    """Make the decorated function callable from drawings under ``name``; two functions of one name are an error.

    ``asking`` tells from turn and parameters what the action will ``turn.ask`` first, so that it is asked on the way.
    """

    def keep(action: Action) -> Action:
        if _ACTIONS.setdefault(name, action) is not action:
            raise ValueError(f"Expected one action named {name!r}, but there are two.")
        if asking is not None:
            _QUESTIONS[name] = asking
        return action

    return keep


def names() -> frozenset[str]:
    """All registered names, for the linter."""
    return frozenset(_ACTIONS)


def questions(name: str, turn: Turn, parameters: dict[str, Any]) -> list[Said]:
    """What the action ``name`` is going to ask first; nothing for one that has not said so."""
    asking = _QUESTIONS.get(name)
    return asking(turn, parameters) if asking else []


def perform(name: str, turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Run the action ``name``; raises ``Refusal`` when no room has registered it."""
    action = _ACTIONS.get(name)
    if action is None:
        raise Refusal(N_("Expected the drawing to name a known action, but it names “%(name)s”."), name=name)
    action(turn, parameters, actor=actor, at=at)
